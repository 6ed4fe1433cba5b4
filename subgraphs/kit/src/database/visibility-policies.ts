/** A policy as SQL text, whichever entity it stands on. */
export interface PolicyText {
  readonly name: string;
  readonly command: 'select' | 'insert' | 'update' | 'delete';
  readonly using?: string;
  readonly check?: string;
}

/** The columns that carry the marking of a shared record. */
export interface MarkingColumns {
  /** Column with the TLP level, 0 (CLEAR) to 4 (RED). */
  readonly tlp: string;
  readonly originator: string;
  /** Column with the sharing group, null for the originator alone. */
  readonly sharingGroup: string;
}

const standardColumns: MarkingColumns = { tlp: 'tlp', originator: 'originator', sharingGroup: 'sharing_group' };

/**
 * The session variables that policies read, as SQL. Each stands in a sub-select of its own, so that PostgreSQL reads
 * it once a query and not once a row. A variable that was never set makes its comparison false or null: no viewer, no
 * rows.
 */
export const viewerSql = {
  kind: `(select current_setting('hub.viewer', true))`,
  member: `(select nullif(current_setting('hub.member', true), ''))`,
  /** The caller as this subgraph knows it. */
  caller: `(select nullif(current_setting('hub.caller', true), ''))`,
  clearance: `(select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)`,
  groups: `((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}'))::text[])`,
  roles: `((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}'))::text[])`,
} as const;

/** True for every verified viewer, the public included, and for nobody else. */
export const anyViewer = `${viewerSql.kind} in ('public', 'member', 'hub')`;

/** `mayView` of the schema package, rendered in SQL. A property test holds the two against each other. */
export function mayViewSql(columns: MarkingColumns = standardColumns): string {
  const { tlp, originator, sharingGroup } = columns;
  return (
    `((${tlp} = 0 and ${anyViewer})` +
    ` or (${viewerSql.kind} = 'member' and ${tlp} <= ${viewerSql.clearance}` +
    ` and (${originator} = ${viewerSql.member} or ${tlp} = 1` +
    ` or (${tlp} in (2, 3) and ${sharingGroup} = any ${viewerSql.groups}))))`
  );
}

/**
 * Who may write a record: its originator, within its own clearance, and only for a group to which it belongs. Nobody
 * writes in another's name.
 */
export function mayWriteSql(columns: MarkingColumns = standardColumns): string {
  const { tlp, originator, sharingGroup } = columns;
  return (
    `(${viewerSql.kind} = 'member' and ${originator} = ${viewerSql.member}` +
    ` and ${tlp} between 0 and ${viewerSql.clearance}` +
    ` and (${sharingGroup} is null or ${sharingGroup} = any ${viewerSql.groups}))`
  );
}

/** The policies of a table whose rows carry a marking of their own. */
export function markedPolicies(columns?: MarkingColumns): PolicyText[] {
  return [
    { name: 'may_view', command: 'select', using: mayViewSql(columns) },
    { name: 'may_insert', command: 'insert', check: mayWriteSql(columns) },
    { name: 'may_update', command: 'update', using: mayWriteSql(columns), check: mayWriteSql(columns) },
  ];
}

/**
 * The policies of a table whose rows belong to a marked record and share its fate: who sees the record sees them, and
 * its originator writes them.
 */
export function dependentPolicies(owner: {
  readonly table: string;
  readonly key: string;
  readonly via: string;
}): PolicyText[] {
  const parent = `select 1 from "${owner.table}" parent where parent."${owner.key}" = ${owner.via}`;
  const own = `exists (${parent} and parent."originator" = ${viewerSql.member})`;
  return [
    { name: 'may_view', command: 'select', using: `exists (${parent})` },
    { name: 'may_insert', command: 'insert', check: own },
    { name: 'may_delete', command: 'delete', using: own },
  ];
}

/** The policies of a table with nothing secret in it, such as vocabularies: read by every viewer, written by members. */
export function openPolicies(): PolicyText[] {
  return [
    { name: 'may_view', command: 'select', using: anyViewer },
    { name: 'may_insert', command: 'insert', check: `${viewerSql.kind} = 'member'` },
    {
      name: 'may_update',
      command: 'update',
      using: `${viewerSql.kind} = 'member'`,
      check: `${viewerSql.kind} = 'member'`,
    },
  ];
}
