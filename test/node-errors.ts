import { types } from 'node:util';

/*
 * Jest gives tests an Error of their own, which the errors of Node itself are no instances of. AWS's clients take them
 * for something else then, and lose their codes. Whoever imports this file sees all of them as errors, as outside of Jest.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    const instance = Function.prototype[Symbol.hasInstance].call(this as () => void, value);
    return instance || (this === Error && types.isNativeError(value));
  },
});
