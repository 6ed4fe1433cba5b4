import type { Browser, Page } from 'playwright-core';
import { openBareGateway } from '../../../gateway/src/cli/gateway/bare-gateway.js';
import { checkSupergraph } from '../../../gateway/src/cli/gateway/checked-supergraph.js';
import { readGatewaySettings } from '../../../gateway/src/cli/gateway/gateway-settings.js';
import { launchBrowser, noBrowserReason } from '../../support/browser.js';
import { compose } from '../../support/federation.js';
import { federationLink, startSubgraphServer, type SubgraphSource } from '../../support/subgraph-server.js';

const shelf: SubgraphSource = {
  name: 'shelf',
  typeDefs: `${federationLink}
    type Query { books: [Book!] }
    type Book @key(fields: "id") { id: ID! }`,
  resolvers: { Query: { books: () => [{ id: '1' }, { id: '2' }] } },
};
const desk: SubgraphSource = {
  name: 'desk',
  typeDefs: `${federationLink}
    type Query { open: Boolean }
    type Book @key(fields: "id") { id: ID! loans: Int }`,
  resolvers: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, loans: Number(id) }) } },
};

/** The engine alone behind the real edge, with the playground. */
async function openLibrary(queryPlans: boolean) {
  const subgraphs = await startSubgraphServer([shelf, desk]);
  const grants = { authenticated: false, scope: [], policy: [] };
  const options = { supergraph: 'in memory', port: '0', host: '127.0.0.1', workers: '1', json: true, ...grants };
  const settings = readGatewaySettings({ ...options, queryPlans, logLevel: 'silent' });
  const supergraph = await checkSupergraph(compose([shelf, desk], (name) => subgraphs.urlOf(name)));
  const gateway = await openBareGateway({ ...settings, stopGraceMs: 0 }, supergraph);
  return {
    url: gateway.url,
    subgraphs,
    [Symbol.asyncDispose]: async () => {
      await gateway.stop();
      await subgraphs[Symbol.asyncDispose]();
    },
  };
}

const describeInBrowser = noBrowserReason === undefined ? describe : describe.skip;

describeInBrowser(`query plans in the playground${noBrowserReason ? ` (skipped: ${noBrowserReason})` : ''}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  it('are drawn with their timings beside the answer, and as text', async () => {
    await using library = await openLibrary(true);
    await using visit = await open(library.url);
    const { page } = visit;
    await page.getByRole('button', { name: 'Run and measure' }).click();
    const rows = page.getByRole('list', { name: 'Fetches' }).getByRole('listitem');
    await rows.nth(2).waitFor();
    const texts = (await rows.allInnerTexts()).map((text) =>
      text.replaceAll(/\d+(\.\d)? ms/g, 'n ms').replaceAll(/\s+/g, ' '),
    );
    expect(texts).toEqual(['one after the other', '1 · shelf n ms', '2 · desk books.@ n ms · 2 entities']);
    expect(await page.locator('.hub-plan-bar').count()).toBe(2);
    await page.locator('.graphiql-response .view-line').filter({ hasText: 'loans' }).first().waitFor();
    await page.getByText('Plan as text').click();
    expect(await page.locator('.hub-plan-text').innerText()).toContain('    Fetch(service: "shelf") {\n');
    expect(visit.complaints).toEqual([]);
  });

  it('are shown without asking any subgraph where only the plan is wanted', async () => {
    await using library = await openLibrary(true);
    await using visit = await open(library.url);
    const { page } = visit;
    library.subgraphs.calls.length = 0;
    await page.getByRole('button', { name: 'Plan only' }).click();
    await page.getByRole('listitem').filter({ hasText: '2 · desk' }).waitFor();
    expect(await page.locator('.hub-plan-bar').count()).toBe(0);
    expect(library.subgraphs.calls).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('are missed with the reason by whoever may not see them', async () => {
    await using library = await openLibrary(false);
    await using visit = await open(library.url);
    await visit.page.getByRole('button', { name: 'Run and measure' }).click();
    await visit.page.getByText('You may not see query plans here.').waitFor();
    expect(library.subgraphs.calls).toEqual([]);
  });

  /** A page with an operation in the editor and the pane open. */
  async function open(url: string): Promise<{ page: Page; complaints: string[] } & AsyncDisposable> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(url);
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText('{ books { id loans } }');
    await page.getByRole('button', { name: 'Query plan' }).click();
    return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
  }
});
