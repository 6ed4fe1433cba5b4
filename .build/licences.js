/**
 * What the hub runs for others must be free for them to run. Ends with status 1 and names each package installed for
 * running (not for developing) that is under no allowed licence.
 *
 * @example node .build/licences.js
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** SPDX identifiers of licences that put no condition on running the program as a service. */
export const allowedLicences = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'PostgreSQL',
];

/**
 * Finds the packages of a lock file that run with the product and are not under an allowed licence, in the order of
 * their paths. A package's own manifest counts before the lock file, which knows those of other platforms, too.
 */
export async function findForbiddenLicences({ lock, readManifest }) {
  const forbidden = [];
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (!place.includes('node_modules/') || entry.link || entry.dev) continue;
    const licence = statedLicence(await readManifest(place)) ?? statedLicence(entry);
    if (licence !== undefined && isAllowed(licence)) continue;
    const name = entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    forbidden.push({ name, version: entry.version, place, licence: licence ?? 'no licence stated' });
  }
  return forbidden;
}

/**
 * Judges an SPDX expression: of `OR` one side suffices, of `AND` both must be allowed, and `AND` binds closer. What is
 * not understood is not allowed.
 */
export function isAllowed(expression) {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;

  const verdict = either();
  return verdict && at === tokens.length;

  function either() {
    let allowed = both();
    while (tokens[at] === 'OR') {
      at += 1;
      allowed = both() || allowed;
    }
    return allowed;
  }

  function both() {
    let allowed = one();
    while (tokens[at] === 'AND') {
      at += 1;
      allowed = one() && allowed;
    }
    return allowed;
  }

  function one() {
    const token = tokens[at];
    at += 1;
    if (token !== '(') return allowedLicences.includes(token);
    const inner = either();
    const isClosed = tokens[at] === ')';
    at += 1;
    return inner && isClosed;
  }
}

/** Old manifests state `{ type }`, or a list of alternatives named `licenses`. */
function statedLicence(manifest) {
  const { license, licenses } = manifest ?? {};
  if (Array.isArray(licenses) && license === undefined) {
    return licenses.map((each) => nameOf(each) ?? 'unnamed').join(' OR ') || undefined;
  }
  return nameOf(license);
}

function nameOf(licence) {
  const name = typeof licence === 'object' ? licence?.type : licence;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

async function main() {
  const root = path.dirname(import.meta.dirname);
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const readManifest = async (place) => {
    const text = await readFile(path.join(root, place, 'package.json'), 'utf8').catch((error) => {
      // Packages for other platforms are in the lock file and not on the disk.
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : JSON.parse(text);
  };
  for (const { name, version, place, licence } of await findForbiddenLicences({ lock, readManifest })) {
    process.stderr.write(`${name}@${version} is under a licence that is not allowed: ${licence} (${place})\n`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
