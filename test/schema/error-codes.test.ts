import { readFile } from 'node:fs/promises';

import { errorCodes } from '@alliance/schema';

it('are documented as they are, all of them and no others', async () => {
  const readme = await readFile('schema/README.md', 'utf8');
  const documented = [...readme.matchAll(/^\| `([A-Z_]+)`\s*\| (\d{3})\s*\| (.*?)\s*\|$/gm)].map(
    ([, code, status, meaning]) => [code, { status: Number(status), meaning }],
  );
  const catalogue = Object.entries(errorCodes).map(([code, { status, meaning }]) => [code, { status, meaning }]);
  expect(documented).toEqual(catalogue);
});
