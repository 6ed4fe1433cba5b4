import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { findSubgraphManifests } from '../../../gateway/src/launcher/subgraph-manifests.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

const good = { subgraph: 'a-b', port: 4002, portVariable: 'A_B_PORT', main: 'dist/main.js' };

it('finds what says "hub", by port, and passes over the rest', async () => {
  await using workspace = await workspaceOf({
    zebra: { ...good, subgraph: 'zebra', port: 4001, identity: true },
    kit: undefined,
    other: good,
  });
  await writeFile(path.join(workspace.path, 'subgraphs/README.md'), '');
  await mkdir(path.join(workspace.path, 'subgraphs/empty'));
  const folder = path.join(workspace.path, 'subgraphs');
  const common = { portVariable: 'A_B_PORT' };
  expect(await findSubgraphManifests(workspace.path)).toEqual([
    { ...common, name: 'zebra', port: 4001, main: path.join(folder, 'zebra/dist/main.js'), identity: true },
    { ...common, name: 'a-b', port: 4002, main: path.join(folder, 'other/dist/main.js'), identity: false },
  ]);
});

it('names every mistake of every manifest', async () => {
  await using workspace = await workspaceOf({
    one: { subgraph: 'A', port: 0, portVariable: 'port', main: 'main.ts', found: 1, identity: 'yes' },
    three: { ...good, identity: true },
    two: { ...good, identity: true },
  });
  await expect(findSubgraphManifests(workspace.path)).rejects.toThrow(`Manifests of subgraphs have mistakes:
  subgraphs/one/package.json: hub.subgraph must be a kebab-case name
  subgraphs/one/package.json: hub.port must be a port
  subgraphs/one/package.json: hub.portVariable must be the name of a variable
  subgraphs/one/package.json: hub.main must be a JavaScript file
  subgraphs/one/package.json: hub.found must be a JavaScript file
  subgraphs/one/package.json: hub.identity must be true or false
  two subgraphs are called a-b
  only one subgraph may have hub.identity: a-b, a-b`);
});

it('says so where there is none', async () => {
  await using workspace = await workspaceOf({ kit: undefined });
  await expect(findSubgraphManifests(workspace.path)).rejects.toThrow('says "hub"');
});

async function workspaceOf(manifests: Readonly<Record<string, unknown>>) {
  const folder = await createTemporaryFolder();
  for (const [name, hub] of Object.entries(manifests)) {
    await mkdir(path.join(folder.path, 'subgraphs', name), { recursive: true });
    await writeFile(path.join(folder.path, 'subgraphs', name, 'package.json'), JSON.stringify({ hub }));
  }
  return folder;
}
