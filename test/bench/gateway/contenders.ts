import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { typescriptArgs } from './shop-servers.js';

/** A gateway that is measured. */
export interface Contender {
  readonly name: string;
  /** What was installed, for people. */
  readonly version: string;
  /** What Node is given to serve a supergraph. */
  args(supergraphFile: string, port: number): readonly string[];
}

const workspace = path.resolve(import.meta.dirname, '../../..');

/** As `npm run hub -- gateway` runs it: Apollo Server in front, planning in a process of its own. */
export const ours: Contender = {
  name: 'hub gateway',
  version: 'this checkout',
  args: (file, port) => [
    ...['--max-semi-space-size=32', '--initial-heap-size=160'],
    path.join(workspace, 'gateway/dist/cli/main.js'),
    ...['gateway', '--supergraph', file, '--port', String(port), '--log-level', 'warn'],
  ],
};

/** How much less CPU a request may cost with us than with a peer. */
export interface Peer extends Contender {
  readonly maxCpuRatio: number;
}

const apollo = {
  packages: ['@apollo/gateway', '@apollo/server'],
  launcher: 'apollo-gateway.ts',
  maxCpuRatio: 1 / 8,
} as const;

const known = [
  { name: '@apollo/gateway', settings: ['own'], ...apollo },
  { name: '@apollo/gateway, Node fetch', settings: ['global'], ...apollo },
  {
    name: 'Hive Gateway (Rust planner)',
    settings: [],
    packages: ['@graphql-hive/gateway', '@graphql-hive/router-runtime'],
    launcher: 'hive-gateway.ts',
    maxCpuRatio: 1 / 4.5,
  },
] as const;

/** The peers that are installed in a folder. */
export function peersIn(folder: string): readonly Peer[] {
  return known.flatMap(({ name, settings, packages, launcher, maxCpuRatio }) => {
    const versions = packages.map((each) => versionIn(folder, each));
    if (versions.includes(undefined)) return [];
    const program = path.join(import.meta.dirname, '../peers', launcher);
    return [
      {
        name,
        version: packages.map((each, index) => `${each} ${versions[index]}`).join(', '),
        maxCpuRatio,
        args: (file, port) => [...typescriptArgs, program, folder, file, String(port), ...settings],
      },
    ];
  });
}

function versionIn(folder: string, name: string): string | undefined {
  const manifest = path.join(path.resolve(folder), 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return undefined;
  return (createRequire(import.meta.url)(manifest) as { readonly version: string }).version;
}
