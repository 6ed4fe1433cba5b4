import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { LauncherError } from './launcher-error.js';

const run = promisify(execFile);

/** A program as it has to be spawned so that it runs under an identity PostgreSQL accepts. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** All of it: `PGPORT`, `PGDATA` and their kin are meant for a person's own server. */
  readonly env: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
}

/** Under whose name PostgreSQL runs. It refuses to run as root. */
export interface ProcessIdentity {
  readonly kind: 'own' | 'mapped' | 'switched';
  /** Who must own the database's files, where that is another than us. */
  readonly owner?: UserIds;
  /** Spells the command line of `binary` under this identity; it ends when we die, where the system can do that. */
  launch(binary: string, args: readonly string[]): Launch;
}

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const adviceAsRoot = 'Choose HUB_DATA_DIR elsewhere, run as an ordinary user, or set DATABASE_URL.';

/**
 * Chooses the identity: our own; as root a user namespace in which we are not root but keep our access to files; where
 * namespaces are forbidden, an unprivileged user of this machine.
 *
 * @param existingOwner owner of the database's files, when there are some: files of an ordinary user stay that user's
 */
export async function chooseIdentity(existingOwner?: UserIds): Promise<ProcessIdentity> {
  if (process.getuid?.() !== 0) return ownIdentity();
  if (existingOwner && existingOwner.uid !== 0) return switchedIdentity(existingOwner);
  return (await mappedIdentity()) ?? switchedIdentity(await findUnprivilegedUser());
}

/** @internal The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const follow = await followingUs([]);
  return { kind: 'own', launch: (binary, args) => prefixed(follow, binary, args) };
}

/** @internal A user namespace (user_namespaces(7), util-linux ≥ 2.38). Undefined where that is not to be had. */
export async function mappedIdentity(): Promise<ProcessIdentity | undefined> {
  const ids = parseUsers(await readFile('/etc/passwd', 'utf8').catch(() => '')).find(({ uid }) => uid !== 0);
  if (platform() !== 'linux' || !ids) return undefined;
  const map = ['unshare', '--user', `--map-user=${ids.uid}`, `--map-group=${ids.gid}`];
  if ((await answerOf([...map, 'id', '-u'])) !== String(ids.uid)) return undefined;
  // The order matters: entering a namespace clears the wish to end with one's parent (prctl(2), PR_SET_PDEATHSIG).
  const follow = await followingUs(map);
  return { kind: 'mapped', launch: (binary, args) => prefixed(follow, binary, args) };
}

/** @internal Another user of this machine, who must own the files and be able to reach them. */
export async function switchedIdentity(owner: UserIds): Promise<ProcessIdentity> {
  const follow = await followingUs([], owner);
  return { kind: 'switched', owner, launch: (binary, args) => ({ ...prefixed(follow, binary, args), ...owner }) };
}

/**
 * Makes sure that the identity can run a program and enter a folder, before PostgreSQL says so in its own words.
 *
 * @throws LauncherError naming what cannot be reached and what to do
 */
export async function verifyReach(identity: ProcessIdentity, binary: string, folder: string): Promise<void> {
  if (identity.kind !== 'switched' || !identity.owner) return;
  const user = `user ${identity.owner.uid}, under whom PostgreSQL has to run because you are root,`;
  for (const reached of [path.dirname(binary), folder]) {
    if ((await answerOf(['sh', '-c', 'cd "$0" && echo reached', reached], identity.owner)) === 'reached') continue;
    throw new LauncherError(`The ${user} cannot reach the folder ${reached}. ${adviceAsRoot}`);
  }
}

async function findUnprivilegedUser(): Promise<UserIds> {
  const existing = await lookUpUser('postgres');
  if (existing) return existing;
  // Not `nobody`: whatever else runs under that name could then read the database.
  await answerOf(['useradd', '--system', '--user-group', '--no-create-home', 'alliance-hub']);
  const created = await lookUpUser('alliance-hub');
  if (created) return created;
  throw new LauncherError(
    'PostgreSQL refuses to run as root, user namespaces are not available here, and there is neither a user ' +
      `"postgres" nor a way to create one. ${adviceAsRoot}`,
  );
}

async function lookUpUser(name: string): Promise<UserIds | undefined> {
  return parseUsers(await readFile('/etc/passwd', 'utf8').catch(() => '')).find((user) => user.name === name);
}

/** Lines of passwd(5). */
function parseUsers(passwd: string): readonly (UserIds & { readonly name: string })[] {
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 7)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** Appends, where it works, that the program is to be interrupted when we die: nobody then needs to clean up after us. */
async function followingUs(prefix: readonly string[], ids?: UserIds): Promise<readonly string[]> {
  const follow = [...prefix, 'setpriv', '--pdeathsig', 'INT'];
  return platform() === 'linux' && (await answerOf([...follow, 'echo', 'works'], ids)) === 'works' ? follow : prefix;
}

function prefixed(prefix: readonly string[], binary: string, args: readonly string[]): Launch {
  const [command = binary, ...rest] = [...prefix, binary, ...args];
  return { command, args: rest, env };
}

/** What a program printed, or undefined when it is missing, refuses or takes longer than five seconds. */
async function answerOf(command: readonly string[], ids?: UserIds): Promise<string | undefined> {
  const [program = '', ...args] = command;
  try {
    return (await run(program, args, { timeout: 5_000, cwd: '/', env, ...ids })).stdout.trim();
  } catch {
    return undefined;
  }
}
