import fc from 'fast-check';
import {
  consistencyRanges,
  foldSubtrees,
  GrowingTree,
  hashChildren,
  hashLeaf,
  inclusionRanges,
  type LeafRange,
  nodesOfRange,
  provesConsistency,
  provesInclusion,
  type TreeHash,
} from '@alliance/schema';

/** Inputs and roots that the implementations of Certificate Transparency share (RFC 6962, reference test data). */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** Builds a tree, and keeps every complete subtree as a node table would. */
function grow(leaves: readonly TreeHash[]) {
  const tree = new GrowingTree();
  const nodes = new Map<string, TreeHash>();
  for (const leaf of leaves)
    for (const { level, index, hash } of tree.append(leaf)) nodes.set(`${String(level)}.${String(index)}`, hash);
  const hashOf = (range: LeafRange): TreeHash =>
    foldSubtrees(nodesOfRange(range).map(({ level, index }) => nodes.get(`${String(level)}.${String(index)}`)!));
  return { root: tree.root(), hashOf };
}

/** The definition itself, by recursion (RFC 9162, section 2.1.1). */
function rootByDefinition(leaves: readonly TreeHash[]): TreeHash {
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hashChildren(rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)));
}

const leavesOf = (size: number): TreeHash[] =>
  Array.from({ length: size }, (_each, index) => hashLeaf(Buffer.from(`leaf ${String(index)}`)));

it('grows to the roots that the implementations of Certificate Transparency agree on', () => {
  const tree = new GrowingTree();
  const found = [tree.root().toString('hex')];
  for (const input of inputs) {
    tree.append(hashLeaf(Buffer.from(input, 'hex')));
    found.push(tree.root().toString('hex'));
  }
  expect(found).toEqual(roots);
});

it('makes the proofs that the implementations of Certificate Transparency agree on', () => {
  const { hashOf } = grow(inputs.map((input) => hashLeaf(Buffer.from(input, 'hex'))));
  const hexOf = (ranges: readonly LeafRange[]): string[] => ranges.map((range) => hashOf(range).toString('hex'));
  expect(hexOf(inclusionRanges(0, 1))).toEqual([]);
  expect(hexOf(inclusionRanges(0, 8))).toEqual([
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ]);
  expect(hexOf(inclusionRanges(2, 3))).toEqual([roots[2]]);
  expect(hexOf(consistencyRanges(6, 8))).toEqual([
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    roots[4],
  ]);
  expect(hexOf(consistencyRanges(2, 5))).toEqual([
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  ]);
});

it('has the root of the definition at every size', () => {
  for (let size = 1; size <= 70; size += 1) {
    const leaves = leavesOf(size);
    expect(grow(leaves).root).toEqual(rootByDefinition(leaves));
  }
});

it('goes on where it was left, from its right edge alone', () => {
  const leaves = leavesOf(45);
  const { hashOf } = grow(leaves.slice(0, 27));
  const edge = nodesOfRange({ start: 0, end: 27 }).map((node) => {
    const width = 2 ** node.level;
    return { ...node, hash: hashOf({ start: node.index * width, end: (node.index + 1) * width }) };
  });
  const tree = new GrowingTree(27, edge);
  for (const leaf of leaves.slice(27)) tree.append(leaf);
  expect([tree.size, tree.root()]).toEqual([45, rootByDefinition(leaves)]);
});

it('proves that each leaf is in each tree, and no other leaf at that place', () => {
  for (let size = 1; size <= 33; size += 1) {
    const leaves = leavesOf(size);
    const { root, hashOf } = grow(leaves);
    for (let index = 0; index < size; index += 1) {
      const path = inclusionRanges(index, size).map(hashOf);
      const proof = { index, size, leaf: leaves[index]!, root, path };
      expect(provesInclusion(proof)).toBe(true);
      expect(provesInclusion({ ...proof, leaf: hashLeaf(Buffer.from('another')) })).toBe(false);
      expect(provesInclusion({ ...proof, path: [...path, root] })).toBe(false);
      expect(path.length > 0 && provesInclusion({ ...proof, path: path.slice(1) })).toBe(false);
      expect(size > 1 && provesInclusion({ ...proof, index: (index + 1) % size })).toBe(false);
    }
  }
});

it('proves that each tree is the beginning of each later one, and no forged tree', () => {
  for (let to = 1; to <= 33; to += 1) {
    const leaves = leavesOf(to);
    const { root, hashOf } = grow(leaves);
    const forged = grow([hashLeaf(Buffer.from('forged')), ...leaves.slice(1)]).root;
    for (let from = 1; from <= to; from += 1) {
      const path = consistencyRanges(from, to).map(hashOf);
      const earlier = { size: from, root: rootByDefinition(leaves.slice(0, from)) };
      const later = { size: to, root };
      expect(provesConsistency({ from: earlier, to: later, path })).toBe(true);
      expect(provesConsistency({ from: earlier, to: { ...later, root: forged }, path })).toBe(false);
      expect(provesConsistency({ from: { ...earlier, root: forged }, to: later, path })).toBe(false);
      expect(provesConsistency({ from: earlier, to: later, path: [...path, root] })).toBe(false);
    }
  }
});

it('accepts no proof of a tree that differs in whichever leaf', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), (to, some, other) => {
      const from = 1 + (some % (to - 1));
      const leaves = leavesOf(to);
      const changed = leaves.with(other % from, hashLeaf(Buffer.from('changed')));
      const { root, hashOf } = grow(changed);
      const path = consistencyRanges(from, to).map(hashOf);
      const remembered = { size: from, root: rootByDefinition(leaves.slice(0, from)) };
      return !provesConsistency({ from: remembered, to: { size: to, root }, path });
    }),
  );
});
