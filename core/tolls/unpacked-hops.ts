import type { Step } from '../traffic/step';
import { isRegionalEnd } from './gateways';
import type { AskedEnds } from './hops';
import { addressFacts, interfaceFacts, listed, unpackedList } from './packed';

const ends = { source: 'from', destination: 'to' } as const;

/**
 * The step `hops`, from `blamed`: with all that was packed, for the rules.
 *
 * - `bytes`, `month`, and `region` of the interface whose account it is
 * - `source`, `destination`, where asked for, and of each: the facts of the interface that holds it; whether it is
 *   `inside` (held by an interface that is logged, or in the address plan) or `beyond` every private network; the VPC
 *   that it is `in`; its `service` and `place_region`; whether it `stands_in` for others behind it, or is `six`: IPv6
 * - `from_…`, `to_…`: the facts of the hop's two interfaces; NULL where not known, or where there is none; whether it
 *   `holds` the packet's address or passes it on; whether it is `logged`
 * - `path`: the way out of the sender; for what only the receiver has seen, the way that its VPC takes back
 * - `named`: the record names the interface at the other end, or its zone; `foreign_next`: its zone alone, so it is of
 *   another account
 * - `leg`, `nat`, `type_learnt`: as `blamed` has them
 */
export function unpackedHops({ columns }: AskedEnds): Step {
  const kept = [
    'vpc',
    'direction',
    'opens',
    'overlay',
    'month',
    'bytes',
    'path',
    'named',
    'foreign_next',
    'leg',
    'nat',
    'type_learnt',
    'region',
    ...columns,
  ];
  const ofHop = Object.values(ends).flatMap((end) => [
    ...['holds', 'logged', 'kind', 'instance'].map((name) => `${end}_${name}`),
    `${end}_node AS ${end}_interface`,
    ...interfaceFacts
      .filter((fact) => fact !== 'kind')
      .map((fact) => `${listed(`${end}_facts`, interfaceFacts, fact)} AS ${end}_${fact}`),
  ]);
  const ofPacket = Object.entries(ends).flatMap(([end, at]) => {
    const known = (fact: (typeof addressFacts)[number]) => listed(`${end}_facts`, addressFacts, fact);
    const isRegional = isRegionalEnd(at);
    const inVpc = `CASE WHEN ${isRegional} THEN vpc ELSE ${known('in')} END`;
    return [
      end,
      `COALESCE(${inVpc}, '') AS ${end}_in`,
      `${known('inside')} IS NOT NULL OR ${isRegional} AS ${end}_inside`,
      `${known('beyond')} IS NOT NULL AND NOT ${isRegional} AS ${end}_beyond`,
      ...(['stands_in', 'six'] as const).map((fact) => `${known(fact)} IS NOT NULL AS ${end}_${fact}`),
      ...(['service', 'place_region'] as const).map((fact) => `${known(fact)} AS ${end}_${fact}`),
      `COALESCE(${end}_node, ${known('holder_interface')}) AS ${end}_interface`,
      `COALESCE(${end}_instance, ${known('holder_instance')}) AS ${end}_instance`,
      // whoever holds the packet's address speaks for it
      ...interfaceFacts.map((fact) => {
        const told = [listed(`${end}_told_facts`, interfaceFacts, fact), known(`holder_${fact}`)];
        return `COALESCE(${[...told, ...(fact === 'vpc' ? [inVpc] : [])].join(', ')}) AS ${end}_${fact}`;
      }),
    ];
  });
  const lists = ['from', 'to', 'source', 'destination', 'source_told', 'destination_told'].map(
    (what) => `${unpackedList(`${what}_about`)} AS ${what}_facts`,
  );
  return {
    name: 'hops',
    query: `SELECT ${[kept.join(', '), ...ofHop, ...ofPacket].join(',\n  ')}\nFROM (SELECT *, ${lists.join(', ')} FROM blamed) AS b`,
  };
}
