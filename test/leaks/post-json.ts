import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** A connection of its own for each request: one that is kept may be closed by the server just when it is used again. */
export async function postJson(
  url: string,
  body: object,
  bearer: string | undefined,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const headers = {
    'content-type': 'application/json',
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
  };
  const asking = request(url, { method: 'POST', agent: false, headers });
  asking.end(JSON.stringify(body));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await json(response) };
}
