/** What of the environment decides about colour. */
export interface ColorEnvironment {
  readonly [name: string]: string | undefined;
}

/**
 * Whether text to a stream may be coloured: never with NO_COLOR (https://no-color.org), always with FORCE_COLOR,
 * else on a terminal that can.
 */
export function wantsColor(environment: ColorEnvironment, isTerminal: boolean): boolean {
  const { NO_COLOR: never = '', FORCE_COLOR: always, TERM: terminal } = environment;
  if (never !== '' || always === '0' || always === 'false') return false;
  if (always !== undefined) return true;
  return isTerminal && terminal !== 'dumb';
}
