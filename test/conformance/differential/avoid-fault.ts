import {
  type DirectiveNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  type OperationDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Asked } from './answer.js';
import { withoutUnused } from './shrink-operation.js';

/** What an operation is rewritten by. */
export interface Surroundings {
  readonly schema: GraphQLSchema;
  /** Names of fields that are keys or required inputs. */
  readonly keysAndInputs: ReadonlySet<string>;
}

/** The same operation with other names for the aliases that are names of keys or required inputs. */
export function withPlainAliases(asked: Asked, { schema, keysAndInputs }: Surroundings): Asked | undefined {
  const types = new TypeInfo(schema);
  const document = visit(
    asked.document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const { alias, name } = node;
        if (!alias || alias.value === name.value || !keysAndInputs.has(alias.value)) return undefined;
        return { ...node, alias: { ...alias, value: `${alias.value}_of_${name.value}` } };
      },
    }),
  );
  return rewritten(asked, document);
}

/** The same operation without `@skip` and `@include`: what they keep out is left out. */
export function withoutConditions(asked: Asked): Asked | undefined {
  const operation = getOperationAST(asked.document, asked.operationName);
  const isKeptOut = ({ directives = [] }: SelectionNode) =>
    directives.some((directive) => valueOf(directive, asked, operation) === (directive.name.value === 'skip'));
  const document = visit(asked.document, {
    SelectionSet: (node) => {
      const kept = node.selections.filter((each) => !isKeptOut(each)).map((each) => ({ ...each, directives: [] }));
      return { ...node, selections: kept.length > 0 ? kept : [typename] };
    },
  });
  return rewritten(asked, document);
}

/** The same operation with a fragment on each object type in the place of fragments on abstract types. */
export function withConcreteFragments(asked: Asked, { schema }: Surroundings): Asked | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of asked.document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const document = visit(asked.document, {
    OperationDefinition: (node) => {
      const root = schema.getRootType(node.operation);
      return root ? { ...node, selectionSet: concrete(node.selectionSet, root, { schema, fragments }) } : undefined;
    },
  });
  return rewritten(asked, document);
}

interface Concrete {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function concrete(node: SelectionSetNode, parent: GraphQLCompositeType, context: Concrete): SelectionSetNode {
  const selections = node.selections.flatMap((each): readonly SelectionNode[] => {
    if (each.kind === Kind.FIELD) return [concreteField(each, parent, context)];
    const fragment = each.kind === Kind.INLINE_FRAGMENT ? each : context.fragments.get(each.name.value);
    if (!fragment) return [];
    const { typeCondition, selectionSet } = fragment;
    const type = (typeCondition && typeFromAST(context.schema, typeCondition)) ?? parent;
    if (!isCompositeType(type)) return [];
    const within = possible(parent, context.schema);
    const types = type === parent ? [parent] : possible(type, context.schema).filter((one) => within.includes(one));
    return types.map((one) => ({
      kind: Kind.INLINE_FRAGMENT,
      directives: each.directives ?? [],
      ...(one !== parent && { typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: one.name } } }),
      selectionSet: concrete(selectionSet, one, context),
    }));
  });
  return { ...node, selections: selections.length > 0 ? selections : [typename] };
}

function concreteField(node: FieldNode, parent: GraphQLCompositeType, context: Concrete): FieldNode {
  const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
  const type = field && getNamedType(field.type);
  if (!node.selectionSet || !isCompositeType(type)) return node;
  return { ...node, selectionSet: concrete(node.selectionSet, type, context) };
}

function possible(type: GraphQLCompositeType, schema: GraphQLSchema): readonly GraphQLCompositeType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

function valueOf(
  directive: DirectiveNode,
  { variables }: Asked,
  operation: OperationDefinitionNode | null | undefined,
): boolean {
  const value = directive.arguments?.[0]?.value;
  if (value?.kind === Kind.BOOLEAN) return value.value;
  if (value?.kind !== Kind.VARIABLE) return false;
  const name = value.name.value;
  const given = variables[name];
  if (given !== undefined) return given === true;
  const defined = operation?.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return defined?.kind === Kind.BOOLEAN && defined.value;
}

/** Undefined when nothing has changed. */
function rewritten(asked: Asked, document: Asked['document']): Asked | undefined {
  const tidy = withoutUnused(document);
  const source = tidy && print(tidy);
  return source === undefined || source === asked.source ? undefined : { ...asked, source, document: parse(source) };
}
