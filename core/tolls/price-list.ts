import { UserError } from '../user-error';
import { parsePrice, printPrice } from './money';
import { OfferReader, type OfferProduct, type OfferTerm, type PriceDimension } from './offer-file';
import type { Price, PriceName, Prices, RegionPrices, Tier } from './prices';

/** The files of AWS's Price List that have the prices of tolls. */
export const priceListOffers = ['AWSDataTransfer', 'AmazonVPC', 'AmazonCloudWatch', 'AmazonEC2'] as const;

type Attributes = OfferProduct['attributes'];

/** Which product of a file a price is: what must be in its attributes. Region prefixes of usage types are irregular. */
interface Rule {
  readonly name: PriceName | 'inter-region' | 'internet-free';
  /** The end of the usage type, after a prefix for the Region or none. */
  readonly usageType: string;
  readonly also: (attributes: Attributes, family: string | undefined) => boolean;
}

const any = () => true;
const within = (type: string) => (attributes: Attributes) => attributes['transferType'] === type;

/** https://docs.aws.amazon.com/cur/latest/userguide/cur-data-transfers-charges.html has the usage types of transfer. */
const rules: readonly Rule[] = [
  { name: 'cross-az', usageType: 'DataTransfer-Regional-Bytes', also: within('IntraRegion') },
  { name: 'internet-egress', usageType: 'DataTransfer-Out-Bytes', also: isOutbound },
  { name: 'internet-free', usageType: 'Global-DataTransfer-Out-Bytes', also: isGlobal },
  { name: 'inter-region', usageType: 'AWS-Out-Bytes', also: within('InterRegion Outbound') },
  { name: 'nat-processing', usageType: 'NatGateway-Bytes', also: isNat },
  { name: 'nat-hours', usageType: 'NatGateway-Hours', also: isNat },
  { name: 'transit-gateway', usageType: 'TransitGateway-Bytes', also: isVpcAttachment },
  { name: 'transit-gateway-hours', usageType: 'TransitGateway-Hours', also: isVpcAttachment },
  { name: 'interface-endpoint', usageType: 'VpcEndpoint-Bytes', also: any },
  { name: 'interface-endpoint-hours', usageType: 'VpcEndpoint-Hours', also: any },
  { name: 'public-ipv4-hours', usageType: 'PublicIPv4:InUseAddress', also: any },
  { name: 'flow-logs-s3', usageType: 'S3-Egress-Bytes', also: any },
  { name: 'flow-logs-cloudwatch', usageType: 'VendedLog-Bytes', also: any },
];

function isOutbound(attributes: Attributes): boolean {
  return attributes['transferType'] === 'AWS Outbound' && attributes['toLocation'] === 'External';
}

function isGlobal(attributes: Attributes): boolean {
  return isOutbound(attributes) && attributes['fromLocation'] === 'Global';
}

function isNat(_: Attributes, family: string | undefined): boolean {
  return family === 'NAT Gateway';
}

/** Each kind of attachment is a product of its own; those of VPCs are what flow logs show. */
function isVpcAttachment(attributes: Attributes): boolean {
  return attributes['operation'] === 'TransitGatewayVPC';
}

/** A product that fits a rule. */
interface Candidate {
  readonly name: Rule['name'];
  readonly region: string;
  readonly toRegion: string | undefined;
  readonly usageType: string;
  readonly operation: string;
  tiers?: readonly Tier[];
}

/** Reads one file of AWS's Price List, piece by piece, into prices. */
export class PriceListReader {
  private readonly candidates = new Map<string, Candidate>();
  private readonly reader = new OfferReader({
    product: (product) => this.consider(product),
    wants: (sku) => this.candidates.has(sku),
    terms: (sku, terms) => this.price(sku, terms),
  });

  /** Returns false where nothing that follows is wanted. */
  write(text: string): boolean {
    this.reader.write(text);
    return !this.reader.done;
  }

  /**
   * What the file says, and what it says in two ways and so cannot be used.
   *
   * @throws UserError where it is no whole file of the Price List
   */
  end(): { prices: Prices; problems: string[] } {
    const { offerCode, version, publicationDate } = this.reader.head;
    if (offerCode === undefined || publicationDate === undefined || !this.reader.done) {
      throw new UserError("this is no whole file of AWS's Price List; fetch it anew");
    }
    const date = publicationDate.slice(0, 10);
    const source = (usageType: string) => `AWS Price List, ${offerCode} ${version}, ${usageType}`;
    const regions: Record<string, Writable<RegionPrices>> = {};
    const problems: string[] = [];
    let free: Prices['internet_free'];
    for (const group of this.groups()) {
      const [{ name, region, toRegion, usageType, tiers }] = group as [Required<Candidate>];
      const differs = group.some((other) => JSON.stringify(other.tiers) !== JSON.stringify(tiers));
      if (differs || (name === 'cross-az' && tiers.length > 1)) {
        problems.push(`${offerCode} has more than one price of ${name} in ${region}; none was taken`);
        continue;
      }
      const price: Price = { tiers, source: source(usageType), date };
      if (name === 'internet-free') {
        const gb = tiers.find(({ usd }) => usd === '0')?.up_to_gb;
        if (gb !== undefined) free = { gb, source: price.source, date };
        continue;
      }
      const known = (regions[region] ??= {});
      if (name !== 'inter-region') known[name] = price;
      else known['inter-region'] = { ...known['inter-region'], [toRegion!]: price };
    }
    return {
      prices: { flowtoll_prices: 1, regions, ...(free && { internet_free: free }) },
      problems,
    };
  }

  private consider({ sku, productFamily, attributes }: OfferProduct): void {
    const usageType = attributes['usagetype'];
    if (usageType === undefined || isElsewhere(attributes)) return;
    const rule = rules.find(
      (one) =>
        (usageType === one.usageType || usageType.endsWith(`-${one.usageType}`)) &&
        one.also(attributes, productFamily) &&
        (one.name === 'internet-free') === (attributes['fromLocation'] === 'Global'),
    );
    if (!rule) return;
    const region = attributes['fromRegionCode'] || attributes['regionCode'] || '';
    const toRegion = attributes['toRegionCode'] || undefined;
    if (region === '' && rule.name !== 'internet-free') return;
    if (rule.name === 'inter-region' && (toRegion === undefined || toRegion === region)) return;
    const operation = attributes['operation'] ?? '';
    this.candidates.set(sku, { name: rule.name, region, toRegion, usageType, operation });
  }

  private price(sku: string, terms: readonly OfferTerm[]): void {
    const now = this.reader.head.publicationDate ?? '';
    const begun = terms.filter(({ effectiveDate }) => effectiveDate <= now);
    const [term] = (begun.length > 0 ? begun : terms).toSorted((a, b) =>
      b.effectiveDate.localeCompare(a.effectiveDate),
    );
    const candidate = this.candidates.get(sku)!;
    const tiers = term && tiersOf(Object.values(term.priceDimensions), candidate.name);
    if (tiers) candidate.tiers = tiers;
  }

  /** Candidates of one price together; where one of them is of no special operation, only such. */
  private groups(): Candidate[][] {
    const groups = new Map<string, Candidate[]>();
    for (const candidate of this.candidates.values()) {
      if (!candidate.tiers) continue;
      const key = `${candidate.name} ${candidate.region} ${candidate.toRegion}`;
      groups.set(key, [...(groups.get(key) ?? []), candidate]);
    }
    return [...groups.values()].map((group) => {
      const general = group.filter(({ operation }) => operation === '');
      return general.length > 0 ? general : group;
    });
  }
}

type Writable<T> = { -readonly [key in keyof T]: T[key] };

/** Local Zones, Wavelength Zones and edge locations stand beside Regions, with prices of their own. */
function isElsewhere(attributes: Attributes): boolean {
  return ['locationType', 'fromLocationType', 'toLocationType'].some((name) => {
    const type = attributes[name];
    return type !== undefined && !['', 'AWS Region', 'Other', 'External', 'Global'].includes(type);
  });
}

const hours = /^(hrs?|hours?)$/i;
const gigabytes = /^(gb|gigabytes)$/i;

/** Undefined for what is not priced in USD by the GB or the hour. */
function tiersOf(dimensions: readonly PriceDimension[], name: Rule['name']): Tier[] | undefined {
  const unit = name.endsWith('-hours') ? hours : gigabytes;
  const inOrder = dimensions.toSorted((a, b) => Number(a.beginRange ?? 0) - Number(b.beginRange ?? 0));
  if (inOrder.length === 0) return undefined;
  if (!inOrder.every(({ unit: its, pricePerUnit }) => unit.test(its) && pricePerUnit['USD'] !== undefined)) {
    return undefined;
  }
  return inOrder.map(({ endRange, pricePerUnit }) => ({
    ...(endRange !== undefined && endRange !== 'Inf' && { up_to_gb: Number(endRange) }),
    usd: printPrice(parsePrice(pricePerUnit['USD']!)),
  }));
}
