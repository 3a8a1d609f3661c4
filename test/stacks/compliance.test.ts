import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

// docs/compliance.md claims only what a test asserts

const root = resolve(__dirname, '../..');
const page = readFileSync(join(root, 'docs/compliance.md'), 'utf8');
const rows = page.split('\n').flatMap((line) => {
  const cells = /^\| (.+) \| (passes|option|waived|not ours) \| (.*) \|$/.exec(line);
  return cells ? [{ rule: cells[1]!, verdict: cells[2]!, text: cells[3]! }] : [];
});
/** `modules/x.test.ts` or `modules/x.test.ts, words of the test's name`. */
const claims = [...page.matchAll(/`((?:modules|stacks)\/[a-z0-9-]+\.test\.ts)`(?:, ([^;)]+))?/g)].map(
  ([, file, words]) => [file!, words ?? ''] as const,
);

describe('docs/compliance.md', () => {
  it('has a row for every rule that a test is named after', () => {
    const files = [...new Set(claims.map(([file]) => file))];
    const titles = files.flatMap((file) =>
      [...readFileSync(join(root, 'test', file), 'utf8').matchAll(/it\(\s*'((?:CKV|EC2|Athena)[^:]*):/g)].map(
        ([, title]) => title!,
      ),
    );
    const named = titles.flatMap((title) => title.match(/CKV2?_AWS_\d+|EC2\.\d+|Athena\.\d+/g) ?? []);
    expect(named.length).toBeGreaterThan(15);
    const passing = rows.filter(({ verdict }) => verdict === 'passes').map(({ rule }) => rule);
    for (const rule of named) expect(passing.join('\n')).toMatch(new RegExp(`\\b${rule}\\b`));
  });

  it('names a test for every rule that passes, and says why for every other', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const { rule, verdict, text } of rows) {
      if (verdict === 'passes') expect([rule, text]).toEqual([rule, expect.stringContaining('.test.ts`')]);
      else expect([rule, text.length > 20]).toEqual([rule, true]);
    }
  });

  it.each(claims)('names a test that exists: %s %s', (file, words) => {
    const tests = readFileSync(join(root, 'test', file), 'utf8');
    const titles = [...tests.matchAll(/(?:it|describe)\(\s*(['"])(.*?)\1,/gs)].map(([, , title]) => title);
    expect(titles.join('\n')).toContain(words);
  });
});
