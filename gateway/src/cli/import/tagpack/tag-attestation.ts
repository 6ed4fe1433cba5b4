import type { ConceptVocabulary } from '../concept-vocabulary.js';
import { readMethod } from '../confidence.js';
import { readDateTime } from '../dates.js';
import { type AttestationInput, type ClaimType, maxLength, type SourceInput } from '../hub-inputs.js';
import { joinParts, type ReferenceBook, stableReference } from '../reference.js';
import { composeStatement, shorten } from '../statement.js';
import type { TagFields, UnquotedNumber } from './tag-pack.js';

/** What every tag of one pack is read with. */
export interface PackReading {
  /** The file's own name, without folders: packs are moved about, and stay the same packs. */
  readonly fileName: string;
  readonly title: string;
  /** The source of the pack; a tag with another `source` gets its own. */
  readonly source: SourceInput;
  readonly sourceOf: (stated: string | undefined) => SourceInput;
  readonly concepts: ConceptVocabulary;
  readonly references: ReferenceBook;
  readonly reliability: AttestationInput['reliability'];
  readonly note: (message: string) => void;
}

/**
 * Abuse concepts of GraphSense's taxonomy (concepts.yaml 0.1.0, below `abuse`). They decide the claim type of a tag that
 * lists its concepts without saying which of them is the abuse.
 */
const abuseWords: ReadonlySet<string> = new Set(
  `abuse sexual_abuse child_sexual_abuse violence human_trafficking murder torture scam financial_crime
  investment_fraud ponzi_scheme pyramid_scheme money_laundering extortion sextortion phishing hacking service_hack
  account_hack exploit data_breach social_engineering malware drugs weapons payment_card_fraud ransomware sanction
  counterfeit extremism terrorism terrorism_financing`.split(/\s+/),
);

/**
 * One tag as an attestation. Its reference names the pack (title and file name), the stated currency and network, the
 * submitted address, label, source and classification; confidence, date, actor and context may change under it.
 */
export function attestTag(fields: Readonly<TagFields>, pack: PackReading): AttestationInput {
  const { address } = fields;
  const source = fields.source === undefined ? pack.source : pack.sourceOf(fields.source);
  const words = [fields.category, fields.abuse, ...(fields.concepts ?? [])].filter((word) => word !== undefined);
  const { concepts, unknown } = pack.concepts.read(words);
  for (const word of unknown) pack.note(`the hub has no concept "${word}"; it stands in the statement instead`);
  const method = methodOf(fields, pack);
  const observedTo = dateOf(fields, pack);
  const statement = statementOf(fields, unknown, pack);
  const content = joinParts([method, observedTo, fields.actor, statement]);
  return {
    reference: pack.references.number(referenceOf(fields, words, pack), content),
    chain: fields.network ?? fields.currency,
    address: typeof address === 'object' ? address.number : address,
    transaction: address === undefined ? fields.tx_hash : undefined,
    claimType: claimTypeOf(fields),
    concepts,
    label: labelOf(fields, pack),
    statement,
    actor: fields.actor,
    method,
    reliability: pack.reliability,
    observedTo,
    source: source === pack.source ? undefined : source,
  };
}

function referenceOf(fields: Readonly<TagFields>, words: readonly string[], pack: PackReading): string {
  const { address, tx_hash: transaction } = fields;
  const submitted = (typeof address === 'object' ? address.text : address) ?? transaction;
  const { currency, network, label, source, tag_type: tagType } = fields;
  return stableReference(
    ['tagpack', pack.fileName, network ?? currency ?? ''],
    [pack.title, pack.fileName, currency, network, submitted, label, source, tagType, ...words],
  );
}

function claimTypeOf({ tag_type: tagType, abuse, category, concepts = [] }: Readonly<TagFields>): ClaimType {
  if (tagType === 'event') return 'EVENT';
  if (tagType === 'mention') return 'MENTION';
  const isAbuse = abuse !== undefined || [category ?? '', ...concepts].some((word) => abuseWords.has(word));
  return isAbuse ? 'ABUSE' : 'ATTRIBUTION';
}

function labelOf({ label }: Readonly<TagFields>, pack: PackReading): string | undefined {
  if (label === undefined || label.length <= maxLength.label) return label;
  pack.note('a label was longer than the hub takes, and was cut');
  return shorten(label, maxLength.label);
}

function methodOf({ confidence }: Readonly<TagFields>, pack: PackReading): string | undefined {
  if (confidence === undefined) return undefined;
  const method = readMethod(confidence);
  if (method === undefined) pack.note(`the confidence scale has no word "${confidence}"; it is read as unknown`);
  return method;
}

function dateOf({ lastmod }: Readonly<TagFields>, pack: PackReading): string | undefined {
  if (lastmod === undefined) return undefined;
  const dateTime = readDateTime(lastmod);
  if (dateTime === undefined) pack.note(`"lastmod: ${lastmod}" is no date; it is left out`);
  return dateTime;
}

/** What a tag says and the hub has no field for; nothing of it is lost silently. */
function statementOf(fields: Readonly<TagFields>, unknown: readonly string[], pack: PackReading): string | undefined {
  const {
    address,
    tx_hash: transaction,
    network,
    currency,
    tag_type: tagType,
    context,
    is_cluster_definer: speaksForCluster,
  } = fields;
  const isOtherType = tagType !== undefined && !['actor', 'event', 'mention'].includes(tagType);
  if (isOtherType) pack.note(`there is no tag type "${tagType}"; it stands in the statement instead`);
  const { text, isCut } = composeStatement([
    typeof address === 'object' ? describeNumber(address) : undefined,
    address !== undefined && transaction !== undefined ? `Transaction: ${transaction}.` : undefined,
    speaksForCluster === true ? 'Said of the whole address cluster.' : undefined,
    network !== undefined && currency !== undefined && currency !== network ? `Currency: ${currency}.` : undefined,
    isOtherType ? `Tag type: ${tagType}.` : undefined,
    unknown.length > 0 ? `Classified by its source as: ${unknown.join(', ')}.` : undefined,
    context === undefined ? undefined : describeContext(context),
  ]);
  if (isCut) pack.note('a context was longer than a statement may be, and was cut');
  return text;
}

/** The digits that the number lost; not beyond the length of an address, since longer ones may be a key. */
function describeNumber({ text }: UnquotedNumber): string {
  const spelling = text.length <= 50 ? ` ${text}` : '';
  return `The file gives the address unquoted, as the number${spelling}.`;
}

/** `context` is a JSON object in a string; an object is set out as words, anything else stays as it is. */
function describeContext(context: string): string {
  const value = parseJson(context);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return context;
  const parts = Object.entries(value).map(([key, part]) => {
    const text = typeof part === 'string' ? part : JSON.stringify(part);
    return `${key}: ${text}`;
  });
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: packs also hold plain words there, and these are kept.
    return undefined;
  }
}
