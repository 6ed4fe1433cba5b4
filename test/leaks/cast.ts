import { createApiKey, type Tlp, tlpLevel } from '@alliance/schema';
import { asOwner } from '@alliance/kit';

import { membersDatabase } from '../../subgraphs/members/src/persistence/members-database.js';
import {
  type FirstMember,
  insertFirstKey,
  insertFirstMember,
} from '../../subgraphs/members/src/persistence/first-member.repository.js';
import { queryAs } from '../support/ledger-reader.js';
import type { Viewer } from './observer.js';
import type { ViewerName } from './secrets.js';
import type { TestedHub } from './tested-hub.js';

/** The institutions. */
export const institutions = ['anchor', 'bureau', 'newcomer', 'outside', 'warden', 'confidant'] as const;
export type Institution = (typeof institutions)[number];

/** Everybody who asks, and the administrators who set the stage. */
export interface Cast {
  readonly viewers: Readonly<Record<ViewerName, Viewer>>;
  readonly admins: Readonly<Record<Institution, string>>;
}

/** Founds the institutions, each with an administrator. Nobody can admit the first ones, so the tables' owner writes them. */
export async function foundInstitutions({ subgraphs }: TestedHub): Promise<Cast['admins']> {
  const keys = institutions.map((member) => ({ member, ...createApiKey() }));
  const owner = { databaseOwnerUrl: subgraphs.members.database.ownerUrl };
  await asOwner(membersDatabase, owner, async (em) => {
    for (const { member, keyId, secretHash } of keys) {
      await insertFirstMember(em, institution(member));
      const held = { label: 'first key', roles: ['ADMIN', 'ANALYST'] as const, clearance: tlpLevel('RED') };
      await insertFirstKey(em, { keyId, secretHash, member, ...held, roles: [...held.roles] });
    }
  });
  return Object.fromEntries(keys.map(({ member, key }) => [member, key])) as Record<Institution, string>;
}

function institution(id: Institution): FirstMember {
  return {
    id,
    legalName: `${id} Limited`,
    displayName: `The ${id}`,
    aliases: [`${id} & Sons`],
    kind: 'EXCHANGE',
    vaspCategories: ['EXCHANGE'],
    jurisdictions: ['CN'],
    website: `https://${id}.example`,
    joinedOn: '2018-06-21',
    steward: id === 'warden',
    contact: null,
  };
}

/** Another key of an institution: whose, what it may do, and for what. */
export interface KeyWish {
  readonly member: Institution;
  readonly clearance: Tlp;
  readonly roles: readonly string[];
  readonly purpose?: string;
}

/** The keys by which the viewers ask, beside the public, which has none. */
export const keyWishes: Readonly<Record<Exclude<ViewerName, 'public'>, KeyWish>> = {
  outsider: { member: 'outside', clearance: 'RED', roles: ['ADMIN', 'ANALYST'] },
  latecomer: { member: 'newcomer', clearance: 'RED', roles: ['ADMIN', 'ANALYST'] },
  lowly: { member: 'bureau', clearance: 'GREEN', roles: ['ANALYST'] },
  clerk: { member: 'anchor', clearance: 'GREEN', roles: ['APP'] },
  insider: { member: 'bureau', clearance: 'RED', roles: ['ANALYST'] },
  recipient: { member: 'bureau', clearance: 'RED', roles: ['ANALYST'] },
  investigator: { member: 'bureau', clearance: 'RED', roles: ['ANALYST'], purpose: 'INVESTIGATION' },
  originator: { member: 'anchor', clearance: 'RED', roles: ['ADMIN', 'ANALYST'] },
  steward: { member: 'warden', clearance: 'RED', roles: ['ADMIN', 'ANALYST'] },
};

/**
 * Lets a member have joined a group after all that follows. Everything is shared within seconds here; what counts is only
 * which was first.
 */
export async function letJoinLast({ subgraphs }: TestedHub, group: string, member: Institution): Promise<void> {
  await queryAs(
    subgraphs.members.database.ownerUrl,
    `update membership set since = now() + interval '1 day' where group_id = $1 and member = $2`,
    [group, member],
  );
}
