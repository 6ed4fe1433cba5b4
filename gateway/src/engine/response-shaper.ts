import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';

import { type CollectContext, collectFields } from './collect-fields.js';
import { type FetchedObject, isFetchedObject, isInheritedName, ownValue } from './fetched-data.js';
import { leafWriter } from './leaf-writer.js';
import { isIntrospection } from './operation-parts.js';
import { nullText, type ResponseWriting, type ValueWriter } from './response-writing.js';
import { isOfType } from './supergraph.js';

/** Writes the response of an operation from what was fetched; compiled once per operation and set of conditions. */
export interface ResponseShaper {
  /** JSON text of `data`; `null` when a null reached the root. */
  write(root: FetchedObject, writing: ResponseWriting): string;
  /** Whether the operation asks for anything that only subgraphs know. */
  readonly asksSubgraphs: boolean;
}

export function compileShaper(
  context: CollectContext,
  rootType: GraphQLObjectType,
  selectionSet: SelectionSetNode,
): ResponseShaper {
  const compiler = new ShaperCompiler(context);
  const fields = collectFields(context, rootType.name, [selectionSet]);
  const write = compiler.objectWriter(rootType.name, [selectionSet], 0);
  return {
    write: (root, writing) => write(root, writing) || 'null',
    asksSubgraphs: [...fields.values()].some(([field]) => field && !field.name.value.startsWith('__')),
  };
}

interface FieldWriter {
  readonly key: string;
  /** `"key":`, with the comma or brace before it. */
  readonly prefix: string;
  readonly isNonNull: boolean;
  /** The whole text of the value, when it does not depend on data. */
  readonly constant: string | undefined;
  readonly write: ValueWriter;
  /** For messages: `Type.field`. */
  readonly coordinate: string;
}

class ShaperCompiler {
  constructor(private readonly context: CollectContext) {}

  private get schema(): GraphQLSchema {
    return this.context.schema;
  }

  /** `depth`: how many keys lead to the object. It is known beforehand, so the path is one array for all. */
  objectWriter(typename: string, selectionSets: readonly SelectionSetNode[], depth: number): ValueWriter {
    const fields = [...collectFields(this.context, typename, selectionSets)].map(([key, nodes], index) =>
      this.fieldWriter(typename, key, nodes, index === 0, depth),
    );
    return fields.length === 0 ? () => '{}' : (value, writing) => writeFields(value, fields, writing, depth);
  }

  private fieldWriter(
    typename: string,
    key: string,
    nodes: readonly FieldNode[],
    isFirst: boolean,
    depth: number,
  ): FieldWriter {
    const name = nodes[0]?.name.value ?? '';
    const shared = { key, prefix: `${isFirst ? '{' : ','}${JSON.stringify(key)}:`, coordinate: `${typename}.${name}` };
    if (name === '__typename') return { ...shared, ...this.typenameWriter(typename, depth) };
    if (nodes[0] && isIntrospection(nodes[0])) {
      return {
        ...shared,
        isNonNull: name === '__schema',
        constant: undefined,
        write: (value) => JSON.stringify(value),
      };
    }
    const parent = this.schema.getType(typename);
    const type = parent && 'getFields' in parent ? parent.getFields()[name]?.type : undefined;
    if (!type || !('name' in type || 'ofType' in type)) throw new Error(`Unknown field ${shared.coordinate}.`);
    const write = this.valueWriter(type as GraphQLOutputType, nodes, depth, shared.coordinate);
    return { ...shared, isNonNull: isNonNullType(type), constant: undefined, write };
  }

  /** Objects whose subgraph only knows an interface of theirs (`@interfaceObject`) do not say what they are. */
  private typenameWriter(typename: string, depth: number) {
    const isNonNull = true;
    if (isObjectType(this.schema.getType(typename))) {
      return { isNonNull, constant: JSON.stringify(typename), write: () => nullText };
    }
    const write: ValueWriter = (value, writing) => {
      const isKnown = typeof value === 'string' && isObjectType(this.schema.getType(value));
      return isKnown ? JSON.stringify(value) : writing.wrongType(depth, `No subgraph said which ${typename} this is.`);
    };
    return { isNonNull, constant: undefined, write };
  }

  /** Writes a value that is not null; what follows from a null, its holder knows. */
  private valueWriter(
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    depth: number,
    coordinate: string,
  ): ValueWriter {
    if (isNonNullType(type)) return this.valueWriter(type.ofType, nodes, depth, coordinate);
    if (isListType(type)) return this.listWriter(type.ofType, nodes, depth, coordinate);
    if (isLeafType(type)) return leafWriter(type, depth, coordinate);
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const write = isAbstractType(type)
      ? this.abstractWriter(type.name, selectionSets, depth + 1)
      : this.objectWriter(type.name, selectionSets, depth + 1);
    const message = `${coordinate} is an object by the schema, and came as something else.`;
    return (value, writing) => (isFetchedObject(value) ? write(value, writing) : writing.wrongType(depth, message));
  }

  private listWriter(
    itemType: GraphQLOutputType,
    nodes: readonly FieldNode[],
    depth: number,
    coordinate: string,
  ): ValueWriter {
    const isNonNull = isNonNullType(itemType);
    const write = this.valueWriter(itemType, nodes, depth + 1, coordinate);
    const message = `${coordinate} is a list by the schema, and came as something else.`;
    return (value, writing) => {
      if (!Array.isArray(value)) return writing.wrongType(depth, message);
      let text = '';
      for (let index = 0; index < value.length; index++) {
        const item: unknown = value[index];
        writing.path[depth + 1] = index;
        const isNull = item === null || item === undefined;
        let written = isNull
          ? writing.missing(value, index, item, depth + 1, isNonNull, coordinate)
          : write(item, writing);
        if (written === nullText) {
          if (isNonNull) return nullText;
          written = 'null';
        }
        text += index === 0 ? written : `,${written}`;
      }
      return `[${text}]`;
    };
  }

  /** Compiles the writer of each concrete type when the first object of it comes. */
  private abstractWriter(abstractName: string, selectionSets: readonly SelectionSetNode[], depth: number): ValueWriter {
    const writers = new Map<string, ValueWriter | undefined>();
    const isInterface = isInterfaceType(this.schema.getType(abstractName));
    const message = `No subgraph said which type of ${abstractName} this is, or it is none that the schema has.`;
    return (value, writing) => {
      const said = (value as FetchedObject)['__typename'];
      const typename = typeof said !== 'string' && isInterface ? abstractName : String(said);
      let write = writers.get(typename);
      if (!write && !writers.has(typename)) {
        const isPossible = this.schema.getType(typename) && isOfType(this.schema, typename, abstractName);
        write = isPossible ? this.objectWriter(typename, selectionSets, depth) : undefined;
        writers.set(typename, write);
      }
      return write ? write(value, writing) : writing.wrongType(depth - 1, message);
    };
  }
}

function writeFields(value: unknown, fields: readonly FieldWriter[], writing: ResponseWriting, depth: number): string {
  const object = value as FetchedObject;
  let text = '';
  for (const field of fields) {
    if (field.constant !== undefined) {
      text += field.prefix + field.constant;
      continue;
    }
    const { key } = field;
    const child = isInheritedName(key) ? ownValue(object, key) : object[key];
    writing.path[depth] = key;
    const isNull = child === null || child === undefined;
    const written = isNull
      ? writing.missing(object, key, child, depth, field.isNonNull, field.coordinate)
      : field.write(child, writing);
    if (written !== nullText) text += field.prefix + written;
    else if (field.isNonNull) return nullText;
    else text += `${field.prefix}null`;
  }
  return `${text}}`;
}
