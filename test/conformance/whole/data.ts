/** What both the subgraphs and the one schema that stands for all of them answer from. */
export interface Ref {
  readonly __typename: 'User' | 'Post' | 'Robot';
  readonly id: string;
}

const user = (id: string): Ref => ({ __typename: 'User', id });
const post = (id: string): Ref => ({ __typename: 'Post', id });
const robot = (id: string): Ref => ({ __typename: 'Robot', id });

const everything: readonly Ref[] = [
  user('u1'),
  post('p1'),
  robot('r1'),
  user('u2'),
  post('p2'),
  user('u3'),
  robot('r2'),
  post('p3'),
];
const postsBy: Readonly<Record<string, readonly string[]>> = { u1: ['p1', 'p2'], u2: ['p3'], r1: ['p1'] };
const authors: Readonly<Record<string, Ref>> = { p1: user('u1'), p2: user('u1'), p3: user('u2') };

export const query = {
  users: () => everything.filter(({ __typename }) => __typename === 'User'),
  user: (_: unknown, { id }: { id: string }) => everything.find((each) => each.id === id && each.__typename === 'User'),
  found: () => everything,
  members: () => [user('u2'), null, robot('r1'), user('u2'), robot('r2')],
};

export const name = ({ id }: Ref): string => `name of ${id}`;
export const version = ({ id }: Ref): number => id.length;
export const posts = ({ id }: Ref): readonly Ref[] => (postsBy[id] ?? []).map(post);
export const author = ({ id }: Ref): Ref | undefined => authors[id];
export const title = ({ id }: Ref, { upper }: { upper?: boolean | null }): string => (upper ? id.toUpperCase() : id);

/** Null for u3, which no post tells apart from a user without friends. */
export const friends = ({ id }: Ref): readonly Ref[] | null => (id === 'u3' ? null : [user(id === 'u1' ? 'u2' : 'u1')]);

/** Fails for p2. */
export function likes({ id }: Ref): number {
  if (id === 'p2') throw new Error('likes of p2 are lost');
  return 3;
}

export const weight = ({ id }: Ref): number => id.length;

/** Made of the name. Fails for u2. */
export function score({ id, name: given }: { id: string; name: string }): number {
  if (id === 'u2') throw new Error('no score for u2');
  return given.length;
}

export const badge = ({ id }: Ref): string => `badge ${id}`;
