import { createHash } from 'node:crypto';

/** SHA-256, 32 bytes. */
export type TreeHash = Buffer;

/** A complete subtree: at level 0 a leaf, at level k the tree over 2^k leaves, counted from the left. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** The leaves from `start` (inclusive) to `end` (exclusive). `start` is a multiple of the largest subtree in it. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** The root of a tree without leaves (RFC 9162, section 2.1.1). */
export const emptyTreeRoot: TreeHash = createHash('sha256').digest();

/** The hash of a leaf: its octets behind 0x00, so that no leaf passes for a node (RFC 9162, section 2.1.1). */
export function hashLeaf(entry: Uint8Array): TreeHash {
  return createHash('sha256').update(leafPrefix).update(entry).digest();
}

/** The hash of an inner node: both children behind 0x01. */
export function hashChildren(left: TreeHash, right: TreeHash): TreeHash {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest();
}

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The complete subtrees of which a range is made, from the left. A range that starts at 0 has one a binary digit. */
export function nodesOfRange({ start, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  let from = start;
  while (from < end) {
    let level = 0;
    let size = 1;
    while (from + size * 2 <= end && from % (size * 2) === 0) {
      size *= 2;
      level += 1;
    }
    nodes.push({ level, index: from / size });
    from += size;
  }
  return nodes;
}

/** The hash of a range from the hashes of its complete subtrees, from the left. */
export function foldSubtrees(hashes: readonly TreeHash[]): TreeHash {
  return hashes.reduceRight((right, left) => hashChildren(left, right));
}

/** The subtrees that prove that a leaf is in a tree, from the leaf to the root (RFC 9162, section 2.1.3.1). */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  const path: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/**
 * The subtrees that prove that a tree of `from` leaves is the beginning of one of `to` (RFC 9162, section 2.1.4.1).
 * Nothing has to be proved of an empty tree, nor of a tree and itself.
 */
export function consistencyRanges(from: number, to: number): LeafRange[] {
  if (from === 0 || from === to) return [];
  const path: LeafRange[] = [];
  let [start, end] = [0, to];
  while (end !== from) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  // The earlier root itself is known to whoever verifies, unless it is only a part of that tree.
  if (start > 0) path.push({ start, end });
  return path.reverse();
}

/** The largest power of two smaller than a size of at least 2. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** Verifies an inclusion proof (RFC 9162, section 2.1.3.2). */
export function provesInclusion(proof: {
  readonly index: number;
  readonly size: number;
  readonly leaf: TreeHash;
  readonly root: TreeHash;
  readonly path: readonly TreeHash[];
}): boolean {
  const { index, size, leaf, root, path } = proof;
  if (index < 0 || index >= size) return false;
  let hash = leaf;
  const isAtRoot = climb(path, { place: index, last: size - 1 }, (sibling, isLeft) => {
    hash = isLeft ? hashChildren(sibling, hash) : hashChildren(hash, sibling);
  });
  return isAtRoot && hash.equals(root);
}

/** Verifies a consistency proof (RFC 9162, section 2.1.4.2). */
export function provesConsistency(proof: {
  readonly from: { readonly size: number; readonly root: TreeHash };
  readonly to: { readonly size: number; readonly root: TreeHash };
  readonly path: readonly TreeHash[];
}): boolean {
  const { from, to, path } = proof;
  if (from.size > to.size) return false;
  if (from.size === to.size) return path.length === 0 && from.root.equals(to.root);
  if (from.size === 0) return path.length === 0 && from.root.equals(emptyTreeRoot);
  const [first, ...rest] = Number.isInteger(Math.log2(from.size)) ? [from.root, ...path] : path;
  if (first === undefined) return false;
  let [earlier, later] = [first, first];
  const isAtRoot = climb(rest, edgeOf(from.size, to.size), (sibling, isLeft) => {
    if (isLeft) earlier = hashChildren(sibling, earlier);
    later = isLeft ? hashChildren(sibling, later) : hashChildren(later, sibling);
  });
  return isAtRoot && earlier.equals(from.root) && later.equals(to.root);
}

/** A node on the way up and the last one on its level. */
interface Place {
  readonly place: number;
  readonly last: number;
}

/** Where the largest complete subtree at the right edge of the earlier tree stands in the later one. */
function edgeOf(from: number, to: number): Place {
  let [place, last] = [from - 1, to - 1];
  while (place % 2 === 1) [place, last] = [(place - 1) / 2, Math.floor(last / 2)];
  return { place, last };
}

/** Goes up to the root, a sibling a step. False when the siblings are too many or too few. */
function climb(path: readonly TreeHash[], from: Place, meet: (sibling: TreeHash, isLeft: boolean) => void): boolean {
  let { place, last } = from;
  for (const sibling of path) {
    if (last === 0) return false;
    const isLeft = place % 2 === 1 || place === last;
    meet(sibling, isLeft);
    // A node at the right edge without a sibling is its own parent.
    while (isLeft && place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0;
}
