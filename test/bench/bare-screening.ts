import type pg from 'pg';

/** Whoever screens, in every benchmark. */
export const screener = 'demo-exchange';

/** The columns and conditions of a screening, as `screening.repository.ts` asks for them. */
export const screening = {
  name: 'screening',
  text: `select a.id, a.subject, a.subject_key as "subjectKey", a.originator, a.originator_display as "originatorDisplay",
      a.claim_type as "claimType", array_to_string(a.concepts, ',') as concepts, a.label, a.method, a.reliability,
      extract(epoch from coalesce(a.observed_to, a.observed_from, a.published_at))::float8 as "lastKnownAt", a.source,
      s.root_key as "rootKey", s.kind as "sourceKind", s.publisher, a.state, a.list, a.list_version::text as "listVersion",
      a.withdrawn_on::text as "withdrawnOn"
    from attestation a left join source s on s.id = a.source
    where a.superseded_at is null and a.subject_key = any($1::text[])
      and (a.state = 'PUBLISHED' and (a.valid_until is null or a.valid_until > now())
        or a.withdrawal_reason = 'SOURCE_WITHDRAWN')
    order by a.subject_key, a.id`,
};

const viewer = {
  name: 'viewer',
  text: `select set_config('hub.viewer', 'member', true), set_config('hub.member', $1, true),
    set_config('hub.clearance', '3', true), set_config('hub.groups', '{}', true), set_config('hub.roles', '{APP}', true)`,
  values: [screener],
};

/** Names the viewer for the rest of the transaction. */
export async function nameViewer(app: pg.Client): Promise<void> {
  await app.query(viewer);
}

export interface BareRow {
  readonly subjectKey: string;
}

/** The question as the subgraph's role asks it: in a transaction that names the viewer, bound by row-level security. */
export async function screenWithPolicies(app: pg.Client, keys: readonly string[]): Promise<readonly BareRow[]> {
  await app.query('begin read only');
  await nameViewer(app);
  const { rows } = await app.query<BareRow>({ ...screening, values: [keys] });
  await app.query('rollback');
  return rows;
}

/** The same question as the tables' owner, whom no policy binds. */
export async function screenWithoutPolicies(owner: pg.Client, keys: readonly string[]): Promise<readonly BareRow[]> {
  const { rows } = await owner.query<BareRow>({ ...screening, values: [keys] });
  return rows;
}
