/** A sum of whole numbers that stays exact beyond 2^53. */
export class ExactSum {
  private small = 0;
  private large = 0n;

  add(amount: number): void {
    this.small += amount;
    if (this.small > 2 ** 52) {
      this.large += BigInt(this.small);
      this.small = 0;
    }
  }

  addSum(other: ExactSum): void {
    this.large += other.value;
  }

  get value(): bigint {
    return this.large + BigInt(this.small);
  }

  /** A JSON number up to 2^53, text beyond. */
  toJSON(): number | string {
    return jsonInteger(this.value);
  }
}

/** Bytes and packets, exactly. */
export class Amount {
  readonly bytes = new ExactSum();
  readonly packets = new ExactSum();

  add(bytes: number, packets: number): void {
    this.bytes.add(bytes);
    this.packets.add(packets);
  }

  addAmount(other: Amount): void {
    this.bytes.addSum(other.bytes);
    this.packets.addSum(other.packets);
  }
}

/** A JSON number up to 2^53, text beyond. */
export function jsonInteger(value: bigint): number | string {
  return value <= 2n ** 53n ? Number(value) : value.toString();
}
