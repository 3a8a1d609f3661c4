import { existsSync } from 'node:fs';
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
  if (!existsSync(path)) {
    throw new UserError(
      `no configuration at ${path}; FLOWTOLL_CONFIG names another file than flowtoll.config.ts`,
    );
  }
  // a configuration is a program of the user's: it is loaded when its name is known
  const exported = (require(path) as { default?: ResolvedConfiguration }).default;
  if (typeof exported?.removal !== 'string') {
    throw new UserError(
      `${path} must export a configuration: export default defineConfig({ region: 'eu-central-1' })`,
    );
  }
  return exported;
}
