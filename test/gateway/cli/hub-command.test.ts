import { runHubInProcess } from './fixtures/hub-in-process.js';

describe('hub', () => {
  const misuses: Readonly<Record<string, readonly [readonly string[], string]>> = {
    'an unknown command': [['imprt'], "unknown command 'imprt'"],
    'an unknown format': [['import', 'pdf', '.', '--tlp', 'CLEAR'], "'pdf' is invalid for argument 'format'"],
    'no path': [['import', 'tagpack', '--tlp', 'CLEAR'], "missing required argument 'path'"],
    'no marking': [['import', 'tagpack', '.'], "required option '--tlp <marking>' not specified"],
    'a marking that is none': [['import', 'tagpack', '.', '--tlp', 'PINK'], 'Expected one of CLEAR, GREEN, AMBER'],
    'a path that does not exist': [
      ['import', 'tagpack', '/no/such', '--tlp', 'CLEAR'],
      'There is no file or folder "/no/such".',
    ],
    'a batch beyond what the hub takes': [
      ['import', 'tagpack', '.', '--tlp', 'CLEAR', '--batch', '2001'],
      'a whole number from 1 to 2000',
    ],
    'a gateway that is no address': [
      ['import', 'tagpack', '.', '--tlp', 'CLEAR', '--gateway', 'hub'],
      'Expected an address such as',
    ],
    'a list version that is no date': [
      ['import', 'ofac', '.', '--tlp', 'CLEAR', '--list-version', '2025-02-30'],
      'Expected a date that exists',
    ],
  };
  it.each(Object.entries(misuses))('calls %s wrong usage', async (_, [args, message]) => {
    const ended = await runHubInProcess(args);
    expect(ended).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) as string });
  });

  it('says wrong usage as JSON too', async () => {
    const ended = await runHubInProcess(['import', 'tagpack', '/no/such', '--tlp', 'CLEAR', '--json']);
    expect([ended.status, JSON.parse(ended.out) as unknown]).toEqual([
      2,
      { error: { code: 'WRONG_USAGE', message: 'There is no file or folder "/no/such".' } },
    ]);
  });

  it.each([
    ['--help'],
    ['import', '--help'],
    ['screen', '--help'],
    ['member', '--help'],
    ['member', 'propose-status', '--help'],
    ['group', '--help'],
    ['key', '--help'],
    ['key', 'create', '--help'],
    ['start', '--help'],
    ['gateway', '--help'],
  ])('explains itself: hub %s %s', async (...args) => {
    const ended = await runHubInProcess(args);
    expect(ended).toMatchObject({ status: 0, err: '', out: expect.stringContaining('Usage: hub') as string });
  });
});
