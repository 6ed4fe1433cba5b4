import { emptyTreeRoot, foldSubtrees, hashChildren, type TreeHash, type TreeNode } from './merkle-tree.js';

/** A complete subtree with its hash. */
export interface HashedNode extends TreeNode {
  readonly hash: TreeHash;
}

/**
 * A Merkle tree that leaves are added to. It remembers its right edge alone, one hash a binary digit of its size, and is
 * therefore as small after a thousand million leaves as after a hundred.
 */
export class GrowingTree {
  readonly #edge: HashedNode[];
  #size: number;

  /** @param edge - the complete subtrees of a tree of `size` leaves, from the left, as `nodesOfRange` names them */
  constructor(size = 0, edge: readonly HashedNode[] = []) {
    this.#size = size;
    this.#edge = [...edge];
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf; returns the subtrees that it completes, itself at level 0 first. */
  append(leaf: TreeHash): HashedNode[] {
    let node: HashedNode = { level: 0, index: this.#size, hash: leaf };
    const completed = [node];
    for (let left = this.#edge.at(-1); left?.level === node.level; left = this.#edge.at(-1)) {
      this.#edge.pop();
      node = { level: node.level + 1, index: left.index / 2, hash: hashChildren(left.hash, node.hash) };
      completed.push(node);
    }
    this.#edge.push(node);
    this.#size += 1;
    return completed;
  }

  root(): TreeHash {
    return this.#size === 0 ? emptyTreeRoot : foldSubtrees(this.#edge.map(({ hash }) => hash));
  }
}
