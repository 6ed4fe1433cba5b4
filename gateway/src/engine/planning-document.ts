import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isInterfaceType,
  isUnionType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

import type { Authorization } from '../authorization/authorization.js';
import type { DataKeys } from './data-keys.js';

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** What the engine needs to know for writing an operation the way it should be planned. */
export interface PlanningContext {
  readonly schema: GraphQLSchema;
  readonly fullSchema: GraphQLSchema;
  readonly dataKeys: DataKeys;
  /** Judges what a caller may select, before it is planned. */
  readonly authorization: Authorization;
}

/**
 * The document as the planner gets it: without what is never included, with aliases that cannot be mistaken, and with
 * the type of objects that may be of a type hidden from clients.
 */
export function planningDocument(document: DocumentNode, context: PlanningContext): DocumentNode {
  const types = new TypeInfo(context.schema);
  const visitor = {
    Field: (node: FieldNode) => (isNeverIncluded(node.directives) ? null : withDataKey(node, context.dataKeys)),
    InlineFragment: ({ directives }: { readonly directives?: readonly DirectiveNode[] }) =>
      isNeverIncluded(directives) ? null : undefined,
    FragmentSpread: ({ directives }: { readonly directives?: readonly DirectiveNode[] }) =>
      isNeverIncluded(directives) ? null : undefined,
    SelectionSet: {
      leave: (node: SelectionSetNode) => {
        const parent = types.getParentType();
        const needsType = node.selections.length === 0 || (parent && mustSayType(parent, context));
        return needsType ? { ...node, selections: [...node.selections, typenameField] } : undefined;
      },
    },
  };
  return visit<DocumentNode>(document, visitWithTypeInfo(types, visitor));
}

function withDataKey(node: FieldNode, dataKeys: DataKeys): FieldNode | undefined {
  const key = dataKeys.keyOf(node);
  if (key === (node.alias ?? node.name).value) return undefined;
  return { ...node, alias: { kind: Kind.NAME, value: key } };
}

function isNeverIncluded(directives: readonly DirectiveNode[] | undefined): boolean {
  return (directives ?? []).some(({ name, arguments: args }) => {
    const value = args?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind !== Kind.BOOLEAN) return false;
    return (name.value === 'skip' && value.value) || (name.value === 'include' && !value.value);
  });
}

/** Members of a union always, objects of an interface when their type may be hidden. */
function mustSayType(type: GraphQLCompositeType, { schema, fullSchema }: PlanningContext): boolean {
  if (isUnionType(type)) return true;
  const full = fullSchema.getType(type.name);
  if (!isInterfaceType(type) || !isInterfaceType(full)) return false;
  return schema.getPossibleTypes(type).length < fullSchema.getPossibleTypes(full).length;
}
