/** Chance that comes out the same in every run (mulberry32). */
export class Seeded {
  constructor(private state: number) {}

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** Some of the choices, at least one, in any order. */
  some<T>(choices: readonly T[]): T[] {
    const rest = [...choices];
    const count = 1 + this.below(rest.length);
    return Array.from({ length: count }, () => rest.splice(this.below(rest.length), 1)[0]!);
  }

  /** Text of the given length from the given characters. */
  text(characters: string, length: number): string {
    return Array.from({ length }, () => this.one([...characters])).join('');
  }
}
