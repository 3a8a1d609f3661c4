import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ResolvedConfiguration } from '../core/configuration';
import { UserError } from '../core/user-error';

/**
 * Loads `flowtoll.config.ts`, or the file that FLOWTOLL_CONFIG names.
 *
 * @throws UserError where the file is missing, says something wrong, or exports no configuration
 */
export function loadConfiguration(
  file: string = process.env['FLOWTOLL_CONFIG'] || 'flowtoll.config.ts',
): ResolvedConfiguration {
  const path = resolve(file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new UserError(
      `no configuration at ${path}; FLOWTOLL_CONFIG names another file than flowtoll.config.ts`,
    );
  }
  const exported = load(path).default;
  if (typeof exported?.removal !== 'string') {
    throw new UserError(
      `${path} must export a configuration: export default defineConfig({ region: 'eu-central-1' })`,
    );
  }
  return exported;
}

/** A configuration is a program of the user's, loaded once its name is known; what cannot be read is their mistake. */
function load(path: string): { default?: ResolvedConfiguration } {
  try {
    return require(path) as { default?: ResolvedConfiguration };
  } catch (error) {
    // what swc says of a file that is not TypeScript, without the backtrace of its own
    if ((error as { code?: string }).code !== 'GenericFailure') throw error;
    throw new UserError(`${path} cannot be read: ${(error as Error).message.split('\n\n')[0]!.trim()}`);
  }
}
