/** Where the graph answers: beside this page, also below a path prefix. */
export const graphqlUrl = new URL('graphql', document.baseURI).href;

/** `fetch` as the owner of a key; without one, as the public. */
export function fetchAs(key: string | undefined): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    if (key) headers.set('authorization', `Bearer ${key}`);
    return fetch(input, { ...init, headers });
  };
}
