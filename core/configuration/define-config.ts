import * as v from 'valibot';
import { UserError } from '../user-error';
import type { Configuration } from './configuration';
import { resolveConfiguration, type ResolvedConfiguration } from './resolve';
import { configurationSchema } from './schema';

/**
 * Checks a configuration and gives every setting its value.
 *
 * @throws UserError naming each wrong setting, what it got and what is allowed
 * @example
 * export default defineConfig({ region: 'eu-central-1', source: { vpcId: 'vpc-0123456789abcdef0' } });
 */
export function defineConfig(configuration: Configuration): ResolvedConfiguration {
  const result = v.safeParse(configurationSchema, configuration, { abortPipeEarly: true });
  if (!result.success) throw new UserError(result.issues.flatMap((issue) => describe(issue)).join('\n'));
  return resolveConfiguration(configuration);
}

type Issue = v.BaseIssue<unknown>;

function describe(issue: Issue, above: NonNullable<Issue['path']> | [] = []): string[] {
  const path = [...above, ...(issue.path ?? [])];
  const deeper = issue.issues?.filter((one) => one.path !== undefined) ?? [];
  // in a choice between a constant and an object, an object that was given is judged as the object
  if (deeper.length > 0) return deeper.flatMap((one) => describe(one, path as NonNullable<Issue['path']>));

  const setting =
    path.length === 0 ? 'the configuration' : `'${path.map((item) => String(item.key)).join('.')}'`;
  const isUnknownKey = issue.expected === 'never';
  const received = isUnknownKey ? path.at(-1)?.value : issue.input;
  return [`${setting} must be ${issue.message}, got: ${show(received)}`];
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
