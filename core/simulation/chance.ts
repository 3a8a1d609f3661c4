/**
 * Chance that comes out the same in every run: sfc32, seeded by a number or a text.
 *
 * Everything random in a simulation comes from here, so equal seeds give equal bytes.
 */
export class Chance {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spareNormal: number | undefined;

  constructor(private readonly seed: number | string) {
    this.a = hashText(`${seed} a`);
    this.b = hashText(`${seed} b`);
    this.c = hashText(`${seed} c`);
    for (let round = 0; round < 12; round += 1) this.bits();
  }

  /** Another source of chance, of its own: what is drawn from it does not move what is drawn from this one. */
  fork(label: string): Chance {
    return new Chance(`${this.seed} ${label}`);
  }

  /** From 0 up to, not including, 1. */
  fraction(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor((this.bits() / 2 ** 32) * end);
  }

  /** A whole number from `first` to `last`, both included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** One of the choices, the early ones far more often than the late ones. */
  oneOfFirst<T>(choices: readonly T[]): T {
    const lean = this.fraction();
    return choices[Math.floor(lean * lean * lean * choices.length)]!;
  }

  /** A whole number, at least 1, log-normally spread around its median. */
  logNormal(median: number, sigma: number): number {
    return Math.max(1, Math.round(median * Math.exp(sigma * this.normal())));
  }

  private normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.fraction()));
    const angle = 2 * Math.PI * this.fraction();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** 32 random bits. */
  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

/** 32 bits that stand for a text (FNV-1a, then mixed). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** An id as AWS makes them, e.g. `eni-0a1b…`: the kind, and 17 hexadecimal digits that stand for the name. */
export function awsId(kind: string, name: string): string {
  const digits = [1, 2].map((half) => hashText(`${kind} ${name} ${half}`).toString(16).padStart(8, '0'));
  return `${kind}-0${digits.join('')}`;
}
