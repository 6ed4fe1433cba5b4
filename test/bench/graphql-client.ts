import { Client } from 'undici';

export interface GraphqlAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly bytes: number;
}

/** One connection to a gateway, kept open. Whoever opens it disposes of it. */
export class GraphqlClient implements AsyncDisposable {
  readonly #client: Client;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.#client = new Client(url);
    this.#signal = signal;
  }

  /**
   * Posts a body that was written beforehand and reads the answer.
   *
   * @throws Error when the hub does not answer with data alone
   */
  async post(body: string, key?: string): Promise<GraphqlAnswer> {
    const response = await this.#client.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
      body,
      signal: this.#signal,
    });
    const text = await response.body.text();
    const { data, errors } = JSON.parse(text) as { data?: GraphqlAnswer['data']; errors?: unknown };
    if (response.statusCode !== 200 || errors !== undefined || !data) {
      throw new Error(`The gateway answered ${response.statusCode}: ${text.slice(0, 500)}`);
    }
    return { data, bytes: Buffer.byteLength(text) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.destroy();
  }
}
