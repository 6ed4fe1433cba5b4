import { OperationTypeNode } from 'graphql';

import { fieldOf } from './field-node.js';
import type { Observer, Viewer } from './observer.js';
import type { Secrets, ViewerName } from './secrets.js';
import { briefSelection } from './selection.js';

/** A step after which some know more and everybody else must notice nothing. */
export interface Stage {
  readonly name: string;
  /** Those who may see what is planted; for some parts of it more of them than for others. */
  readonly audience: readonly ViewerName[];
  readonly plant: (hand: StageHand) => Promise<void>;
}

/** Sets the stage through the gateway, in the viewers' own names. */
export class StageHand {
  readonly #visible = new Map<string, string>();

  constructor(
    private readonly observer: Observer,
    private readonly viewers: Readonly<Record<ViewerName, Viewer>>,
    /** Another person of those who steward admissions. */
    readonly secondSteward: Viewer,
  ) {}

  get secrets(): Secrets {
    return this.observer.secrets;
  }

  /** Runs a mutation, and answers its payload. Throws when it fails. */
  async act(
    by: ViewerName | Viewer,
    mutation: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const field = fieldOf(this.observer.schema, 'Mutation', mutation);
    const viewer = typeof by === 'string' ? this.viewers[by] : by;
    const children = briefSelection(field, () => undefined);
    const root = { key: mutation, coordinate: `Mutation.${mutation}`, field, args, children };
    const { body } = await this.observer.ask(viewer, {
      name: `the stage: ${mutation}`,
      kind: OperationTypeNode.MUTATION,
      roots: [root],
    });
    if (body.errors === undefined && body.data) return body.data[mutation] as Readonly<Record<string, unknown>>;
    throw new Error(`${mutation} by ${viewer.name}: ${JSON.stringify(body.errors)}`);
  }

  /** Asks without looking at what is asked. Throws when it fails. */
  async query(by: ViewerName, name: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const field = fieldOf(this.observer.schema, 'Query', name);
    const root = {
      key: name,
      coordinate: `Query.${name}`,
      field,
      args,
      children: briefSelection(field, () => undefined),
    };
    const { body } = await this.observer.ask(this.viewers[by], { name: `the stage: ${name}`, roots: [root] });
    if (body.errors === undefined && body.data) return body.data[name];
    throw new Error(`${name} by ${by}: ${JSON.stringify(body.errors)}`);
  }

  /** The id of the source of an attestation. */
  async sourceOf(by: ViewerName, attestation: string): Promise<string> {
    const { sources } = (await this.query(by, 'attestation', { id: attestation })) as {
      readonly sources: readonly { readonly id: string }[];
    };
    return sources[0]?.id ?? '';
  }

  /** The ids of the claims of an incident. */
  async claimsOf(by: ViewerName, incident: string): Promise<string[]> {
    const { claims } = (await this.query(by, 'incident', { id: incident })) as {
      readonly claims: readonly { readonly id: string }[];
    };
    return claims.map(({ id }) => id);
  }

  /** The names under which the subgraphs know callers. */
  async recipientIds(
    names: readonly ViewerName[],
  ): Promise<Readonly<Record<'incidents' | 'address-intelligence', readonly string[]>>> {
    const ask = (field: string): Promise<string[]> =>
      Promise.all(names.map(async (name) => String(await this.query(name, field))));
    return { incidents: await ask('incidentRecipientId'), 'address-intelligence': await ask('attestationRecipientId') };
  }

  /** Remembers the id of something that everybody sees. */
  remember(name: string, id: string): void {
    this.#visible.set(name, id);
  }

  visible(name: string): string {
    const id = this.#visible.get(name);
    if (id === undefined) throw new Error(`Nothing visible is called ${name}.`);
    return id;
  }
}
