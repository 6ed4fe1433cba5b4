import { runHub } from './fixtures/hub-process.js';
import { startStubHub } from './fixtures/stub-hub.js';

const withKey = { HUB_KEY: 'good-key' };

describe('hub key', () => {
  it('creates, lists and revokes keys', async () => {
    await using hub = await startStubHub();
    const to = ['--gateway', hub.url];
    const created = await runHub(
      [
        'key',
        'create',
        '--label',
        'exchange app',
        '--role',
        'app',
        'analyst',
        '--clearance',
        'amber',
        '--expires',
        '2099-01-01',
        ...to,
      ],
      withKey,
    );
    expect(created).toEqual({ status: 0, out: 'ahk_key1_secret\n', err: 'Key key1. It is not shown again.\n' });
    expect(hub.requests[0]?.variables).toEqual({
      input: {
        label: 'exchange app',
        roles: ['APP', 'ANALYST'],
        clearance: 'AMBER',
        expiresAt: '2099-01-01T00:00:00Z',
      },
    });
    for (const label of ['second', 'third']) {
      await runHub(['key', 'create', '--label', label, '--role', 'ADMIN', ...to], withKey);
    }
    const revoked = await runHub(['key', 'revoke', 'key2', ...to, '--json'], withKey);
    expect(JSON.parse(revoked.out)).toMatchObject({ keyId: 'key2', revokedAt: '2026-01-02T00:00:00Z' });

    const listed = await runHub(['key', 'list', ...to], withKey);
    expect(listed).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "KEY   STATE                             ROLES         CLEARANCE  LAST USED  LABEL
      key1  valid until 2099-01-01T00:00:00Z  APP, ANALYST  AMBER      never      exchange app
      key2  revoked 2026-01-02T00:00:00Z      ADMIN         GREEN      never      second
      key3  valid                             ADMIN         GREEN      never      third
      ",
        "status": 0,
      }
    `);
  });

  it('does not create a second key when the answer to the first got lost', async () => {
    await using hub = await startStubHub(() => ({ status: 502, body: 'bad gateway' }));
    const ended = await runHub(
      ['key', 'create', '--label', 'x', '--role', 'APP', '--gateway', hub.url, '--json'],
      withKey,
    );
    expect([ended.status, JSON.parse(ended.out)]).toMatchObject([1, { error: { code: 'NOT_A_HUB' } }]);
    expect(hub.requests).toHaveLength(1);
  });

  it("passes the hub's refusal on", async () => {
    await using hub = await startStubHub();
    const ended = await runHub(['key', 'revoke', 'nobody', '--gateway', hub.url], withKey);
    expect(ended).toEqual({ status: 1, out: '', err: 'There is no such key.\n' });
  });

  it('calls a role that there is not wrong usage', async () => {
    const ended = await runHub(['key', 'create', '--label', 'x', '--role', 'KING']);
    expect(ended).toMatchObject({
      status: 2,
      err: expect.stringContaining('Expected one of ADMIN, ANALYST, APP.') as string,
    });
  });
});
