import { type DocumentNode, Kind, print, type ValueNode, visit } from 'graphql';

import type { Plan } from '../plan.js';
import { mapFetches } from './plan-nodes.js';

const prefix = '__literal_';
const standIn = new RegExp(`"${prefix}(\\d+)"`, 'g');

/**
 * Values written in an operation that the native planner would not pass on as they are written: it writes 1.0 as 1,
 * rounds decimals, reads no integer beyond 64 bits, and writes "\b" as another character. It gets a text in their place,
 * which it does not look into.
 */
export class Literals {
  private readonly values: ValueNode[] = [];
  private readonly places = new Map<string, number>();

  /** The document with stand-ins; the same one when none is needed. */
  setAside(document: DocumentNode): DocumentNode {
    const replace = (node: ValueNode) => (isAtRisk(node) ? this.standInFor(node) : undefined);
    return visit(document, { FloatValue: replace, IntValue: replace, StringValue: replace });
  }

  /** The plan with the values in the place of their stand-ins. */
  putBack(plan: Plan): Plan {
    if (this.values.length === 0) return plan;
    const { root, subscription } = plan;
    return {
      root: mapFetches(root, (fetch) => ({ ...fetch, operation: this.restored(fetch.operation) })),
      ...(subscription && { subscription: { ...subscription, operation: this.restored(subscription.operation) } }),
    };
  }

  /** Equal values have one stand-in, so that equal fields stay equal. */
  private standInFor(node: ValueNode): ValueNode {
    const text = print(node);
    const place = this.places.get(text) ?? this.values.push(node) - 1;
    this.places.set(text, place);
    return { kind: Kind.STRING, value: `${prefix}${place}` };
  }

  private restored(operation: string): string {
    return operation.replace(standIn, (text, place: string) => {
      const value = this.values[Number(place)];
      return value ? print(value) : text;
    });
  }
}

const safeInteger = /^-?[1-9]\d{0,17}$|^0$/;

function isAtRisk(node: ValueNode): boolean {
  if (node.kind === Kind.FLOAT) return true;
  if (node.kind === Kind.INT) return !safeInteger.test(node.value);
  return node.kind === Kind.STRING && (node.value.includes('\b') || node.value.includes(prefix));
}
