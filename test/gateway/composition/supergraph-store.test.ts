import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileSupergraphStore } from '../../../gateway/src/composition/supergraph-store.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

const kept = { supergraphSdl: 'type Query { a: Int }', subgraphSdls: new Map([['members', 'type Query { a: Int }']]) };

describe('fileSupergraphStore', () => {
  it('gives back what was kept last, and leaves nothing lying about', async () => {
    await using folder = await createTemporaryFolder();
    const place = path.join(folder.path, 'deep', 'supergraph');
    const store = fileSupergraphStore(place);
    expect(await store.read()).toBeUndefined();
    await Promise.all([store.keep(kept), store.keep(kept)]);
    await store.keep({ ...kept, supergraphSdl: 'type Query { b: Int }' });
    expect(await fileSupergraphStore(place).read()).toEqual({ ...kept, supergraphSdl: 'type Query { b: Int }' });
    expect((await readdir(place)).sort()).toEqual(['last-good.json', 'supergraph.graphql']);
    expect(await readFile(path.join(place, 'supergraph.graphql'), 'utf8')).toBe('type Query { b: Int }');
  });

  it('refuses a file that holds something else', async () => {
    await using folder = await createTemporaryFolder();
    await writeFile(path.join(folder.path, 'last-good.json'), '{"supergraphSdl":1}');
    await expect(fileSupergraphStore(folder.path).read()).rejects.toThrow('expected an object with supergraphSdl');
  });
});
