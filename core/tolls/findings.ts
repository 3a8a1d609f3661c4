import { groupBy } from '../records/group-by';
import { interfaceEndpoint, missingGatewayEndpoint } from './endpoint-findings';
import {
  bytesOf,
  costOf,
  inGigabytes,
  perMonth,
  type Finding,
  type FindingRule,
  type Scene,
} from './finding';
import { costOfHours, parsePrice } from './money';
import { idleNat, natInAnotherZone, publicThroughNat, twiceProcessed } from './nat-findings';
import type { Charge } from './toll';

/** A pair is worth a word from this share of what crosses zones on. */
const chattyShare = 10n;
/** Pairs of fewer bytes are not told apart, whatever their Regions' prices. */
const smallestShare = 100;
const mostPairs = 3;

const chattyPair: FindingRule = {
  id: 'chatty-pair',
  title: 'Two addresses that talk across zones',
  meaning: 'The largest pairs of addresses across Availability Zones, from a tenth of all such bytes on.',
  tolls: ['cross-az'],
  by: ['source', 'destination', 'via'],
  fewer: (column) => {
    const [source, destination, via] = ['source', 'destination', 'via'].map(column) as [
      string,
      string,
      string,
    ];
    const bytes = `CASE WHEN ${via} IS NULL THEN charge_bytes * charge_times ELSE 0 END`;
    const ofPair = `SUM(${bytes}) OVER (PARTITION BY look, LEAST(${source}, ${destination}), GREATEST(${source}, ${destination}))`;
    const large = (address: string) =>
      `CASE WHEN ${ofPair} >= SUM(${bytes}) OVER (PARTITION BY look) / ${smallestShare} THEN ${address} END`;
    return { source: large(source), destination: large(destination) };
  },
  find: (charges, scene) => {
    // what passes a middlebox on the way has ends that are not the hop's
    const paid = charges.filter(({ times, of }) => times > 0 && of['via'] === null);
    const all = costOf(paid, scene);
    const named = paid.filter(({ of }) => of['source'] !== null && of['destination'] !== null);
    return [...groupBy(named, ({ of }) => [of['source'], of['destination']].sort().join(' ')).values()]
      .filter((group) => costOf(group, scene) * chattyShare >= all)
      .map((group) => {
        const { source, destination } = group[0]!.of;
        return {
          seen: `${inGigabytes(bytesOf(group))} between ${source} and ${destination}`,
          bytes: bytesOf(group),
          saving: perMonth(costOf(group, scene), scene),
          advice:
            'Keep both in one zone, or let the clients prefer the replica of their own zone (topology-aware routing).',
        };
      })
      .sort((a, b) => (a.saving === b.saving ? 0 : a.saving > b.saving ? -1 : 1))
      .slice(0, mostPairs);
  },
};

/** Every rule, in no order: what they find comes with the largest saving first. */
export const findingRules: readonly FindingRule[] = [
  missingGatewayEndpoint,
  interfaceEndpoint,
  natInAnotherZone,
  chattyPair,
  idleNat,
  publicThroughNat,
  twiceProcessed,
];

/** A cent a month is worth no word. */
const leastSaving = costOfHours(1n, parsePrice('0.01'));

/** Seconds that say something of a month. */
export const leastSeconds = 3600;

/**
 * What a rule finds.
 *
 * @param by the dimensions the charges were asked by, among them the rule's
 */
export function findWith(
  { id, title, tolls, by: names, find }: FindingRule,
  charges: readonly Charge[],
  by: readonly string[],
  scene: Scene,
): Finding[] {
  const places = names.map((name) => by.indexOf(name));
  const seen = charges
    .filter(({ toll }) => tolls.includes(toll))
    .map((charge) => ({
      ...charge,
      of: Object.fromEntries(names.map((name, index) => [name, charge.dimensions[places[index]!] ?? null])),
    }));
  return find(seen, scene)
    .filter(({ saving }) => saving >= leastSaving)
    .map((found) => ({ id, title, ...found }));
}

export function largestFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => (a.saving === b.saving ? 0 : a.saving > b.saving ? -1 : 1));
}
