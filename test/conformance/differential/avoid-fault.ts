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
import { nameOf } from './strictest-type.js';
import type { SubgraphTypes } from './subgraph-types.js';
import type { Answers } from './world.js';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The same operation in other words, or without a part of it; undefined when nothing is to be changed. */
export type Rewrite = (asked: Asked, world: Pick<Answers, 'schema' | 'types'>) => Asked | undefined;

/** Other names for the aliases that are names of keys or of required inputs. */
export const withPlainAliases: Rewrite = (asked, { types }) => {
  const names = keysAndInputs(types);
  const document = visit(asked.document, {
    Field: (node) => {
      const { alias, name } = node;
      if (!alias || alias.value === name.value || !names.has(alias.value)) return undefined;
      return { ...node, alias: { ...alias, value: `${alias.value}_of_${name.value}` } };
    },
  });
  return rewritten(asked, document);
};

/** Without fields that require others with arguments, where both are asked for, or two such fields. */
export const withoutRequiredArguments: Rewrite = (asked, { types }) => {
  const [dependents, inputs] = [new Set<string>(), new Set<string>()];
  for (const [name, { requires }] of types.all().flatMap(({ fields }) => [...fields])) {
    const withArguments = (requires?.selections ?? []).filter(
      (each) => each.kind === Kind.FIELD && each.arguments?.length,
    );
    for (const each of withArguments) if (each.kind === Kind.FIELD) inputs.add(each.name.value);
    if (withArguments.length > 0) dependents.add(name);
  }
  const found = new Set<string>();
  const document = visit(asked.document, {
    Field: ({ name: { value } }) => {
      if (dependents.has(value) || inputs.has(value)) found.add(value);
      return dependents.has(value) ? null : undefined;
    },
  });
  return found.size > 1 ? rewritten(asked, document) : undefined;
};

/** Without what a subgraph has that knows only the interface of objects: fields of them, and fields that deliver them. */
export const withoutInterfaceObjectFields: Rewrite = (asked, { schema, types }) => {
  const lenders = types.all().filter(({ kind }) => kind === 'interface-object');
  const isLent = (typename: string, field: string) =>
    lenders.some(
      ({ name, fields }) => (name === typename || types.interfacesOf(typename).has(name)) && fields.has(field),
    ) && types.providers(typename, field).every((provider) => provider.in.kind === 'interface-object');
  const delivers = (typename: string, field: string) =>
    types.providers(typename, field).some((provider) => {
      const delivered = types.get(provider.in.subgraph, nameOf(provider.field.type));
      return provider.in.kind !== 'interface-object' && delivered?.kind === 'interface-object';
    });
  const info = new TypeInfo(schema);
  const document = visit(
    asked.document,
    visitWithTypeInfo(info, {
      Field: ({ name }) => {
        const parent = info.getParentType();
        if (!parent) return undefined;
        if (delivers(parent.name, name.value)) return typename;
        return isLent(parent.name, name.value) ? null : undefined;
      },
    }),
  );
  return rewritten(asked, document);
};

/** Names of fields that are keys or required inputs. */
function keysAndInputs(types: SubgraphTypes): ReadonlySet<string> {
  const names = new Set<string>();
  const gather = (node: SelectionSetNode) => visit(node, { Field: ({ name }) => void names.add(name.value) });
  for (const { keys, fields } of types.all()) {
    keys.forEach(gather);
    for (const { requires } of fields.values()) if (requires) gather(requires);
  }
  return names;
}

/** Without `@skip` and `@include`: what they keep out is left out. */
export const withoutConditions: Rewrite = (asked) => {
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
};

/** With a fragment on each object type in the place of fragments on abstract types. */
export const withConcreteFragments: Rewrite = (asked, { schema }) => {
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
};

interface Concrete {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

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
