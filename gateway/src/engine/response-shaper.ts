import type { GraphQLObjectType, GraphQLOutputType, GraphQLSchema, SelectionSetNode } from 'graphql';
import { isAbstractType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';

import type { CollectContext } from './collect-fields.js';
import type { ForeignPlaceTest } from './error-ledger.js';
import type { FetchedObject } from './fetched-data.js';
import { isFetchedObject, valueAt } from './fetched-data.js';
import { foreignPlaces } from './foreign-places.js';
import { leafWriter } from './leaf-writer.js';
import { isIntrospection } from './operation-parts.js';
import type { Position, ResponseWriting, ValueWriter } from './response-writing.js';
import { isNarrowed, type SelectedField, selectFields, type Selections } from './select-fields.js';
import { isOfType } from './supergraph.js';

/** Writes the response of an operation from what was fetched; compiled once. */
export interface ResponseShaper {
  /** Writes the data; false when a null reached the root. */
  write(root: FetchedObject, writing: ResponseWriting): boolean;
  /** Whether the operation asks for anything that only subgraphs know. */
  readonly asksSubgraphs: boolean;
  /** Coordinates of the root fields that the caller may not read. */
  readonly withheldAtRoot: readonly string[];
  readonly foreignPlacesIn: (data: FetchedObject) => ForeignPlaceTest;
}

export function compileShaper(
  context: CollectContext,
  rootType: GraphQLObjectType,
  selectionSet: SelectionSetNode,
): ResponseShaper {
  const compiler = new ShaperCompiler(context);
  const selections = { all: [selectionSet], open: [selectionSet] };
  const fields = selectFields(context, rootType.name, selections);
  const write = compiler.objectWriter(rootType.name, selections, 0);
  return {
    write,
    asksSubgraphs: fields.some(({ node, isWithheld }) => !isWithheld && !node.name.value.startsWith('__')),
    withheldAtRoot: fields.filter(({ isWithheld }) => isWithheld).map(({ coordinate }) => coordinate),
    foreignPlacesIn: foreignPlaces(context, rootType, selectionSet),
  };
}

interface FieldWriter {
  /** Where the data have the value. */
  readonly dataKey: string;
  /** Where the response has it. */
  readonly key: string;
  /** `"key":`, with the comma or brace before it; and the value, when it does not depend on data. */
  readonly prefix: Uint8Array;
  readonly isConstant: boolean;
  /** The same with a null behind it. */
  readonly asNull: Uint8Array;
  readonly position: Position;
  readonly write: ValueWriter;
}

class ShaperCompiler {
  constructor(private readonly context: CollectContext) {}

  private get schema(): GraphQLSchema {
    return this.context.schema;
  }

  /** `depth`: how many keys lead to the object. It is known beforehand, so the path is one array for all. */
  objectWriter(typename: string, selections: Selections, depth: number): ValueWriter {
    const fields = selectFields(this.context, typename, selections).map((field, index) =>
      this.fieldWriter(typename, field, { depth, opening: index === 0 ? '{' : ',' }),
    );
    if (fields.length > 0) return (value, writing) => writeFields(value as FetchedObject, fields, writing);
    return (_value, { output }) => {
      output.raw(text.emptyObject);
      return true;
    };
  }

  private fieldWriter(
    typename: string,
    field: SelectedField,
    place: { readonly depth: number; readonly opening: string },
  ): FieldWriter {
    const { node, key, isWithheld } = field;
    const dataKey = isIntrospection(node) ? key : this.context.dataKeys.keyOf(node);
    const { isNonNull, constant, write } = this.fieldValue(typename, field, place.depth);
    const prefix = `${place.opening}${JSON.stringify(key)}:`;
    const coordinate = isWithheld ? field.coordinate : `${typename}.${node.name.value}`;
    const position = { depth: place.depth, isNonNull, coordinate, isWithheld };
    return {
      dataKey,
      key,
      prefix: Buffer.from(prefix + (constant ?? '')),
      isConstant: constant !== undefined,
      asNull: Buffer.from(`${prefix}null`),
      position,
      // The planner may have fetched it all the same, as the key of an entity.
      write: isWithheld ? (value, writing) => writing.missing({}, dataKey, value, position) : write,
    };
  }

  private fieldValue(typename: string, { node, selections }: SelectedField, depth: number) {
    const name = node.name.value;
    if (name === '__typename') return { isNonNull: true, ...this.typenameWriter(typename, depth) };
    if (name === '__schema' || name === '__type') {
      const write: ValueWriter = (value, { output }) => {
        output.text(JSON.stringify(value));
        return true;
      };
      return { isNonNull: name === '__schema', constant: undefined, write };
    }
    const parent = this.schema.getType(typename);
    const type = parent && 'getFields' in parent ? parent.getFields()[name]?.type : undefined;
    if (!type) throw new Error(`Unknown field ${typename}.${name}.`);
    const write = this.valueWriter(type as GraphQLOutputType, selections, depth, `${typename}.${name}`);
    return { isNonNull: isNonNullType(type), constant: undefined, write };
  }

  /** Objects whose subgraph only knows an interface of theirs (`@interfaceObject`) do not say what they are. */
  private typenameWriter(typename: string, depth: number) {
    if (isObjectType(this.schema.getType(typename))) {
      return { constant: JSON.stringify(typename), write: () => false };
    }
    const write: ValueWriter = (value, writing) => {
      const isKnown = typeof value === 'string' && isObjectType(this.schema.getType(value));
      if (!isKnown) return writing.wrongType(depth, `No subgraph said which ${typename} this is.`);
      writing.output.string(value);
      return true;
    };
    return { constant: undefined, write };
  }

  /** Writes a value that is not null; what follows from a null, its holder knows. */
  private valueWriter(type: GraphQLOutputType, selections: Selections, depth: number, coordinate: string): ValueWriter {
    if (isNonNullType(type)) return this.valueWriter(type.ofType, selections, depth, coordinate);
    if (isListType(type)) return this.listWriter(type.ofType, selections, depth, coordinate);
    if (isLeafType(type)) return leafWriter(type, depth, coordinate);
    const message = `${coordinate} is an object by the schema, and came as something else.`;
    if (isAbstractType(type)) {
      const write = this.abstractWriter(type.name, selections, depth + 1);
      return (value, writing) =>
        isFetchedObject(value) ? writing.once(value, write) : writing.wrongType(depth, message);
    }
    const write = this.objectWriter(type.name, selections, depth + 1);
    const isOther = (typename: unknown) => typeof typename === 'string' && isObjectType(this.schema.getType(typename));
    return (value, writing) => {
      if (!isFetchedObject(value)) return writing.wrongType(depth, message);
      const typename = value['__typename'];
      if (typename === type.name || !isOther(typename)) return writing.once(value, write);
      return writing.wrongType(depth, `${coordinate} is ${type.name} by the schema, and came as another type.`);
    };
  }

  private listWriter(
    itemType: GraphQLOutputType,
    selections: Selections,
    depth: number,
    coordinate: string,
  ): ValueWriter {
    const position = { depth: depth + 1, isNonNull: isNonNullType(itemType), coordinate };
    const write = this.valueWriter(itemType, selections, position.depth, coordinate);
    const message = `${coordinate} is a list by the schema, and came as something else.`;
    const writeList: ValueWriter = (value, writing) => writeItems(value as unknown[], { write, position }, writing);
    return (value, writing) =>
      Array.isArray(value) ? writing.once(value, writeList) : writing.wrongType(depth, message);
  }

  /** Whether the response depends on which object type it is that calls itself by the name of an interface. */
  private hangsOnType(typename: string, { open }: Selections): boolean {
    return !isObjectType(this.schema.getType(typename)) && isNarrowed(this.context, typename, open);
  }

  /** Compiles the writer of each concrete type when the first object of it comes. */
  private abstractWriter(abstractName: string, selections: Selections, depth: number): ValueWriter {
    const writers = new Map<string, ValueWriter>();
    const isInterface = isInterfaceType(this.schema.getType(abstractName));
    const message = `No subgraph said which type of ${abstractName} this is, or it is none that the schema has.`;
    const writerOf = (typename: string): ValueWriter | undefined => {
      if (!this.schema.getType(typename) || !isOfType(this.schema, typename, abstractName)) return undefined;
      // Without the fragments it would be taken for an object of a type that has none.
      if (this.hangsOnType(typename, selections)) {
        return (object, writing) => writing.untold(object as object, depth - 1, message);
      }
      return this.objectWriter(typename, selections, depth);
    };
    return (value, writing) => {
      const said = (value as FetchedObject)['__typename'];
      const typename = typeof said !== 'string' && isInterface ? abstractName : String(said);
      let write = writers.get(typename);
      if (!write) {
        write = writerOf(typename);
        if (!write) return writing.wrongType(depth - 1, message);
        writers.set(typename, write);
      }
      return write(value, writing);
    };
  }
}

const text = {
  emptyObject: Buffer.from('{}'),
  closeObject: Buffer.from('}'),
  openList: Buffer.from('['),
  comma: Buffer.from(','),
  closeList: Buffer.from(']'),
  null: Buffer.from('null'),
};

function writeFields(object: FetchedObject, fields: readonly FieldWriter[], writing: ResponseWriting): boolean {
  const { output } = writing;
  for (const field of fields) {
    if (field.isConstant) {
      output.raw(field.prefix);
      continue;
    }
    const { dataKey, position } = field;
    const value = valueAt(object, dataKey);
    writing.path[position.depth] = field.key;
    const start = output.length;
    if (!writeField(field, object, value, writing)) {
      if (position.isNonNull) return false;
      writing.cutBackTo(start, position.depth);
      output.raw(field.asNull);
    }
  }
  output.raw(text.closeObject);
  return true;
}

function writeField(field: FieldWriter, holder: FetchedObject, value: unknown, writing: ResponseWriting): boolean {
  if (value === null || value === undefined) return writing.missing(holder, field.dataKey, value, field.position);
  writing.output.raw(field.prefix);
  return field.write(value, writing);
}

interface ItemWriter {
  readonly position: Position;
  readonly write: ValueWriter;
}

function writeItems(items: readonly unknown[], { write, position }: ItemWriter, writing: ResponseWriting): boolean {
  const { output } = writing;
  output.raw(text.openList);
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    writing.path[position.depth] = index;
    if (index > 0) output.raw(text.comma);
    const start = output.length;
    const isWritten =
      item === null || item === undefined ? writing.missing(items, index, item, position) : write(item, writing);
    if (!isWritten) {
      if (position.isNonNull) return false;
      writing.cutBackTo(start, position.depth);
      output.raw(text.null);
    }
  }
  output.raw(text.closeList);
  return true;
}
