import { readFile } from 'node:fs/promises';

import { errorCodes } from '@alliance/schema';
import { kitErrorCodes } from '@alliance/kit';
import { gatewayErrorCodes } from '@alliance/gateway';

it('are documented as they are, all of them and no others', async () => {
  const readme = await readFile('subgraphs/kit/README.md', 'utf8');
  const documented = [...readme.matchAll(/^\| `([A-Z_]+)`\s*\| (\d{3})\s*\| (.*?)\s*\|$/gm)].map(
    ([, code, status, meaning]) => [code, { status: Number(status), meaning }],
  );
  const catalogue = Object.entries(kitErrorCodes).map(([code, { status, meaning }]) => [code, { status, meaning }]);
  expect(documented).toEqual(catalogue);
});

it("are neither everybody's nor the gateway's, which would mask them", () => {
  const taken = new Set([...Object.keys(errorCodes), ...Object.keys(gatewayErrorCodes)]);
  expect(Object.keys(kitErrorCodes).filter((code) => taken.has(code))).toEqual([]);
});
