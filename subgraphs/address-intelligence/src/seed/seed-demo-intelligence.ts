import type { MemberViewer } from '@alliance/schema';
import { type Seeding, seedViewer, type Session } from '@alliance/kit';
import { findActors, registerActors } from '../persistence/actor.repository.js';
import type { NewAttestation } from '../persistence/new-attestation.js';
import { publishBatch } from '../persistence/publishing.repository.js';
import { concludeList, readConcludedVersion } from '../persistence/withdrawal.repository.js';
import { actorTable } from './actor.table.js';
import { communityPacks } from './community.table.js';
import { crimePacks } from './crime.table.js';
import { demoPacks } from './demo-packs.js';
import { findKnownReferences } from './known-references.js';
import { currentEdition, listOfWithdrawal, ofacPacks } from './ofac-packs.js';
import { attestationsOf, type SeedPack } from './seed-pack.js';
import { servicePacks } from './service.table.js';

const packs: readonly SeedPack[] = [...ofacPacks, ...crimePacks, ...servicePacks, ...communityPacks, ...demoPacks];

/** Publishes the sanctions list and introduces the actors. */
const registrar = 'cbarc';

/**
 * Contributes real addresses with their public sources, and a few invented statements, in the names of the demo members.
 * What is there already is left as it is, whatever its originator has made of it since.
 */
export async function seedDemoIntelligence({ sessionFor }: Seeding): Promise<void> {
  const inNameOf = async (viewer: MemberViewer, work: (session: Session) => Promise<void>): Promise<void> => {
    const session = sessionFor(viewer);
    try {
      await work(session);
    } finally {
      await session.close();
    }
  };
  await inNameOf(seedViewer(registrar, null), registerMissing);
  for (const { viewer, items } of batchesOf(packs)) {
    await inNameOf(viewer, (session) => publishMissing(session, viewer, items));
  }
  await inNameOf(seedViewer(registrar, null), endWithdrawn);
}

interface SeedBatch {
  readonly viewer: MemberViewer;
  readonly items: readonly NewAttestation[];
}

/** One batch for each originator and marking, since a source is stored under the marking of its statements. */
function batchesOf(all: readonly SeedPack[]): SeedBatch[] {
  const groups = Map.groupBy(all, ({ originator, marking }) => JSON.stringify([originator, marking ?? null]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const viewer = seedViewer(first.originator, first.marking?.sharingGroup ?? null);
    return [{ viewer, items: group.flatMap(attestationsOf) }];
  });
}

async function registerMissing(session: Session): Promise<void> {
  const ids = actorTable.map(({ id }) => id);
  const known = new Set((await findActors(session, ids)).map(({ id }) => id));
  const missing = actorTable.filter(({ id }) => !known.has(id));
  if (missing.length > 0) await registerActors(session, seedViewer(registrar, null), missing);
}

async function publishMissing(session: Session, viewer: MemberViewer, items: readonly NewAttestation[]): Promise<void> {
  const references = items.map(({ reference }) => reference);
  const known = await findKnownReferences(session, viewer.member, references);
  const missing = items.filter(({ reference }) => !known.has(reference));
  const outdated = await findOutdatedLists(session, viewer, missing);
  const due = missing.filter(({ list }) => list === null || !outdated.has(list));
  if (due.length > 0) await publishBatch(session, viewer, { items: due, quarantined: [] });
}

/** Lists of which the member has concluded an edition as new as the seed's: that one knows better what is still listed. */
async function findOutdatedLists(
  session: Session,
  viewer: MemberViewer,
  items: readonly NewAttestation[],
): Promise<ReadonlySet<string>> {
  const outdated = new Set<string>();
  for (const list of new Set(items.flatMap((item) => item.list ?? []))) {
    const concluded = await readConcludedVersion(session, viewer, list);
    if (concluded !== undefined && concluded >= currentEdition) outdated.add(list);
  }
  return outdated;
}

/** Ends what the newer edition of the sanctions list no longer names. Comes last: it says that the edition is complete. */
async function endWithdrawn(session: Session): Promise<void> {
  const viewer = seedViewer(registrar, null);
  const concluded = await readConcludedVersion(session, viewer, listOfWithdrawal);
  if (concluded !== undefined && concluded >= currentEdition) return;
  await concludeList(session, viewer, listOfWithdrawal, currentEdition);
}
