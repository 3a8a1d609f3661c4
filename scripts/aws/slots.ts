/** Lets so many do their work at once; others wait for their turn, first come, first served. */
export class Slots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly count: number) {}

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken < this.count) this.taken += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // the slot goes on to who waits the longest
      if (next) next();
      else this.taken -= 1;
    }
  }
}
