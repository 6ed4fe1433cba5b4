import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createApiKey, parseApiKey, type PurposeOfUse, type Role, tlpLevel } from '@alliance/schema';
import type { Seeding } from '@alliance/kit';
import { insertFirstMembers, insertFirstKey } from '../persistence/first-member.repository.js';
import { demoGroup, demoMembers } from './demo-members.js';

/** Keys by member and role, as they stand in the file of demo keys. */
type DemoKeys = Record<string, Record<string, string>>;

const demoRoles: readonly (readonly [name: string, role: Role, purpose: PurposeOfUse])[] = [
  ['admin', 'ADMIN', 'COMPLIANCE'],
  ['analyst', 'ANALYST', 'INVESTIGATION'],
  ['app', 'APP', 'FRAUD_PREVENTION'],
];

/**
 * Founds the demo alliance: members, a sharing group, and a random key for each member and role. The keys are written
 * down before they are stored, so that a kill in between leaves no key that nobody knows.
 */
export async function seedDemoMembers({ config, asOwner }: Seeding): Promise<void> {
  await asOwner((em) => insertFirstMembers(em, demoMembers, demoGroup));
  if (config.demoKeysFile === undefined) return;
  const keys = await ensureDemoKeys(config.demoKeysFile);
  await asOwner(async (em) => {
    for (const { id } of demoMembers) {
      for (const [name, role, purpose] of demoRoles) {
        const proof = parseApiKey(keyIn(keys, id, name) ?? '');
        if (proof === undefined)
          throw new Error(
            `${String(config.demoKeysFile)}: ${id}.${name} must be an API key. Delete the file to have new keys made.`,
          );
        await insertFirstKey(em, {
          ...proof,
          member: id,
          label: `demo ${name}`,
          roles: [role],
          purpose,
          clearance: tlpLevel('AMBER_STRICT'),
        });
      }
    }
  });
}

async function ensureDemoKeys(file: string): Promise<DemoKeys> {
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as DemoKeys,
    () => ({}),
  );
  const complete = Object.fromEntries(
    demoMembers.map(({ id }) => [
      id,
      Object.fromEntries(demoRoles.map(([name]) => [name, keyIn(known, id, name) ?? createApiKey().key])),
    ]),
  );
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(complete, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, file);
  return complete;
}

function keyIn(keys: DemoKeys, member: string, role: string): string | undefined {
  return keys[member]?.[role];
}
