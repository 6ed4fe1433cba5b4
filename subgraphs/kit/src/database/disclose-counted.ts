import type { EntityName, FilterQuery } from '@mikro-orm/core';
import { memberOf, type OriginatorDisplay, tlpLevel } from '@alliance/schema';
import type { DisclosedRecord } from '../ledger/disclosures.js';
import type { Session } from './session.js';

const leastLevel = tlpLevel('AMBER');

/** The columns of a marked record by which it is disclosed. */
interface MarkedRow extends DisclosedRecord {
  readonly originatorDisplay: OriginatorDisplay;
}

/** The properties that the ledger needs to know of a record. */
const disclosedProperties = ['id', 'version', 'tlp', 'originator', 'originatorDisplay'];

/**
 * Has the ledger hear of the records that are counted. Whoever is told how many match what it asks for is told what they
 * say, also when it reads none of them.
 *
 * @param recordType - as for `session.disclose`
 */
export async function discloseCounted<T extends object>(
  session: Session,
  recordType: string,
  { entity, where }: { readonly entity: EntityName<T>; readonly where: FilterQuery<T> },
): Promise<void> {
  if (!mayMatter(session)) return;
  const isMarked = { tlp: { $gte: leastLevel }, originator: { $ne: memberOf(session.viewer) } };
  const counted = { $and: [where, isMarked] } as never;
  const options = { fields: disclosedProperties, disableIdentityMap: true } as never;
  const rows = await session.read((em) => em.find(entity, counted, options));
  for (const row of rows) session.disclose(recordType, row as unknown as MarkedRow);
}

/** Nothing narrower than GREEN is shown to the public, or to a caller without the clearance for it. */
export function mayMatter({ viewer }: Session): boolean {
  return viewer.kind === 'member' && tlpLevel(viewer.clearance) >= leastLevel;
}

/** SQL condition: of marked records of others alone is written down who learned of them. Its parameter is the viewer's member. */
export const isOthersMarkedSql = `i."tlp" >= ${String(leastLevel)} and i."originator" <> ?`;
