import {
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
 * The document as the planner gets it: with aliases that cannot be mistaken, and with the type of objects that may be of
 * a type hidden from clients, or of which nothing else is asked: whether they are there has to be known.
 */
export function planningDocument(document: DocumentNode, context: PlanningContext): DocumentNode {
  const types = new TypeInfo(context.schema);
  const visitor = {
    Field: (node: FieldNode) => withDataKey(node, context.dataKeys),
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

/** Members of a union always, objects of an interface when their type may be hidden. */
function mustSayType(type: GraphQLCompositeType, { schema, fullSchema }: PlanningContext): boolean {
  if (isUnionType(type)) return true;
  const full = fullSchema.getType(type.name);
  if (!isInterfaceType(type) || !isInterfaceType(full)) return false;
  return schema.getPossibleTypes(type).length < fullSchema.getPossibleTypes(full).length;
}
