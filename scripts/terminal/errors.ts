import { visible } from '../../core/report/display-width';
import { UserError } from '../../core/user-error';

/** What an error says to the user, in the form `flowtoll: sentence`, ended by a line end. */
export function errorText(error: unknown): string {
  if (error instanceof UserError) return line(error.message);
  const remedy = remedyOf(error);
  if (remedy) return line(`${(error as Error).message}; ${remedy}`);
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  return `${stack}\n${line('this is a bug of flowtoll; please report it, with the lines above and your command')}`;
}

function line(sentence: string): string {
  return `flowtoll: ${visible(sentence.trim().replace(/\s*\n\s*/g, ' '))}\n`;
}

/** What the system refuses is nobody's bug; what to do about it, by its code. */
const remedies: Readonly<Record<string, string>> = {
  EACCES: 'allow it, or choose another place',
  EPERM: 'allow it, or choose another place',
  EROFS: 'choose another place',
  ENOSPC: 'free some space, or choose another place',
  EDQUOT: 'free some space, or choose another place',
  EMFILE: 'raise the limit of open files (ulimit -n)',
  ENFILE: 'close other programs, or raise the limit of open files',
  EIO: 'look after the disk',
  ENOTDIR: 'choose another place',
  ENOENT: 'it was there a moment ago; run again, or choose another place',
  ENAMETOOLONG: 'choose a shorter name',
  ELOOP: 'choose a path without that link',
};

function remedyOf(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error
    ? remedies[String(error.code)]
    : undefined;
}

/** commander's messages as ours: `error: unknown option '--form'\n(Did you mean --from?)`. */
export function wrongUse(message: string, help: string): UserError {
  const [, sentence, meant] = /^(?:error: )?([^]*?)\.?(?:\s*\(Did you mean ([^]*)\?\))?$/.exec(
    message.trim(),
  )!;
  const next = meant === undefined ? `see ${help}` : `did you mean ${meant.replace(/--[\w-]+/g, "'$&'")}?`;
  return new UserError(`${sentence!.replace('. Expected', ', expected')}; ${next}`);
}
