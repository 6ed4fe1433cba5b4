import { readdir, readFile } from 'node:fs/promises';

const gateway = new URL('../../../gateway/', import.meta.url);

describe('the settings of the gateway', () => {
  it('all stand in its README', async () => {
    const folder = new URL('src/config/', gateway);
    const files = [new URL('src/config.ts', gateway), ...(await readdir(folder)).map((name) => new URL(name, folder))];
    const sources = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    const variables = sources.flatMap((text) => [...text.matchAll(/'([A-Z]+(?:_[A-Z]+)+|HOST|PORT)'/g)]);
    const names = new Set(variables.map(([, name = '']) => name));
    const readme = await readFile(new URL('README.md', gateway), 'utf8');
    expect(names.size).toBeGreaterThan(40);
    expect([...names].filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
