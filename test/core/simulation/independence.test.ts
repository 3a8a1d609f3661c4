import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The other witness must not have talked to the first: what it shares with the road is named here. */
const folder = join(__dirname, '../../../core/simulation');
const shared = /^\.\.\/(records|delivery)\/|^\.\.\/user-error$|^\.\/[a-z0-9-]+$/;

it.each(readdirSync(folder))('core/simulation/%s knows only records, delivery and its own', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, specifier]) => specifier!);
  expect(imports.filter((specifier) => !shared.test(specifier))).toEqual([]);
});
