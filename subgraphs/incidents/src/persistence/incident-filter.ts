import { raw } from '@mikro-orm/core';
import type { FilterQuery } from '@mikro-orm/core';
import { badInput, memberOf, type Viewer } from '@alliance/schema';
import type { PageRequest, SortOrder } from '@alliance/kit';
import type { IncidentState } from '../domain/incident-state.js';
import type { IncidentCategory, Severity } from '../domain/incident-vocabulary.js';
import type { IncidentRow } from './incident.entity.js';

/** Which incidents are asked for. Everything stated must hold. */
export interface IncidentFilter {
  readonly categories?: readonly IncidentCategory[];
  readonly states?: readonly IncidentState[];
  readonly severities?: readonly Severity[];
  /** CAIP-2. */
  readonly chain?: string;
  readonly jurisdiction?: string;
  /** The incident's period overlaps with this one. */
  readonly occurredFrom?: Date;
  readonly occurredTo?: Date;
  /** Part of the title or the summary. */
  readonly search?: string;
  readonly originator?: string;
  /** CAIP-10 id of a party. */
  readonly address?: string;
  /** Tombstones instead of incidents. */
  readonly withdrawn?: boolean;
}

type Where = FilterQuery<IncidentRow>;

/**
 * The filter as a condition on the table. What the viewer may not see is not its business: the policies see to that,
 * except for originators that do not show their name, by which nobody else may filter.
 */
export function whereOf(filter: IncidentFilter, viewer: Viewer): Where {
  const { categories, states, severities, chain, jurisdiction, address } = filter;
  const conditions: object[] = [{ withdrawnAt: filter.withdrawn === true ? { $ne: null } : null }];
  if (categories) conditions.push({ category: { $in: [...categories] } });
  if (states) conditions.push({ state: { $in: [...states] } });
  if (severities) conditions.push({ severity: { $in: [...severities] } });
  if (chain !== undefined) conditions.push({ chains: { $contains: [chain] } });
  if (jurisdiction !== undefined) conditions.push({ jurisdictions: { $contains: [jurisdiction] } });
  if (filter.originator !== undefined) conditions.push(isOpenlyBy(filter.originator, viewer));
  if (filter.search !== undefined) conditions.push(contains(filter.search));
  if (address !== undefined) {
    const isParty = (alias: string): string =>
      `exists (select 1 from "party" p where p."incident" = ${alias}."id" and p."address" = ?)`;
    conditions.push({ [raw(isParty, [address])]: [] });
  }
  return { $and: [...conditions, ...overlaps(filter)] };
}

function isOpenlyBy(originator: string, viewer: Viewer): object {
  return originator === memberOf(viewer) ? { originator } : { originator, originatorDisplay: 'NAMED' };
}

function contains(text: string): object {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return { $or: [{ title: { $ilike: pattern } }, { summary: { $ilike: pattern } }] };
}

function overlaps({ occurredFrom, occurredTo }: IncidentFilter): object[] {
  const conditions: object[] = [];
  if (occurredTo) conditions.push({ occurredSort: { $lte: occurredTo } });
  if (occurredFrom) {
    const endsBefore = { occurredTo: null, occurredFrom: { $gte: occurredFrom } };
    conditions.push({ $or: [{ occurredTo: { $gte: occurredFrom } }, endsBefore] });
  }
  return conditions;
}

/** How incidents can be sorted. Nothing that a reader may not see takes part, so that no order betrays it. */
export const incidentOrders = {
  OCCURRED_DESC: [
    ['occurredSort', 'desc'],
    ['id', 'asc'],
  ],
  OCCURRED_ASC: [
    ['occurredSort', 'asc'],
    ['id', 'asc'],
  ],
  PUBLISHED_DESC: [
    ['publishedAt', 'desc'],
    ['id', 'asc'],
  ],
  PUBLISHED_ASC: [
    ['publishedAt', 'asc'],
    ['id', 'asc'],
  ],
  UPDATED_DESC: [
    ['updatedAt', 'desc'],
    ['id', 'asc'],
  ],
  TITLE_ASC: [
    ['title', 'asc'],
    ['id', 'asc'],
  ],
} as const satisfies Record<string, SortOrder<IncidentRow>>;

export type IncidentOrder = keyof typeof incidentOrders;

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Refuses a cursor of another order: its values would not compare. */
export function requireCursorOf(order: IncidentOrder, { after }: PageRequest): void {
  if (after === undefined) return;
  const [first = '', ...rest] = after;
  const isTime = moment.test(first) && !Number.isNaN(Date.parse(first));
  if (rest.length === 1 && (isTime || order === 'TITLE_ASC')) return;
  throw badInput('after', `a cursor that an earlier page in the order ${order} gave`, after);
}
