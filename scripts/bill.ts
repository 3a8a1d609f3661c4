import type { Text } from '../core/report/result';
import { UserError } from '../core/user-error';

/** Itemises the tolls. */
export async function bill(): Promise<Text> {
  throw new UserError('the bill is not made yet');
}
