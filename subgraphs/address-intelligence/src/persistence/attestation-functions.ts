import { type DefinerFunction, mayViewSql, viewerSql } from '@alliance/kit';

/** Whether a version came to an end by a withdrawal as SENSITIVE, its own or that of a later version. */
export const attestationRecalled: DefinerFunction = {
  signature: 'attestation_recalled(uuid, integer)',
  returns: 'boolean',
  body: `begin return exists (select 1 from attestation later where later.id = $1 and later.version > $2 and later.withdrawal_reason = 'SENSITIVE'); end`,
};

/** Fewer institutions than this are none, so that nobody can tell who they are. */
export const leastHiddenInstitutions = 3;

const seen = mayViewSql({
  tlp: 'a.tlp',
  originator: 'a.originator',
  sharingGroup: 'a.sharing_group',
  sharedAt: 'a.published_at',
  recipients: 'a.recipients',
  releaseAt: 'a.release_at',
  purposes: 'a.purposes',
});

/**
 * AMBER as such: what is narrower, embargoed, meant for some purposes only or for nobody else at all is not even
 * counted. The last would let two who collude make up the number that betrays a third.
 */
const counts = `a.tlp = 2 and a.sharing_group is not null and (a.release_at is null or a.release_at <= now()) and cardinality(a.purposes) = 0 and a.originator <> ${viewerSql.member}`;

/**
 * For addresses, by payload and id, how many institutions state something AMBER about them now that the viewer does not
 * see, and nothing that it does see. Only for members, only now, and only what reaches the least count.
 */
export const hiddenInstitutions: DefinerFunction = {
  signature: 'hidden_institutions(text[], text[])',
  returns: 'table (address text, institutions integer)',
  body: `begin
    if ${viewerSql.kind} is distinct from 'member' or ${viewerSql.asOf} is not null then return; end if;
    return query
      select told.address, count(*)::integer
      from (
        select k.id as address, a.originator
        from (select distinct * from unnest($1, $2) as pair (key, id)) k
        join attestation a on a.subject_key = k.key and (a.subject = k.id or (k.id like 'eip155:%' and a.subject like 'eip155:%'))
        where a.superseded_at is null and a.state = 'PUBLISHED' and (a.valid_until is null or a.valid_until > now())
        group by k.id, a.originator
        having bool_or(${counts}) and not bool_or(coalesce(${seen}, false))
      ) told
      group by told.address
      having count(*) >= ${String(leastHiddenInstitutions)};
  end`,
};
