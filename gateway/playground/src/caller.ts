import { fetchAs, graphqlUrl } from './hub.js';

/** Who the hub takes the analyst for. */
export type Caller =
  | { readonly kind: 'public'; readonly reason?: string }
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'member';
      readonly id: string;
      readonly displayName: string;
      readonly roles: readonly string[];
      readonly clearance: string;
    };

interface Answer {
  readonly data?: {
    readonly me?: {
      readonly member?: { readonly id: string; readonly displayName?: string | null } | null;
      readonly roles?: readonly string[] | null;
      readonly clearance?: string | null;
    } | null;
  } | null;
  readonly errors?: readonly { readonly message: string }[];
}

const query = 'query WhoAmI { me { member { id displayName } roles clearance } }';

/** Asks the hub whose key this is. Never rejects, except by the signal: what goes wrong is the reason to be public. */
export async function whoAmI(key: string, signal: AbortSignal): Promise<Caller> {
  try {
    const response = await fetchAs(key)(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, operationName: 'WhoAmI' }),
      signal,
    });
    return callerOf(response, await response.text());
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'public', reason: 'the hub does not answer' };
  }
}

function callerOf(response: Response, text: string): Caller {
  const answer = parseAnswer(text);
  const me = answer?.data?.me;
  if (me?.member) {
    const { id, displayName } = me.member;
    const { roles, clearance } = me;
    return { kind: 'member', id, displayName: displayName ?? id, roles: roles ?? [], clearance: clearance ?? 'CLEAR' };
  }
  const message = answer?.errors?.[0]?.message;
  if (message) return { kind: 'public', reason: message };
  if (!response.ok) return { kind: 'public', reason: `the hub answers with HTTP ${response.status}` };
  return { kind: 'public', reason: 'the hub does not know this key' };
}

function parseAnswer(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    // A proxy's HTML page, say: the status tells more than its text.
    return undefined;
  }
}
