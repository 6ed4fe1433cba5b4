import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../world.js';

const folder = path.resolve(import.meta.dirname, '../../../../schema/sdl');
const names = ['members', 'incidents', 'address-intelligence'];

/** Our own supergraph, as it is committed. */
export const alliance: World = {
  name: 'the alliance',
  sources: names.map((name) => ({ name, typeDefs: readFileSync(path.join(folder, `${name}.graphql`), 'utf8') })),
  mishaps: {
    nulls: 6,
    failures: 12,
    failuresOfNonNull: 60,
    unknown: { 'incidents.Member': 9, 'incidents.Address': 6, 'members.SharingGroup': 4 },
    failing: { 'members.Member': 14, 'incidents.Incident': 14 },
  },
};
