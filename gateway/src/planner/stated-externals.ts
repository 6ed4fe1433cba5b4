import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  parse,
} from 'graphql';

import { argumentOf, fieldSet } from './join-facts.js';

/**
 * The supergraph with what composition may leave unsaid: that a field which an interface object's field requires is not
 * that subgraph's own (`@external`). Where all subgraphs of an interface have a field, The Guild's composition (0.27)
 * says nothing of it, and the planner would ask the interface object for the input.
 */
export function withStatedExternals(document: DocumentNode): DocumentNode {
  return { ...document, definitions: document.definitions.map(stated) };
}

function stated(node: DefinitionNode): DefinitionNode {
  if (node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return node;
  const externals = unsaidExternals(node);
  if (externals.size === 0) return node;
  const graphs = [...new Set(joins(node).map((each) => argumentOf(each, 'graph') ?? ''))];
  const fields = node.fields?.map((field): FieldDefinitionNode => {
    const external = externals.get(field.name.value);
    if (!external) return field;
    const texts = graphs.map(
      (graph) => `@join__field(graph: ${graph}${external.has(graph) ? ', external: true' : ''})`,
    );
    return { ...field, directives: [...(field.directives ?? []), ...applied(texts.join(' '))] };
  });
  return { ...node, ...(fields && { fields }) };
}

/** By field of which no subgraph is named: the interface objects that have it from others. */
function unsaidExternals(node: InterfaceTypeDefinitionNode): ReadonlyMap<string, ReadonlySet<string>> {
  const objects = joins(node).filter((each) => argumentOf(each, 'isInterfaceObject') === 'true');
  const found = new Map<string, Set<string>>();
  for (const { directives = [] } of node.fields ?? []) {
    for (const directive of directives) {
      const [graph, requires] = [argumentOf(directive, 'graph'), argumentOf(directive, 'requires')];
      const own = objects.filter((each) => argumentOf(each, 'graph') === graph);
      if (graph === undefined || requires === undefined || own.length === 0) continue;
      const keys = new Set(own.flatMap((each) => namesIn(argumentOf(each, 'key') ?? '__typename')));
      for (const name of namesIn(requires)) {
        const input = node.fields?.find((field) => field.name.value === name);
        const isUnsaid = input && !input.directives?.some((each) => each.name.value === 'join__field');
        if (isUnsaid && !keys.has(name)) found.set(name, (found.get(name) ?? new Set()).add(graph));
      }
    }
  }
  return found;
}

function joins({ directives = [] }: InterfaceTypeDefinitionNode): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => name.value === 'join__type');
}

/** Fields at the top of a set. */
function namesIn(text: string): readonly string[] {
  return (fieldSet(text)?.selections ?? []).flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}

function applied(texts: string): readonly ConstDirectiveNode[] {
  const [holder] = parse(`type T ${texts} { f: Int }`, { noLocation: true }).definitions;
  return holder?.kind === Kind.OBJECT_TYPE_DEFINITION ? (holder.directives ?? []) : [];
}
