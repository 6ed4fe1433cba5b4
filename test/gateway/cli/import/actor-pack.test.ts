import { readFileSync } from 'node:fs';
import path from 'node:path';
import { actorPackImporter, parseActorPack } from '../../../../gateway/src/cli/import/actor-pack-importer.js';
import { publishedData } from '../fixtures/published-data.js';
import { asSent, readWith } from '../fixtures/read-with.js';

const head = 'title: Actors\ncreator: A crew\n';

describe('the ActorPack importer', () => {
  it('reads every field, and words that YAML takes for something else as they are written', async () => {
    const pack = `%YAML 1.1
---
${head}lastmod: '2023-02-17'
actors:
- id: 01
  label: No
  jurisdictions: [NO, AT]
  categories:
  - exchange
  uri: one.example
  aliases: [1e5, uno]
  context:
    refs: [x.example]
- {id: two, label: Two}
`;
    const work = await readWith(actorPackImporter, { 'a.yaml': pack });
    expect(work.map(asSent)).toEqual([
      {
        kind: 'actor',
        place: { file: 'a.yaml', line: 7 },
        bytesDone: expect.any(Number) as number,
        item: {
          id: '01',
          label: 'No',
          aliases: ['1e5', 'uno'],
          categories: ['exchange'],
          jurisdictions: ['NO', 'AT'],
          uri: 'https://one.example',
        },
      },
      {
        kind: 'actor',
        place: { file: 'a.yaml', line: 16 },
        bytesDone: expect.any(Number) as number,
        item: { id: 'two', label: 'Two' },
      },
      { kind: 'note', message: expect.stringContaining('`context`') as string },
    ]);
  });

  it.each([
    [`${head}actors: [`, 'Flow sequence', 3, 10],
    ['- a\n', 'expected an ActorPack', 1, 1],
    [`${head}actors: []\n`, 'the pack has no list "actors"', 1, 1],
    ['creator: c\nactors:\n- {id: a, label: A}\n', 'the head has no "title"', 1, 1],
    [`${head}flavour: x\nactors:\n- {id: a, label: A}\n`, 'unknown key "flavour" in the head', 3, 1],
    [`${head}actors:\n- {id: a, label: A, size: 1}\n`, 'unknown key "size" in an actor', 4, 21],
    [`${head}actors:\n- {id: a}\n`, 'an actor has no "id" or no "label"', 4, 3],
    [`${head}actors:\n- {id: a, label: A, aliases: b}\n`, 'expected "aliases" to be a list', 4, 30],
  ])('refuses %j, saying where', async (text, reason, line, column) => {
    const work = await readWith(actorPackImporter, { 'a.yaml': text });
    expect(work).toEqual([
      {
        kind: 'refused-file',
        place: { file: 'a.yaml', line, column },
        reason: expect.stringContaining(reason) as string,
      },
    ]);
  });

  const pack = publishedData('graphsense-tagpacks/actors');
  (pack.isPresent ? it : it.skip)(`reads the published pack${pack.why}`, () => {
    const actors = parseActorPack(readFileSync(path.join(pack.path, 'graphsense.actorpack.yaml'), 'utf8'));
    expect([actors.length, new Set(actors.map(({ actor }) => actor.id)).size, actors[0]]).toEqual([
      3813,
      3813,
      {
        line: 8,
        actor: {
          id: '01',
          label: '01',
          aliases: undefined,
          categories: ['defi_dex'],
          jurisdictions: [],
          uri: 'https://01.xyz',
        },
      },
    ]);
  });
});
