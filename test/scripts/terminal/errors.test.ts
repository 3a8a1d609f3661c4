import '../../node-errors';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../core/user-error';
import { errorText, wrongUse } from '../../../scripts/terminal/errors';

test("a user's mistake is its sentence on one line", () => {
  expect(errorText(new UserError("--from must be like 7d, got: 'x'"))).toBe(
    "flowtoll: --from must be like 7d, got: 'x'\n",
  );
  expect(errorText(new UserError('two\n  lines\u001b[2J'))).toBe('flowtoll: two lines\\u{1b}[2J\n');
});

test('what the system refuses is one line that says what next', () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write 'a.csv'"), {
    code: 'ENOSPC',
    syscall: 'write',
  });
  expect(errorText(full)).toBe(
    "flowtoll: ENOSPC: no space left on device, write 'a.csv'; free some space, or choose another place\n",
  );
});

test('a file that somebody takes away while we read is no bug of ours', () => {
  let gone: unknown;
  try {
    readFileSync(join(__dirname, 'nothing-is-here.log'));
  } catch (error) {
    gone = error;
  }
  expect(errorText(gone)).toMatch(
    /^flowtoll: ENOENT: no such file or directory, open '.*nothing-is-here\.log'; it was there a moment ago; run again, or choose another place\n$/,
  );
});

test('a bug of ours is its stack, and asks to be reported', () => {
  const bug = new TypeError('x is undefined');
  expect(errorText(bug)).toBe(
    `${bug.stack}\nflowtoll: this is a bug of flowtoll; please report it, with the lines above and your command\n`,
  );
  expect(errorText('thrown text')).toMatch(/^thrown text\nflowtoll: this is a bug/);
});

test.each([
  [
    "error: unknown option '--form'\n(Did you mean --from?)",
    "unknown option '--form'; did you mean '--from'?",
  ],
  ["error: unknown option '--xyz'", "unknown option '--xyz'; see flowtoll ask --help"],
  ["error: missing required argument 'query'", "missing required argument 'query'; see flowtoll ask --help"],
  [
    "error: too many arguments for 'ask'. Expected 1 argument but got 2.",
    "too many arguments for 'ask', expected 1 argument but got 2; see flowtoll ask --help",
  ],
  [
    "error: unknown option '--x'\n(Did you mean one of --by, --to?)",
    "unknown option '--x'; did you mean one of '--by', '--to'?",
  ],
])('commander: %j', (message, sentence) => {
  expect(wrongUse(message, 'flowtoll ask --help').message).toBe(sentence);
});
