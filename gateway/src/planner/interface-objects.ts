import {
  buildASTSchema,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  parseType,
  print,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

import type { Plan } from '../plan.js';
import { withoutSpreads } from './fragment-spreads.js';
import { liftedPrefix, liftedType } from './lifted-type.js';
import { lowerPlan } from './lower-plan.js';
import { narrowSelections } from './narrow-selections.js';
import { fieldNamed, selectionSetOf, typenameField } from './selection-nodes.js';

/** A supergraph in which operations can be planned that cannot be planned in the original, and the way back. */
export interface Detour {
  readonly supergraphSdl: string;
  rewrite(source: string): DetouredOperation;
  restore(plan: Plan): Plan;
}

export interface DetouredOperation {
  readonly source: string;
  /** The native planner crashes on the original. */
  readonly isNecessary: boolean;
}

/**
 * A way around two gaps of the native planner, both with subgraphs that know only an interface (`@interfaceObject`).
 * From an object of such a subgraph it finds no path to fields of the concrete type; and where such a subgraph has a
 * type of the interface as well, it looks for the interface's fields on that type, and crashes.
 *
 * So interface and types get, in the subgraphs that know both, made-up fields that lead to the object itself, as the
 * one or the other: `... on Robot { version }` is planned as `_lift_Robot { version }`, and written back before anybody
 * is asked. Returns undefined for supergraphs that have no interface objects.
 */
export function detourFor(supergraphSdl: string): Detour | undefined {
  if (!supergraphSdl.includes('isInterfaceObject: true')) return undefined;
  const original = parse(supergraphSdl, { noLocation: true });
  const document = liftTypes(original);
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  const borrowed = borrowedFields(original);
  return {
    supergraphSdl: print(document),
    rewrite: (source) => {
      const operation = withoutSpreads(parse(source, { noLocation: true }));
      return liftFragments(narrowSelections(operation, schema), schema, borrowed);
    },
    restore: (plan) => lowerPlan(plan, schema),
  };
}

/** Adds the made-up fields: to interfaces and types those that lead down to a type, to types those that lead up. */
function liftTypes(document: DocumentNode): DocumentNode {
  const interfaces = new Set(interfaceObjects(document).map(({ name }) => name.value));
  const objects = document.definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  const downFrom = (names: readonly string[]): FieldDefinitionNode[] =>
    objects.flatMap((object) => {
      const graphs = names.flatMap((name) => graphsOf(object, name));
      return graphs.length > 0 ? [madeUpField(object.name.value, graphs)] : [];
    });
  const upFrom = (node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, names: readonly string[]) =>
    names.flatMap((name) => {
      const graphs = node.name.value === name ? [] : graphsOf(node, name);
      return graphs.length > 0 ? [madeUpField(name, graphs)] : [];
    });
  const definitions = document.definitions.map((node) => {
    if (node.kind !== Kind.INTERFACE_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_DEFINITION) return node;
    const all = [node.name.value, ...(node.interfaces ?? []).map(({ name }) => name.value)];
    const names = all.filter((name) => interfaces.has(name));
    if (names.length === 0) return node;
    return { ...node, fields: [...(node.fields ?? []), ...downFrom(names), ...upFrom(node, names)] };
  });
  return { ...document, definitions };
}

function interfaceObjects(document: DocumentNode): InterfaceTypeDefinitionNode[] {
  return document.definitions.filter(
    (node) => node.kind === Kind.INTERFACE_TYPE_DEFINITION && (node.directives ?? []).some(isInterfaceObject),
  ) as InterfaceTypeDefinitionNode[];
}

/** For each type, by field: the interface that provides the field from a subgraph which has the type, too. */
type BorrowedFields = ReadonlyMap<string, ReadonlyMap<string, string>>;

function borrowedFields(document: DocumentNode): BorrowedFields {
  const borrowed = new Map<string, Map<string, string>>();
  for (const { name, directives, fields } of interfaceObjects(document)) {
    const graphs = new Set((directives ?? []).filter(isInterfaceObject).map(graphOf));
    const provided = (fields ?? []).filter((field) => field.directives?.some((each) => graphs.has(graphOf(each))));
    for (const node of document.definitions) {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      const isBoth = node.directives?.some((each) => each.name.value === 'join__type' && graphs.has(graphOf(each)));
      if (!isBoth || !node.interfaces?.some((each) => each.name.value === name.value)) continue;
      const known = borrowed.get(node.name.value) ?? new Map<string, string>();
      for (const field of provided) known.set(field.name.value, name.value);
      borrowed.set(node.name.value, known);
    }
  }
  return borrowed;
}

function graphOf(directive: DirectiveNode): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

function isInterfaceObject({ name, arguments: args }: DirectiveNode): boolean {
  const flag = args?.find((argument) => argument.name.value === 'isInterfaceObject')?.value;
  return name.value === 'join__type' && flag?.kind === Kind.BOOLEAN && flag.value;
}

/** The subgraphs in which a type implements an interface. */
function graphsOf(type: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, interfaceName: string): string[] {
  return (type.directives ?? []).flatMap((directive) => {
    const implemented = directive.arguments?.find((argument) => argument.name.value === 'interface')?.value;
    const isIt = implemented?.kind === Kind.STRING && implemented.value === interfaceName;
    const graph = graphOf(directive);
    return directive.name.value === 'join__implements' && isIt && graph !== undefined ? [graph] : [];
  });
}

function madeUpField(typename: string, graphs: readonly string[]): FieldDefinitionNode {
  const applied = [...new Set(graphs)].map((graph) => `@join__field(graph: ${graph})`).join(' ');
  const [holder] = parse(`type T { f: Int ${applied} }`, { noLocation: true }).definitions;
  const directives = holder?.kind === Kind.OBJECT_TYPE_DEFINITION ? holder.fields?.[0]?.directives : undefined;
  return {
    kind: Kind.FIELD_DEFINITION,
    name: { kind: Kind.NAME, value: liftedPrefix + typename },
    type: parseType(typename, { noLocation: true }),
    ...(directives && { directives }),
  };
}

/** Goes by made-up fields where there are such. */
function liftFragments(document: DocumentNode, schema: GraphQLSchema, borrowed: BorrowedFields): DetouredOperation {
  const types = new TypeInfo(schema);
  let borrowing = 0;
  const liftFragment = (node: InlineFragmentNode): FieldNode | undefined => {
    const condition = node.typeCondition?.name.value ?? '';
    const parent = types.getParentType();
    const hasWay = parent && 'getFields' in parent && liftedPrefix + condition in parent.getFields();
    // An object of the type itself needs no way to itself.
    if (!hasWay || parent.name === condition) return undefined;
    return liftedField(condition, node.selectionSet, node.directives);
  };
  const liftField = (node: FieldNode): FieldNode | undefined => {
    const lender = borrowed.get(types.getParentType()?.name ?? '')?.get(node.name.value);
    if (lender === undefined) return undefined;
    borrowing += 1;
    return liftedField(lender, selectionSetOf([node]));
  };
  const rewritten = visit(
    document,
    visitWithTypeInfo(types, {
      Field: liftField,
      InlineFragment: liftFragment,
      SelectionSet: { leave: withTypename },
    }),
  );
  return { source: print(rewritten), isNecessary: borrowing > 0 };
}

function liftedField(
  type: string,
  selectionSet: SelectionSetNode,
  directives: readonly DirectiveNode[] = [],
): FieldNode {
  return { ...fieldNamed(liftedPrefix + type, selectionSet), directives };
}

/** Where a made-up field stands, the objects have to say what they are. */
function withTypename(node: SelectionSetNode): SelectionSetNode | undefined {
  const isLifted = node.selections.some(
    (each) => each.kind === Kind.FIELD && liftedType(each.name.value) !== undefined,
  );
  return isLifted ? { ...node, selections: [typenameField, ...node.selections] } : undefined;
}
