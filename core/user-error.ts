/**
 * A mistake of the user's: shown as its message alone, without a stack. Every other error is a bug of ours.
 *
 * The message names what was wrong, what it got and what is allowed or what to do next; lower case, no full stop.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
