import { createLedgerSigner, generateSigningJwk, GrowingTree, type LedgerSigner } from '@alliance/schema';

import type { CopiedEntry, CopiedHead, LedgerCopy } from '../../../../gateway/src/cli/ledger/ledger-copy.js';
import { verifyCopy } from '../../../../gateway/src/cli/ledger/verify-copy.js';

const hash = 'ab'.repeat(32);
const at = '2026-01-01T00:00:00.000Z';

function headOf(signer: LedgerSigner, size: number): CopiedHead {
  const tree = new GrowingTree();
  for (let index = 0; index < size; index += 1) tree.append(Buffer.from(hash, 'hex'));
  return { ...signer.sign({ origin: 'notes', size, root: tree.root().toString('hex'), at }), number: size };
}

const copyOf = (signer: LedgerSigner, size: number, changes: Partial<LedgerCopy> = {}): LedgerCopy => ({
  gateway: 'http://hub.example',
  field: 'notesLedger',
  origin: 'notes',
  publicKey: signer.publicKey,
  heads: [headOf(signer, size)],
  leaves: Array.from({ length: size }, (_each, index) => ({
    index,
    entry: String(index),
    hash,
    recordedHash: hash,
  })),
  entries: [],
  ...changes,
});

it('finds nothing in a copy that fits', async () => {
  const signer = createLedgerSigner(await generateSigningJwk());
  expect(verifyCopy(copyOf(signer, 3), headOf(signer, 2))).toEqual([]);
});

it('notices heads that another key signs than the one that the ledger states', async () => {
  const [known, other] = [
    createLedgerSigner(await generateSigningJwk()),
    createLedgerSigner(await generateSigningJwk()),
  ];
  const extended = copyOf(other, 3, { publicKey: known.publicKey });
  expect(verifyCopy(extended, headOf(known, 2)).map(({ fault }) => fault)).toEqual(['OTHER_KEY']);
});

it('names an entry whose place no signed head promises', async () => {
  const signer = createLedgerSigner(await generateSigningJwk());
  const content = { kind: 'CHANGED', member: 'ctma', actor: 'c', originator: 'o', originatorShown: true, at };
  const about = { recordType: 'Note', items: [], purpose: null, details: '{}', salt: '00' };
  const entry: CopiedEntry = { id: 'e7', index: 7, ...content, ...about };
  expect(verifyCopy(copyOf(signer, 3, { entries: [entry] }), undefined)).toEqual([
    {
      fault: 'ENTRIES_MISSING',
      index: 7,
      entry: 'e7',
      message: `Entry 7 (e7) got its place in the log, yet the newest signed head, of ${at}, covers 3 entries.`,
    },
  ]);
});
