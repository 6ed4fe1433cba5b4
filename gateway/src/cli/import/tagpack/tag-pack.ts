/** A scalar that stands unquoted in the file and that YAML therefore reads as a number. */
export interface UnquotedNumber {
  /** What YAML makes of it; rounded when it is large. */
  readonly number: number;
  /** What the file says. */
  readonly text: string;
}

/** The fields that a tag may state itself or inherit from the head of its pack, under their names in the format. */
export interface TagFields {
  address?: string | UnquotedNumber;
  tx_hash?: string;
  label?: string;
  source?: string;
  currency?: string;
  network?: string;
  confidence?: string;
  category?: string;
  abuse?: string;
  concepts?: readonly string[];
  actor?: string;
  lastmod?: string;
  tag_type?: string;
  context?: string;
  is_cluster_definer?: boolean;
}

export interface TagPackHead extends Readonly<TagFields> {
  readonly title: string;
  readonly creator: string;
}

export interface Tag {
  /** What the tag states itself; the head is not merged in. */
  readonly fields: Readonly<TagFields>;
  /** Line in the file on which the tag begins, from 1. */
  readonly line: number;
}

export interface TagPack {
  readonly head: TagPackHead;
  readonly tags: readonly Tag[];
}

/** How a value of each field must look; keys that are not here are refused. */
export const tagFieldKinds: Readonly<Record<keyof TagFields, 'address' | 'text' | 'truth' | 'texts'>> = {
  address: 'address',
  tx_hash: 'text',
  label: 'text',
  source: 'text',
  currency: 'text',
  network: 'text',
  confidence: 'text',
  category: 'text',
  abuse: 'text',
  concepts: 'texts',
  actor: 'text',
  lastmod: 'text',
  tag_type: 'text',
  context: 'text',
  is_cluster_definer: 'truth',
};

/** Head fields that say something about the pack and nothing about its tags. */
export const packFieldKinds = {
  title: 'text',
  creator: 'text',
  description: 'text',
  owner: 'text',
  is_public: 'truth',
  tags: 'tags',
} as const;

export function isTagField(key: string): key is keyof TagFields {
  return Object.hasOwn(tagFieldKinds, key);
}
