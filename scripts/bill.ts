import type { CommonOptions } from '../core/questions/options';
import type { Text } from '../core/report/result';
import { UserError } from '../core/user-error';
import type { Terminal } from './terminal/terminal';

/** Itemises the tolls. */
export async function bill(...given: [CommonOptions, Terminal]): Promise<Text> {
  throw new UserError(`the bill of ${given.length} is not made yet`);
}
