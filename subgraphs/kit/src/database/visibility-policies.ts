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
  /** Column with the time at which this version was published. */
  readonly sharedAt: string;
  /** Column with the callers who read RED, `text[] not null`. */
  readonly recipients: string;
  /** Column with the time until which it is the originator's alone, or null. */
  readonly releaseAt: string;
  /** Column with the purposes for which it may be read, `text[] not null`; empty for any. */
  readonly purposes: string;
}

const standardColumns: MarkingColumns = {
  tlp: 'tlp',
  originator: 'originator',
  sharingGroup: 'sharing_group',
  sharedAt: 'published_at',
  recipients: 'recipients',
  releaseAt: 'release_at',
  purposes: 'purposes',
};

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
  /**
   * The clearance of a member's caller; below every marking for anybody else. One comparison says both, of which the planner
   * makes a better guess than of a comparison with the kind of viewer, which it takes for one row in two hundred.
   */
  memberClearance: `(select case when current_setting('hub.viewer', true) = 'member' then coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint else (-1)::smallint end)`,
  purpose: `(select nullif(current_setting('hub.purpose', true), ''))`,
  /** The groups of which the viewer sees all that was ever shared. */
  groups: arraySql('hub.groups', 'text[]'),
  /** The groups of which it sees what was shared since it joined, and beside them since when. */
  joinedGroups: arraySql('hub.joined_groups', 'text[]'),
  joinedSince: arraySql('hub.joined_since', 'timestamptz[]'),
  /** The groups for which it may write, and beside them up to which TLP level. */
  writeGroups: arraySql('hub.write_groups', 'text[]'),
  writeMaxTlp: arraySql('hub.write_max_tlp', 'smallint[]'),
  roles: arraySql('hub.roles', 'text[]'),
  /** The earlier moment as of which is read; null for now. */
  asOf: `(select nullif(current_setting('hub.as_of', true), '')::timestamptz)`,
  /** The moment as of which is read: now, or an earlier one. */
  moment: `(select least(now(), nullif(current_setting('hub.as_of', true), '')::timestamptz))`,
} as const;

/** The inner cast turns the text into an array once a query; the outer one only tells PostgreSQL that it is no row set. */
function arraySql(variable: string, type: string): string {
  return `((select coalesce(nullif(current_setting('${variable}', true), ''), '{}')::${type})::${type})`;
}

/** True for every verified viewer, the public included, and for nobody else. */
export const anyViewer = `${viewerSql.kind} in ('public', 'member', 'hub')`;

/** True for the groups to which the viewer belongs, whatever it sees of them. */
export function belongsToSql(group: string): string {
  return `(${group} = any ${viewerSql.groups} or ${group} = any ${viewerSql.joinedGroups})`;
}

/**
 * `mayView` of the schema package, rendered in SQL. A property test holds the two against each other. What most rows are
 * and costs least comes first; nothing is looked up for a row.
 */
export function mayViewSql(columns: Partial<MarkingColumns> = {}): string {
  const { tlp, sharingGroup, sharedAt, recipients, releaseAt, purposes } = { ...standardColumns, ...columns };
  const { memberClearance, caller, groups, joinedGroups, joinedSince, purpose, moment } = viewerSql;
  const since = `${joinedSince}[array_position(${joinedGroups}, ${sharingGroup})]`;
  const isInItsGroup = `(${sharingGroup} = any ${groups} or ${sharedAt} >= ${since})`;
  const isAddressed = `(${tlp} = 1 or (${tlp} in (2, 3) and ${isInItsGroup}) or (${tlp} = 4 and ${caller} = any (${recipients})))`;
  return (
    `((((${tlp} = 0 and ${anyViewer}) or (${tlp} <= ${memberClearance} and ${isAddressed}))` +
    ` and (${releaseAt} is null or ${releaseAt} <= ${moment})` +
    ` and (${purposes} = '{}' or ${purpose} = any (${purposes})))` +
    ` or ${isOwnSql(columns)})`
  );
}

/** True for what the viewer's own institution contributed, within the viewer's clearance. */
export function isOwnSql(columns: Partial<MarkingColumns> = {}): string {
  const { tlp, originator } = { ...standardColumns, ...columns };
  const { kind, member, clearance } = viewerSql;
  return `(${kind} = 'member' and ${originator} = ${member} and ${tlp} between 0 and ${clearance})`;
}

/**
 * `mayWrite` of the schema package, rendered in SQL: the originator, within its own clearance, and for a group only where
 * it contributes and that takes markings as narrow as this one. Nobody writes in another's name.
 */
export function mayWriteSql(columns: Partial<MarkingColumns> = {}): string {
  const { tlp, sharingGroup } = { ...standardColumns, ...columns };
  const { writeGroups, writeMaxTlp } = viewerSql;
  const maxTlp = `${writeMaxTlp}[array_position(${writeGroups}, ${sharingGroup})]`;
  return `(${isOwnSql(columns)} and (${sharingGroup} is null or ${tlp} <= ${maxTlp}))`;
}

/**
 * The policies of a table whose rows carry a marking of their own.
 *
 * @param tombstone - SQL that holds for a row whose content is gone. Its originator may turn a row into one also when it
 *   left the sharing group; a trigger of the table must see to it that the marking stays as it was.
 */
export function markedPolicies({
  tombstone,
  ...columns
}: Partial<MarkingColumns> & { readonly tombstone?: string } = {}): PolicyText[] {
  const mayWrite = mayWriteSql(columns);
  const ends = tombstone === undefined ? '' : ` or (${isOwnSql(columns)} and ${tombstone})`;
  return [
    { name: 'may_view', command: 'select', using: mayViewSql(columns) },
    { name: 'may_insert', command: 'insert', check: mayWrite },
    { name: 'may_update', command: 'update', using: isOwnSql(columns), check: `${mayWrite}${ends}` },
  ];
}

/**
 * The policies of a table whose rows belong to a marked record and share its fate: who sees the record sees them, who may
 * write it adds them, and its originator takes them away, also after it left the record's sharing group.
 */
export function dependentPolicies(owner: {
  readonly table: string;
  readonly key: string;
  readonly via: string;
}): PolicyText[] {
  const parent = `select 1 from "${owner.table}" parent where parent."${owner.key}" = ${owner.via}`;
  const columns = { tlp: 'parent."tlp"', originator: 'parent."originator"', sharingGroup: 'parent."sharing_group"' };
  return [
    { name: 'may_view', command: 'select', using: `exists (${parent})` },
    { name: 'may_insert', command: 'insert', check: `exists (${parent} and ${mayWriteSql(columns)})` },
    { name: 'may_delete', command: 'delete', using: `exists (${parent} and ${isOwnSql(columns)})` },
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
