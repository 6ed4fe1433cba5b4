import { type GraphQLSchema, OperationTypeNode } from 'graphql';
import { type Caller, importSigningKey, type KeyHolder, keyHolderQuery, signSubgraphToken } from '@alliance/schema';

import { CallerResolver } from '../../gateway/src/identity/caller-resolver.js';

import { type FieldNode, printOperation, statedInputs, walkAnswer } from './field-node.js';
import { keyWishes } from './cast.js';
import { postJson } from './post-json.js';
import type { Secrets, Sighting, ViewerName } from './secrets.js';
import type { SubgraphName, TestedHub } from './tested-hub.js';
import { isVolatile } from './unequal-by-design.js';

/** Somebody who asks. */
export interface Viewer {
  readonly name: ViewerName;
  /** Undefined for the public. */
  readonly key: string | undefined;
}

/** A text of an answer, what the question said, and the secrets of which it may tell. */
interface Told {
  readonly text: string;
  readonly variables: string;
  readonly excused?: readonly string[];
}

/** One question. */
export interface Question {
  /** Says in findings what was asked. */
  readonly name: string;
  readonly kind?: OperationTypeNode;
  readonly roots: readonly FieldNode[];
  /** Asks for the query plan beside the answer. */
  readonly queryPlan?: boolean;
  /** Asked of a subgraph itself, with the token that the gateway would send. */
  readonly at?: SubgraphName;
}

export interface GraphqlBody {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly body: GraphqlBody;
}

/**
 * Asks, and remembers what the answers told: which fields had a value, which inputs led to a secret, and who saw a word
 * or an id of which secret.
 */
export class Observer {
  readonly seenFields = new Set<string>();
  readonly statedInputs = new Set<string>();
  /** Those among them that queries stated. */
  readonly inputsOfQueries = new Set<string>();
  readonly inputsThatHit = new Set<string>();
  readonly sightings: Sighting[] = [];
  requests = 0;
  readonly #callers = new Map<ViewerName, Promise<Caller>>();

  constructor(
    readonly hub: TestedHub,
    readonly schema: GraphQLSchema,
    readonly secrets: Secrets,
  ) {}

  /** Asks, and takes the answer apart. */
  async ask(viewer: Viewer, question: Question): Promise<Answer> {
    const operation = printOperation(question.kind ?? OperationTypeNode.QUERY, question.roots);
    const body = { ...operation, ...(question.queryPlan && { extensions: { queryPlan: 'run' } }) };
    const answer = await this.#send(viewer, question.at, body);
    this.#note(viewer, question, { answer, variables: JSON.stringify(operation.variables) });
    return answer;
  }

  /** The answer as it must be before and after, whatever it does not have to tell alike taken out. */
  comparable({ roots }: Question, { status, body }: Answer): string {
    const plain = { status, body: { ...body, data: withoutVolatile(roots, body.data), ...shownPlan(body) } };
    return this.secrets.withoutIds(JSON.stringify(plain));
  }

  /** Who a viewer is to the subgraphs, as the gateway establishes it. */
  callerOf(viewer: Viewer): Promise<Caller> {
    let caller = this.#callers.get(viewer.name);
    if (caller === undefined) {
      caller = findCaller(this.hub, viewer.key);
      this.#callers.set(viewer.name, caller);
    }
    return caller;
  }

  async #send(viewer: Viewer, at: SubgraphName | undefined, body: object): Promise<Answer> {
    this.requests++;
    const url = at === undefined ? `${this.hub.url}/graphql` : this.hub.subgraphs[at].running.url;
    const bearer = at === undefined ? viewer.key : await tokenFor(this.hub, at, await this.callerOf(viewer));
    return (await postJson(url, body, bearer)) as Answer;
  }

  /** Secrets that a ledger names by id alone to an institution of which somebody else may see them. */
  #namedToColleagues({ name }: Viewer, text: string): string[] {
    const said = this.secrets.toldBy(this.secrets.withoutIds(text), '');
    return this.secrets
      .toldBy(text, '')
      .filter((secret) => !said.includes(secret) && !secret.audience.includes(name))
      .filter(
        ({ audience }) => name !== 'public' && audience.some((other) => institutionOf(other) === institutionOf(name)),
      )
      .map((secret) => secret.name);
  }

  #sight(viewer: Viewer, where: string, { text, variables, excused = [] }: Told): void {
    for (const { name: secret } of this.secrets.toldBy(text, variables)) {
      if (excused.includes(secret)) continue;
      this.sightings.push({ secret, viewer: viewer.name, where });
    }
  }

  #note(
    viewer: Viewer,
    { name, roots, at, kind = OperationTypeNode.QUERY }: Question,
    { answer, variables }: { readonly answer: Answer; readonly variables: string },
  ): void {
    walkAnswer(roots, answer.body.data, ({ coordinate }, value) => {
      if (isReal(value)) this.seenFields.add(coordinate);
    });
    const place = at === undefined ? '' : ` at ${at}`;
    const { data, ...rest } = answer.body;
    this.#sight(viewer, `${name}, beside the data${place}`, { text: JSON.stringify(rest), variables });
    for (const root of roots) {
      const text = JSON.stringify(data?.[root.key] ?? null);
      const where = `${name === root.key ? '' : `${name}: `}${root.key}${place}`;
      const excused = isVolatile(root) ? this.#namedToColleagues(viewer, text) : [];
      this.#sight(viewer, where, { text, variables, excused });
    }
    for (const root of roots) {
      const stated = statedInputs([root]);
      for (const input of stated) {
        this.statedInputs.add(input);
        if (kind === OperationTypeNode.QUERY) this.inputsOfQueries.add(input);
      }
      const text = JSON.stringify(answer.body.data?.[root.key] ?? null);
      if (this.secrets.toldBy(text, '').length > 0) for (const input of stated) this.inputsThatHit.add(input);
    }
  }
}

/** A value that tells something: not null, not an empty text, not an empty list. */
function isReal(value: unknown): boolean {
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function withoutVolatile(nodes: readonly FieldNode[], data: unknown): unknown {
  if (Array.isArray(data)) return data.map((item) => withoutVolatile(nodes, item));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const node = nodes
        .flatMap((each) => (each.on === undefined ? each : each.children))
        .find((each) => each.key === key);
      if (node === undefined || value === null) return [key, value];
      if (isVolatile(node)) return [key, '<volatile>'];
      return [key, node.children.length > 0 ? withoutVolatile(node.children, value) : value];
    }),
  );
}

/** A plan without what the clock decides. */
function shownPlan({ extensions }: GraphqlBody): object {
  if (extensions?.['queryPlan'] === undefined) return {};
  const {
    text,
    timings: _timings,
    fetches,
    ...plan
  } = extensions['queryPlan'] as {
    readonly text: string;
    readonly timings?: unknown;
    readonly fetches?: readonly { readonly startMs?: number; readonly durationMs?: number }[];
  };
  const untimed = (fetches ?? []).map(({ startMs: _startMs, durationMs: _durationMs, ...fetch }) => fetch);
  const timeless = text.replaceAll(/[\d.]+ ?ms/g, 'some ms');
  return { extensions: { ...extensions, queryPlan: { ...plan, text: timeless, fetches: untimed } } };
}

/** Undefined for the public. */
function institutionOf(name: ViewerName): string | undefined {
  return name === 'public' ? undefined : keyWishes[name].member;
}

async function tokenFor(hub: TestedHub, audience: SubgraphName, caller: Caller): Promise<string> {
  const key = await importSigningKey(JSON.parse(hub.hub.signingKey) as never);
  return signSubgraphToken(key, { issuer: hub.hub.issuer, audience, caller });
}

async function findCaller(hub: TestedHub, key: string | undefined): Promise<Caller> {
  const resolver = new CallerResolver({
    settings: { freshMs: 0, staleMs: 0 },
    findKeyHolder: async ({ keyId, secretHash }) => {
      const token = await tokenFor(hub, 'members', { kind: 'hub' });
      const asked = { query: keyHolderQuery, variables: { keyId, secretHash } };
      const { body } = await postJson(hub.subgraphs.members.running.url, asked, token);
      const { data } = body as { readonly data: { readonly keyHolder: KeyHolder | null } };
      return data.keyHolder;
    },
  });
  return resolver.resolve(key === undefined ? undefined : `Bearer ${key}`);
}
