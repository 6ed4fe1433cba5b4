import process from 'node:process';
import { ConfigError, readDatabaseConfig } from '@alliance/kit';
import { foundSteward } from './found/found-steward.js';
import { type Founding, foundingUsage, readFoundingArguments } from './found/founding-arguments.js';
import type { FoundingRefusal } from './persistence/first-member.repository.js';

const exitStatus = { done: 0, refused: 1, wrongUsage: 2 } as const;
type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** The way into a hub that has nobody yet: founds a steward from the command line, and prints its key. */
async function main(): Promise<ExitStatus> {
  const read = readFoundingArguments(process.argv.slice(2));
  switch (read.kind) {
    case 'help':
      tell(foundingUsage);
      return exitStatus.done;
    case 'mistakes':
      tell(`${read.mistakes.join('\n')}\n`);
      return exitStatus.wrongUsage;
    case 'found':
      return await found(read.founding);
    default:
      return read satisfies never;
  }
}

async function found(founding: Founding): Promise<ExitStatus> {
  let isPrinted = false;
  try {
    const refusal = await foundSteward(founding, readDatabaseConfig(), async (key) => {
      await print(key);
      isPrinted = true;
    });
    tell(refusal === undefined ? success(founding) : explain(refusal, founding));
    return refusal === undefined ? exitStatus.done : exitStatus.refused;
  } catch (error) {
    if (error instanceof ConfigError) {
      tell(`${error.message}\n`);
      return exitStatus.wrongUsage;
    }
    const key = isPrinted ? ' The key that was printed opens nothing.' : '';
    tell(`Nothing was founded.${key} ${error instanceof Error ? error.message : String(error)}\n`);
    return exitStatus.refused;
  }
}

function success({ id }: Founding): string {
  return (
    `"${id}" is an active member and stewards admissions. Its key stands on standard output; keep it, it is never ` +
    'shown again.\nWith it create a key for every person and program (mutation createApiKey), then revoke it. Admitting others takes ' +
    'two of these people.\n'
  );
}

function explain(refusal: FoundingRefusal, { id }: Founding): string {
  return refusal === 'STEWARD_EXISTS'
    ? 'There is a steward already: its administrators admit others. To found another all the same, add --another.\n'
    : `There is a member or an applicant "${id}" already. Choose another --id.\n`;
}

function tell(text: string): void {
  process.stderr.write(text);
}

/** Waits until the key is out. Rejects when nobody reads it. */
function print(key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Told by the callback, too; without a listener the process would fall before it can say so.
    process.stdout.once('error', reject);
    process.stdout.write(`${key}\n`, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

process.exitCode = await main();
