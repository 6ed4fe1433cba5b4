import { getNamedType, type GraphQLSchema, type GraphQLType, isNonNullType } from 'graphql';

import type { RequiredSelection, Rewrite, RewriteStep } from '../plan.js';
import { type FetchedObject, isFetchedObject, valueAt } from './fetched-data.js';
import { quote } from './json-text.js';
import { isOfType } from './supergraph.js';

/** A value that a representation needs and that is not there, or cannot be sent. */
export interface MissingInput {
  readonly holder: FetchedObject;
  readonly key: string;
  /** It came, and JSON cannot say it: a number beyond the range of numbers, or too deep a value. Default: no. */
  readonly isUnsendable?: boolean;
}

/** Told of each null on the way; says whether it stands for a failure. */
export type IsFailedNull = (holder: FetchedObject, key: string) => boolean;

/**
 * Writes the representations of entities as JSON text, by what a fetch requires. Equal entities give equal text, so the
 * text is the key by which they are told apart as well as a part of the request.
 */
export class RepresentationWriter {
  private readonly root: ObjectWriter;

  constructor(requires: readonly RequiredSelection[], rewrites: readonly Rewrite[], schema: GraphQLSchema) {
    this.root = new ObjectWriter(schema, requires, rewrites, onlyTypeCondition(requires));
  }

  /**
   * The representation; or `undefined` for an object that the fetch is not about; or the input that is missing or
   * failed, so that the subgraph must not be asked.
   */
  write(entity: FetchedObject, isFailedNull: IsFailedNull): string | MissingInput | undefined {
    const written = this.root.write(entity, isFailedNull);
    return written === '{}' ? undefined : written;
  }

  /** The fields by which the representation of this entity can be told from others; undefined when it is not flat. */
  comparedFields(entity: FetchedObject): ComparedFields | undefined {
    return this.root.comparedFields(entity);
  }
}

/** What tells entities of one type apart, where their representation consists of plain values only. */
export interface ComparedFields {
  /** The value that differs most. */
  readonly identity: string;
  readonly fields: readonly string[];
}

interface FieldWriter {
  /** `"name":`, with the comma or brace before it. */
  readonly prefix: string;
  readonly readFrom: string;
  readonly isId: boolean;
  readonly isNonNull: boolean;
  /** Set by a rewrite, whatever the data say. */
  readonly constant: string | undefined;
  readonly nested: ObjectWriter | undefined;
}

/** Writes objects that stand at one place of the representation; knows which fields each type has there. */
class ObjectWriter {
  private readonly byType = new Map<string, readonly FieldWriter[]>();
  private readonly comparedByType = new Map<string, ComparedFields | undefined>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly selections: readonly RequiredSelection[],
    private readonly rewrites: readonly Rewrite[],
    /** For objects that do not say what they are. */
    private readonly staticType: string | undefined,
  ) {}

  write(object: FetchedObject, isFailedNull: IsFailedNull): string | MissingInput {
    const fields = this.fieldsOf(this.typeOf(object));
    let text = '';
    for (const field of fields) {
      const written = field.constant ?? writeField(field, object, isFailedNull);
      if (typeof written !== 'string') return written;
      text += field.prefix + written;
    }
    return text === '' ? '{}' : `${text}}`;
  }

  comparedFields(object: FetchedObject): ComparedFields | undefined {
    const typename = this.typeOf(object);
    if (!this.comparedByType.has(typename)) this.comparedByType.set(typename, comparedOf(this.fieldsOf(typename)));
    return this.comparedByType.get(typename);
  }

  private typeOf(object: FetchedObject): string {
    const typename = object['__typename'];
    return typeof typename === 'string' ? typename : (this.staticType ?? '');
  }

  private fieldsOf(typename: string): readonly FieldWriter[] {
    let fields = this.byType.get(typename);
    if (!fields) {
      fields = this.compile(typename);
      this.byType.set(typename, fields);
    }
    return fields;
  }

  private compile(typename: string): FieldWriter[] {
    const rewrites = this.rewrites.flatMap((rewrite) => this.applicable(rewrite, typename) ?? []);
    const required = new Map<string, { readFrom: string; selections: RequiredSelection[] | undefined }>();
    this.gather(this.selections, typename, required);
    return [...required].map(([name, { readFrom, selections }], index) => {
      const own = rewrites.filter(({ path: [step] }) => step?.kind === 'key' && step.key === name);
      const renamed = own.find((rewrite) => rewrite.kind === 'rename-key' && rewrite.path.length === 1);
      const sentAs = renamed?.kind === 'rename-key' ? renamed.to : name;
      const type = this.fieldType(typename, name);
      return {
        prefix: `${index === 0 ? '{' : ','}${JSON.stringify(sentAs)}:`,
        readFrom,
        isId: nameOf(type) === 'ID',
        isNonNull: type !== undefined && isNonNullType(type),
        constant: this.constantFor(name, own, typename),
        nested: selections && new ObjectWriter(this.schema, selections, own.map(stepInto), nameOf(type)),
      };
    });
  }

  private gather(
    selections: readonly RequiredSelection[],
    typename: string,
    into: Map<string, { readFrom: string; selections: RequiredSelection[] | undefined }>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === 'fragment') {
        if (isOfType(this.schema, typename, selection.typeCondition)) this.gather(selection.selections, typename, into);
        continue;
      }
      const known = into.get(selection.sendAs);
      if (known) known.selections?.push(...(selection.selections ?? []));
      else {
        const nested = selection.selections && [...selection.selections];
        into.set(selection.sendAs, { readFrom: selection.readFrom, selections: nested });
      }
    }
  }

  /** The rewrite without its leading type steps, if it is about objects of this type. */
  private applicable(rewrite: Rewrite, typename: string): Rewrite | undefined {
    const [step] = rewrite.path;
    if (step?.kind !== 'type') return rewrite;
    const fits = step.names.some((name) => isOfType(this.schema, typename, name));
    return fits ? this.applicable(stepInto(rewrite), typename) : undefined;
  }

  private constantFor(name: string, rewrites: readonly Rewrite[], typename: string): string | undefined {
    const setter = rewrites.find((rewrite) => rewrite.kind === 'set-value' && rewrite.path.length === 1);
    if (setter?.kind === 'set-value') return JSON.stringify(setter.value);
    return name === '__typename' ? JSON.stringify(typename) : undefined;
  }

  private fieldType(typename: string, field: string) {
    const type = this.schema.getType(typename);
    return type && 'getFields' in type ? type.getFields()[field]?.type : undefined;
  }
}

function comparedOf(fields: readonly FieldWriter[]): ComparedFields | undefined {
  const variable = fields.filter(({ constant }) => constant === undefined);
  const identity = variable.find(({ isId }) => isId) ?? variable.at(-1);
  if (!identity || variable.some(({ nested }) => nested)) return undefined;
  return { identity: identity.readFrom, fields: variable.map(({ readFrom }) => readFrom) };
}

function writeField(field: FieldWriter, object: FetchedObject, isFailedNull: IsFailedNull): string | MissingInput {
  const { readFrom } = field;
  const value = valueAt(object, readFrom);
  if (value === undefined || (value === null && (field.isNonNull || isFailedNull(object, readFrom)))) {
    return { holder: object, key: readFrom };
  }
  const written = field.nested ? writeNested(value, field.nested, isFailedNull) : leafText(value);
  return written ?? { holder: object, key: readFrom, isUnsendable: true };
}

function writeNested(
  value: unknown,
  writer: ObjectWriter,
  isFailedNull: IsFailedNull,
): string | MissingInput | undefined {
  if (isFetchedObject(value)) return writer.write(value, isFailedNull);
  if (!Array.isArray(value)) return leafText(value);
  let text = '';
  for (const item of value) {
    const written = writeNested(item, writer, isFailedNull);
    if (typeof written !== 'string') return written;
    text += (text === '' ? '' : ',') + written;
  }
  return `[${text}]`;
}

/** Undefined for what JSON cannot say: sent all the same, it would cost every entity of the call. */
function leafText(value: unknown): string | undefined {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function stepInto(rewrite: Rewrite): Rewrite {
  const path: readonly RewriteStep[] = rewrite.path.slice(1);
  return { ...rewrite, path };
}

function nameOf(type: GraphQLType | undefined): string | undefined {
  return type ? getNamedType(type).name : undefined;
}

function onlyTypeCondition(requires: readonly RequiredSelection[]): string | undefined {
  const [first, ...others] = requires;
  return first?.kind === 'fragment' && others.length === 0 ? first.typeCondition : undefined;
}
