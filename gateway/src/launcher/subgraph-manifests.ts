import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { errorCodeOf, LauncherError } from './launcher-error.js';

/** What a subgraph's `package.json` says under `hub`: all that the hub needs to start it. */
export interface SubgraphManifest {
  /** Kebab-case. Names its database and its log, and is the audience of its tokens. */
  readonly name: string;
  /** Where it listens unless `portVariable` says otherwise. */
  readonly port: number;
  readonly portVariable: string;
  /** Absolute path of its program. */
  readonly main: string;
  /** Absolute path of the program that brings the first member in, where there is one. */
  readonly found?: string;
  /** True for the one that knows who holds which key. */
  readonly identity: boolean;
}

/**
 * Finds the subgraphs of a workspace, in the order of their ports. A package below `subgraphs/` without `hub` in its
 * manifest is none.
 *
 * @throws LauncherError naming every manifest that breaks a constraint
 */
export async function findSubgraphManifests(workspace: string): Promise<readonly SubgraphManifest[]> {
  const mistakes: string[] = [];
  const found: SubgraphManifest[] = [];
  for (const folder of (await readdir(path.join(workspace, 'subgraphs'))).sort()) {
    const file = `subgraphs/${folder}/package.json`;
    const manifest = await readManifest(path.join(workspace, file));
    if (manifest === undefined) continue;
    const broken = brokenConstraints(manifest);
    mistakes.push(...broken.map((constraint) => `  ${file}: ${constraint}`));
    if (broken.length === 0) found.push(finished(manifest, path.join(workspace, path.dirname(file))));
  }
  mistakes.push(...duplicates(found));
  if (found.length === 0) mistakes.push(`  none in ${path.join(workspace, 'subgraphs')} says "hub"`);
  if (mistakes.length > 0) throw new LauncherError(`Manifests of subgraphs have mistakes:\n${mistakes.join('\n')}`);
  return found.sort((a, b) => a.port - b.port);
}

/** @throws LauncherError when a program was not built yet */
export function verifyBuilt(programs: readonly string[]): void {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length === 0) return;
  throw new LauncherError(`Missing: ${missing.join(', ')}. Run "npm run build" first.`);
}

type Draft = Readonly<Record<string, unknown>>;

/** Undefined for a folder that is no subgraph. */
async function readManifest(file: string): Promise<Draft | undefined> {
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as { readonly hub?: Draft }).hub;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error) ?? '')) return undefined;
    throw error;
  }
}

function brokenConstraints(draft: Draft): readonly string[] {
  const { port } = draft;
  const constraints: readonly (readonly [boolean, string])[] = [
    [matches(draft.subgraph, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/), 'hub.subgraph must be a kebab-case name'],
    [Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536, 'hub.port must be a port'],
    [matches(draft.portVariable, /^[A-Z][A-Z0-9_]*$/), 'hub.portVariable must be the name of a variable'],
    [matches(draft.main, /\.js$/), 'hub.main must be a JavaScript file'],
    [draft.found === undefined || matches(draft.found, /\.js$/), 'hub.found must be a JavaScript file'],
    [['undefined', 'boolean'].includes(typeof draft.identity), 'hub.identity must be true or false'],
  ];
  return constraints.filter(([holds]) => !holds).map(([, constraint]) => constraint);
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function finished(draft: Draft, folder: string): SubgraphManifest {
  return {
    name: String(draft.subgraph),
    port: Number(draft.port),
    portVariable: String(draft.portVariable),
    main: path.resolve(folder, String(draft.main)),
    ...(typeof draft.found === 'string' && { found: path.resolve(folder, draft.found) }),
    identity: draft.identity === true,
  };
}

function duplicates(manifests: readonly SubgraphManifest[]): readonly string[] {
  const names = Object.groupBy(manifests, ({ name }) => name);
  const twice = Object.entries(names).filter(([, group = []]) => group.length > 1);
  const identities = manifests.filter(({ identity }) => identity).map(({ name }) => name);
  return [
    ...twice.map(([name]) => `  two subgraphs are called ${name}`),
    ...(identities.length > 1 ? [`  only one subgraph may have hub.identity: ${identities.join(', ')}`] : []),
  ];
}
