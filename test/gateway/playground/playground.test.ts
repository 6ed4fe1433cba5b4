import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser, noBrowserReason } from '../../support/browser.js';
import { startPlaygroundServer, type PlaygroundServer } from './playground-server.js';

/** A page of its own, and everything it did that it should not do. */
interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly external: readonly string[];
  readonly complaints: readonly string[];
}

const describeInBrowser = noBrowserReason === undefined ? describe : describe.skip;

describeInBrowser(`the playground in a browser${noBrowserReason ? ` (skipped: ${noBrowserReason})` : ''}`, () => {
  let browser: Browser;
  let server: PlaygroundServer;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startPlaygroundServer();
  });

  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
  });

  it('loads, runs what is typed and shows the answer, asking no other machine and breaking no policy', async () => {
    await using visit = await open();
    const { page } = visit;

    await typeQuery(page, '{ members { totalCount nodes { id displayName } } }');
    await page.getByRole('button', { name: /^Execute query/ }).click();

    await expectAnswer(page, '"displayName": "CTMA"');
    expect(await page.getByRole('status').textContent()).toBe('public: CLEAR only');
    expect(visit.external).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('completes field names from the schema, which its workers have read', async () => {
    await using visit = await open();
    const { page } = visit;

    await typeQuery(page, '{ members { tot');
    await page.keyboard.press('Control+Space');

    await page.locator('.suggest-widget').getByText('totalCount').first().waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('opens an example in a tab of its own, by keyboard alone', async () => {
    await using visit = await open();
    const { page } = visit;
    const tabs = page.getByRole('tab');
    expect(await tabs.count()).toBe(1);

    await page.getByRole('button', { name: 'Examples' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Who am I' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'WhoAmI' }).waitFor();
    await page.keyboard.press('Control+Enter');

    await expectAnswer(page, '"me": null');
    expect(await tabs.count()).toBe(2);
    expect(visit.complaints).toEqual([]);
  });

  it('sends the key while it is in use, keeps it for this tab alone and forgets it when told', async () => {
    await using visit = await open();
    const { page, context } = visit;
    const status = page.getByRole('status');

    await page.getByLabel('Key', { exact: true }).and(page.locator('input')).fill(' right-key ');
    await page.keyboard.press('Enter');
    await status.getByText('CTMA · ANALYST · up to AMBER').waitFor();
    await page.reload();
    await status.getByText('CTMA · ANALYST · up to AMBER').waitFor();
    expect(await storedText(page, 'sessionStorage')).toContain('right-key');
    expect(await storedText(page, 'localStorage')).not.toContain('right-key');
    expect(await context.cookies()).toEqual([]);
    expect(await page.locator('input[type=password]').inputValue()).toBe('');

    const before = server.calls.length;
    await runAsTyped(page, 'query Mine { me { clearance } }', '"clearance": "AMBER"');
    expect(server.calls.slice(before)).toContainEqual({
      query: 'query Mine { me { clearance } }',
      authorization: 'Bearer right-key',
    });

    await page.getByRole('button', { name: 'Forget' }).click();
    await status.getByText('public: CLEAR only').waitFor();
    const afterwards = server.calls.length;
    await runAsTyped(page, 'query Ours { me { clearance } }', '"me": null');
    expect(server.calls.slice(afterwards)).toContainEqual({
      query: 'query Ours { me { clearance } }',
      authorization: undefined,
    });
    expect(await storedText(page, 'sessionStorage')).not.toContain('right-key');
    expect(await storedText(page, 'localStorage')).not.toContain('right-key');
    expect(visit.external).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('shows each event of a subscription, sends the key for it, and leaves when it is stopped', async () => {
    await using visit = await open();
    const { page } = visit;
    await page.locator('input[type=password]').fill('right-key');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('CTMA').waitFor();
    const query = 'subscription Joined { joined { displayName } }';

    await typeQuery(page, query);
    await page.keyboard.press('Control+Enter');
    await server.joined.subscribers(1);
    for (const displayName of ['First Wallet', 'Second Wallet']) {
      server.joined.push({ joined: { ...newcomer, displayName } });
      await expectAnswer(page, `"displayName": "${displayName}"`);
    }
    expect(server.calls).toContainEqual({ query, authorization: 'Bearer right-key' });
    await page.getByRole('button', { name: /^Stop query/ }).click();
    await server.joined.subscribers(0);
    expect(visit.external).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('says why a key makes nobody of its owner', async () => {
    await using visit = await open();
    const { page } = visit;

    await page.locator('input[type=password]').fill('wrong-key');
    await page.getByRole('button', { name: 'Use' }).click();

    await page.getByRole('status').getByText('public: CLEAR only (This key is not known.)').waitFor();
  });

  async function open(): Promise<Visit> {
    const context = await browser.newContext();
    const external: string[] = [];
    const complaints: string[] = [];
    await context.route('**/*', (route) => {
      const { hostname, protocol, href } = new URL(route.request().url());
      if (hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:') return route.continue();
      external.push(href);
      return route.abort();
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(server.url);
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    return { page, context, external, complaints, [Symbol.asyncDispose]: () => context.close() };
  }
});

const newcomer = { id: 'new', displayName: '', status: 'ACTIVE' };

async function typeQuery(page: Page, query: string): Promise<void> {
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(query);
}

async function runAsTyped(page: Page, query: string, answer: string): Promise<void> {
  await typeQuery(page, query);
  await page.keyboard.press('Control+Enter');
  await expectAnswer(page, answer);
}

/** Waits for it: the editor shows its text a little later, with hard blanks. */
async function expectAnswer(page: Page, part: string): Promise<void> {
  await page
    .locator('.graphiql-response .view-line')
    .filter({ hasText: new RegExp(part.replaceAll(' ', '\\s+')) })
    .first()
    .waitFor();
}

async function storedText(page: Page, storage: 'localStorage' | 'sessionStorage'): Promise<string> {
  // A text, because this program is compiled for Node.js and knows no window.
  return page.evaluate<string>(`JSON.stringify({ ...${storage} })`);
}
