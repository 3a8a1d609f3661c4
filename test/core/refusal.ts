import { UserError } from '../../core/user-error';

/** The message by which something is refused; fails where it is accepted, or where it fails as a bug of ours. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('expected a refusal, but it was accepted');
}
