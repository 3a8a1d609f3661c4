/** A product as a file of AWS's Price List describes it. */
export interface OfferProduct {
  readonly sku: string;
  readonly productFamily?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** On-demand prices of a product, from a day on. */
export interface OfferTerm {
  readonly effectiveDate: string;
  readonly priceDimensions: Readonly<Record<string, PriceDimension>>;
}

export interface PriceDimension {
  readonly unit: string;
  /** In units; `Inf` where there is no end. */
  readonly beginRange?: string;
  readonly endRange?: string;
  readonly pricePerUnit: Readonly<Record<string, string>>;
}

/** What a file says of itself. */
export interface OfferHead {
  readonly offerCode?: string;
  readonly version?: string;
  readonly publicationDate?: string;
}

/** Takes what the reader finds, in the order of the file: products stand before terms. */
export interface OfferTaker {
  product(product: OfferProduct): void;
  /** Whether the terms of a product are wanted; those of others are not even parsed. */
  wants(sku: string): boolean;
  terms(sku: string, terms: readonly OfferTerm[]): void;
}

/**
 * Reads a file of AWS's Price List (`offers/v1.0/aws/<offer>/current/<region>/index.json`) piece by piece: the one of
 * EC2 has some hundred megabytes, more than a string of JavaScript can hold, and is never in memory as a whole.
 *
 * Its shape, of which this takes `{products: {sku: …}, terms: {OnDemand: {sku: …}}}`:
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export class OfferReader {
  private readonly found: Record<string, string> = {};
  /** How many objects and lists are open. */
  private depth = 0;
  /** The last key read in the object that is open at each depth. */
  private readonly keys: string[] = [];
  private keyIsNext = false;
  /** The text of a string that is open, where it may be a key or a value of the head. */
  private string: string | undefined;
  private inString = false;
  private escaped = false;
  /** The text so far of the product or terms that are open. */
  private entry: string | undefined;
  private complete = false;

  constructor(private readonly taker: OfferTaker) {}

  get head(): OfferHead {
    return this.found;
  }

  /** Whether all that is wanted has been read; what follows are reservations. */
  get done(): boolean {
    return this.complete;
  }

  write(text: string): void {
    let kept = 0;
    for (let index = 0; index < text.length && !this.complete; index += 1) {
      if (this.inString) {
        index = this.readString(text, index);
        continue;
      }
      switch (text.charCodeAt(index)) {
        case quote:
          this.inString = true;
          this.string = this.entry === undefined ? '' : undefined;
          break;
        case colon:
          this.keyIsNext = false;
          break;
        case comma:
          this.keyIsNext = true;
          break;
        case openObject:
        case openList:
          this.depth += 1;
          this.keyIsNext = true;
          if (this.entry === undefined && this.isEntry()) {
            this.entry = '';
            kept = index;
          }
          break;
        case closeObject:
        case closeList:
          if (this.entry !== undefined && this.isEntry()) {
            this.take(this.entry + text.slice(kept, index + 1));
            this.entry = undefined;
          }
          this.depth -= 1;
          this.complete = this.depth === 2 && this.keys[1] === 'terms' && this.keys[2] === 'OnDemand';
          break;
      }
    }
    if (this.entry !== undefined) this.entry += text.slice(kept);
  }

  /** Reads on in a string; returns where it ends, or the text does. */
  private readString(text: string, begin: number): number {
    for (let index = begin; index < text.length; index += 1) {
      if (this.escaped) this.escaped = false;
      else if (text.charCodeAt(index) === backslash) this.escaped = true;
      else if (text.charCodeAt(index) === quote) {
        this.inString = false;
        if (this.string !== undefined) this.endString(this.string + text.slice(begin, index));
        return index;
      }
    }
    if (this.string !== undefined) this.string += text.slice(begin);
    return text.length;
  }

  private endString(text: string): void {
    if (this.keyIsNext) this.keys[this.depth] = text;
    else if (this.depth === 1) this.found[this.keys[1]!] = text;
  }

  private isEntry(): boolean {
    const section = this.keys[1];
    return (
      (section === 'products' && this.depth === 3) ||
      (section === 'terms' && this.keys[2] === 'OnDemand' && this.depth === 4)
    );
  }

  private take(text: string): void {
    if (this.keys[1] === 'products') return this.taker.product(JSON.parse(text) as OfferProduct);
    const sku = this.keys[3]!;
    if (this.taker.wants(sku)) {
      this.taker.terms(sku, Object.values(JSON.parse(text) as Record<string, OfferTerm>));
    }
  }
}

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openObject, closeObject, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d];
