import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql';
import type { Draw } from './random-operation.js';

interface Variable {
  readonly type: string;
  readonly defaultText: string | undefined;
}

/** A value: as it stands in a document, and as it stands in JSON. */
interface Value {
  readonly text: string;
  readonly json: unknown;
}

const texts = ['', 'a', 'Ünï "code" \\ \n', 'true', '12'];
const ids = ['1', 'User-2', 'x y'];

/** Values for arguments, some of them by variables, which it gathers. */
export class RandomVariables {
  readonly values: Record<string, unknown> = {};
  private readonly declared = new Map<string, Variable>();

  constructor(private readonly draw: Draw) {}

  /** `($a: T = 1, …)`, or nothing. */
  definitions(): string {
    const all = [...this.declared].map(
      ([name, { type, defaultText }]) => `$${name}: ${type}${defaultText === undefined ? '' : ` = ${defaultText}`}`,
    );
    return all.length > 0 ? ` (${all.join(', ')})` : '';
  }

  /** Text of a value. `hasDefault`: its place has a default, so that a nullable variable may stand there. */
  value(type: GraphQLInputType, hasDefault = false): string {
    return this.draw(5) < 2 ? this.variable(type, hasDefault) : this.literal(type);
  }

  /** A variable for a condition. */
  condition(): string {
    const value = this.draw(2) === 0;
    const hasDefault = this.draw(2) === 0;
    const isGiven = !hasDefault || this.draw(2) === 0;
    return this.declare(`Boolean${this.draw(2) === 0 || !hasDefault ? '!' : ''}`, {
      defaultText: hasDefault ? String(this.draw(2) === 0) : undefined,
      given: isGiven ? { json: value } : undefined,
    });
  }

  /** As strict as the place wants it, or stricter; looser where a default stands in for an absent value. */
  private variable(type: GraphQLInputType, hasDefault: boolean): string {
    const isStrict = isNonNullType(type);
    const nullable = isStrict ? type.ofType : type;
    const defaultText = this.draw(3) === 0 ? this.constant(nullable, true).text : undefined;
    const isLoose = isStrict ? defaultText !== undefined || hasDefault : this.draw(4) !== 0;
    const isGiven = (!isLoose && defaultText === undefined) || this.draw(3) !== 0;
    const given = isGiven ? this.constant(nullable, isStrict || !isLoose) : undefined;
    return this.declare(isLoose ? String(nullable) : `${String(nullable)}!`, { defaultText, given });
  }

  private declare(
    type: string,
    { defaultText, given }: { defaultText: string | undefined; given: { readonly json: unknown } | undefined },
  ): string {
    const name = `v${this.declared.size}`;
    this.declared.set(name, { type, defaultText });
    if (given) this.values[name] = given.json;
    return `$${name}`;
  }

  /** A literal that may contain variables. */
  private literal(type: GraphQLInputType): string {
    if (isNonNullType(type)) return this.literal(type.ofType);
    if (isListType(type)) {
      const items = Array.from({ length: this.draw(3) }, () => this.value(type.ofType));
      return `[${items.join(', ')}]`;
    }
    if (!isInputObjectType(type)) return this.constant(type, true).text;
    const fields = Object.values(type.getFields()).flatMap((field) => {
      if (!isRequiredInputField(field) && this.draw(2) === 0) return [];
      return [`${field.name}: ${this.value(field.type, field.defaultValue !== undefined)}`];
    });
    return `{ ${fields.join(', ')} }`;
  }

  private constant(type: GraphQLInputType, mustBePresent = false): Value {
    if (isNonNullType(type)) return this.constant(type.ofType, true);
    if (!mustBePresent && this.draw(8) === 0) return { text: 'null', json: null };
    if (isListType(type)) {
      const items = Array.from({ length: this.draw(3) }, () => this.constant(type.ofType));
      return { text: `[${items.map(({ text }) => text).join(', ')}]`, json: items.map(({ json }) => json) };
    }
    if (isEnumType(type)) {
      const name = this.pick(type.getValues())?.name ?? '';
      return { text: name, json: name };
    }
    if (isScalarType(type)) return this.scalar(type.name);
    const fields = Object.values(type.getFields()).flatMap((field) => {
      if (!isRequiredInputField(field) && this.draw(2) === 0) return [];
      return [[field.name, this.constant(field.type)] as const];
    });
    return {
      text: `{ ${fields.map(([name, { text }]) => `${name}: ${text}`).join(', ')} }`,
      json: Object.fromEntries(fields.map(([name, { json }]) => [name, json])),
    };
  }

  private scalar(name: string): Value {
    const plain = (json: unknown): Value => ({ text: JSON.stringify(json), json });
    switch (name) {
      case 'Int':
        return plain(this.draw(30) - 3);
      case 'Float':
        return plain((this.draw(30) - 3) / (this.draw(2) + 1));
      case 'Boolean':
        return plain(this.draw(2) === 0);
      case 'ID':
        return this.draw(4) === 0 ? plain(this.draw(9)) : plain(this.pick(ids));
      case 'JSON': {
        const number = this.draw(9);
        return { text: `{ a: [${number}, null], b: "x" }`, json: { a: [number, null], b: 'x' } };
      }
      default:
        return plain(this.pick(texts));
    }
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.draw(Math.max(1, from.length))];
  }
}
