import { statSync } from 'node:fs';
import { UserError } from '../../core/user-error';

/**
 * A file that an option names, as it was written.
 *
 * @throws UserError naming the option, where there is nothing or a folder
 */
export function givenFile(option: string, path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`${option} must be a file, found nothing at: '${path}'`);
  if (found.isDirectory()) throw new UserError(`${option} must be a file, got a folder: '${path}'`);
  return path;
}

/** Text without the byte order mark that some editors put before it. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
