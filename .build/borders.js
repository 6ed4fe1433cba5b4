/**
 * Who may import whom. The one statement of the house's borders, read by lint (one line at a time, in the editor) and
 * by `test/architecture.test.ts` (the whole import graph, comments that silence lint notwithstanding).
 *
 * Three things are told apart: the *package* (a workspace), the *room* (a folder or a loose file directly below a
 * package's `src`), and the *outside* (libraries). What is not listed is not allowed.
 */
import path from 'node:path';

const { posix } = path;

const subgraph = (folder) => ({ folder, floorPlan: 'subgraph', sees: ['@alliance/schema', '@alliance/kit'] });

/** Every package: its folder, the packages it may import, and the floor plan its rooms follow. */
export const packages = {
  '@alliance/schema': { folder: 'schema', floorPlan: 'open', sees: [] },
  '@alliance/kit': { folder: 'subgraphs/kit', floorPlan: 'open', sees: ['@alliance/schema'] },
  '@alliance/members': subgraph('subgraphs/members'),
  '@alliance/incidents': subgraph('subgraphs/incidents'),
  '@alliance/address-intelligence': subgraph('subgraphs/address-intelligence'),
  '@alliance/gateway': { folder: 'gateway', floorPlan: 'gateway', sees: ['@alliance/schema'] },
};

/** Rooms, in any package, that every other room may stand on and that stand on none themselves. */
export const groundRooms = ['errors', 'telemetry', 'config', 'plan'];

/** The floor plan of a subgraph: each room with the rooms it may see, beside itself and the ground. */
export const subgraphRooms = {
  domain: [],
  persistence: ['domain'],
  migrations: [],
  seed: ['domain', 'persistence'],
  api: ['domain', 'persistence'],
  subgraph: ['domain', 'persistence', 'migrations', 'seed', 'api'],
  main: ['domain', 'persistence', 'migrations', 'seed', 'api', 'subgraph'],
  found: ['domain', 'persistence'],
  index: ['domain', 'persistence', 'migrations', 'seed', 'api', 'subgraph'],
};

/** Inside the gateway these see several rooms; each also sees those composers named with it. */
export const gatewayComposers = { gateway: [], cli: ['gateway'], index: ['gateway'], main: ['gateway', 'cli'] };

/** Single files of another gateway room that a room may see: the contract between the two. */
export const gatewayContracts = { engine: ['transport/subgraph-transport.ts', 'authorization/authorization.ts'] };

const graphql = ['graphql', 'graphql-*', '@graphql-*/*', 'type-graphql', 'dataloader', '@apollo/*'];
const sql = ['@mikro-orm/*', 'pg', 'pg-*', 'kysely', 'knex', 'postgres'];
const http = [
  'undici',
  'express',
  'node:http',
  'node:https',
  'node:http2',
  'node:net',
  'http',
  'https',
  'http2',
  'net',
];

/** Libraries that a room must not know, by floor plan. */
export const closedToOutside = {
  open: {},
  subgraph: {
    domain: [...graphql, ...sql, '@alliance/kit'],
    api: sql,
    persistence: graphql.filter((name) => name !== 'dataloader'),
  },
  gateway: { engine: http, planner: http, authorization: http },
};

/** Elastic-licensed: test oracles and peers of the benchmark, never part of what runs for others. */
export const neverAtRunTime = [
  '@apollo/gateway',
  '@apollo/query-planner',
  '@apollo/query-graphs',
  '@apollo/composition',
  '@apollo/federation-internals',
];

/** Place of a source file in the house, or undefined outside the packages' `src`. `file` is relative to the root. */
export function locate(file) {
  for (const [name, { folder }] of Object.entries(packages)) {
    const source = `${folder}/src/`;
    if (!file.startsWith(source)) continue;
    const inside = file.slice(source.length);
    return { package: name, source, inside, room: inside.split('/')[0].replace(/\.tsx?$/, '') };
  }
  return undefined;
}

/** The file that a relative specifier means, by TypeScript's ESM convention (`./x.js` is written `x.ts`). */
export function targetOf(file, specifier) {
  return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
}

/**
 * Judges one import. Returns undefined when it is allowed, otherwise which border it crosses and why.
 * `file` is the importing file, relative to the root, with forward slashes.
 */
export function judgeImport(file, specifier) {
  if (/^@alliance\/[^/]+\//.test(specifier)) {
    return { rule: 'package-entry', message: `'${specifier}' reaches into a package; import it by its name alone` };
  }
  const from = locate(file);
  if (!from) return undefined;
  return specifier.startsWith('.') ? judgeRelative(file, from, specifier) : judgeBare(from, specifier);
}

function judgeRelative(file, from, specifier) {
  if (!hasAllowedEnding(file, specifier)) {
    return { rule: 'import-ending', message: `'${specifier}' must name a file and end in .js` };
  }
  const target = targetOf(file, specifier);
  if (!target.startsWith(from.source)) {
    return { rule: 'package-border', message: `'${specifier}' leaves ${from.source}; import other packages by name` };
  }
  const to = locate(target);
  const reason = refusalOfRoom(from, to);
  return reason && { rule: 'room-border', message: `${from.room} must not import ${to.inside}: ${reason}` };
}

/** A browser program is bundled, and may import its styles. */
function hasAllowedEnding(file, specifier) {
  return /\.(js|json)$/.test(specifier) || (file.startsWith('gateway/playground/') && /\.(css|svg)$/.test(specifier));
}

function judgeBare(from, specifier) {
  const { sees, floorPlan } = packages[from.package];
  if (specifier.startsWith('@alliance/') && !sees.includes(specifier)) {
    return { rule: 'package-border', message: `${from.package} must not import ${specifier}` };
  }
  if (matchesAny(specifier, neverAtRunTime)) {
    return { rule: 'licence', message: `${specifier} is not freely licensed; it serves tests and benchmarks only` };
  }
  if (matchesAny(specifier, closedToOutside[floorPlan][from.room] ?? [])) {
    return { rule: 'room-purity', message: `${from.room} must not know ${specifier}` };
  }
  return undefined;
}

function refusalOfRoom(from, to) {
  if (to.room === 'index') return 'the entry is for other packages';
  if (from.room === to.room || isGround(to.room)) return undefined;
  if (isGround(from.room)) return 'the ground stands on no room';
  switch (packages[from.package].floorPlan) {
    case 'subgraph':
      return refusalInSubgraph(from, to);
    case 'gateway':
      return refusalInGateway(from, to);
    default:
      return undefined;
  }
}

function refusalInSubgraph(from, to) {
  const sees = subgraphRooms[from.room];
  if (!sees) return `${from.room} is not on the floor plan of a subgraph (.build/borders.js)`;
  return sees.includes(to.room) ? undefined : 'main → subgraph → api → persistence → domain is one way';
}

function refusalInGateway(from, to) {
  const composers = gatewayComposers[from.room];
  if (composers) return !(to.room in gatewayComposers) || composers.includes(to.room) ? undefined : 'it is a way back';
  if (gatewayContracts[from.room]?.includes(to.inside)) return undefined;
  return 'only gateway.ts and cli see several rooms; hand it in from there';
}

function isGround(room) {
  return groundRooms.includes(room);
}

/** Matches a specifier against package names; `*` stands for anything, and subpaths belong to their package. */
function matchesAny(specifier, names) {
  return names.some((name) => {
    const pattern = name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]+');
    return new RegExp(`^${pattern}(/.*)?$`).test(specifier);
  });
}
