import type { Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';
import { hostKey } from './addresses';
import { addedUpColumns, type AskedEnds } from './hops';
import { isNat } from './metered-ends';
import { interfaceFacts, isBeyond, unpacked } from './packed';

/*
 * A NAT gateway puts its own address and ports in place of its clients': of what passes it, the legs outside name the
 * gateway and the host, the legs inside the client and the host. So what is charged outside is measured there, and blamed
 * by the legs inside of the same gateway, host and direction. What is left, where more passed outside than inside, is a
 * difference of nobody's; where less did, the clients share it by their bytes.
 */

/** SQL: whether an end of the hop is a regional NAT gateway's outer side, whose own address no interface holds. */
export function isRegionalEnd(end: 'from' | 'to'): string {
  return `(${end}_holds AND COALESCE(${end}_kind, '') = 'regional_nat_gateway')`;
}

/**
 * From `added_up` to `blamed`: the same hops, of which those outside of a gateway name its clients as ends of the packet.
 *
 * - `leg`: NULL, or of the hops outside of a gateway `nat-outside` (blamed), `nat-inside` (measured inside, because the
 *   gateway has no records outside) or `nat-difference`
 * - `nat`: whether the gateway is a NAT gateway; `type_learnt`: whether it is one by what it does
 * - `from_…`, `to_…`: `node`, `about`, `instance`, `kind`, `holds`, `logged`, of the hop's interfaces
 * - `source_…`, `destination_…`: `node`, `told_about`, `instance`, of the interface that holds it, as far as it took part
 * - `region`: of the interface whose account it is
 *
 * @param learns whether data lack interface-type
 */
export function blamed(dialect: Dialect, asked: AskedEnds, learns: boolean): Step[] {
  return [passed, known(learns), pots(dialect, asked), shares(dialect), legs(asked)];
}

/**
 * `gateway`: the interface that the hop leads to or from, on its way towards a host beyond (`up`) or back from one;
 * `is_inside`: whether the hop is on the clients' side.
 */
const passed: Step = (() => {
  const kind = (end: string) => `${unpacked(`${end}_about`, interfaceFacts, 'kind')} AS ${end}_kind`;
  const beyond = (end: 'source' | 'destination') => `${isBeyond(end)} AS ${end}_beyond`;
  const comesBy = 'NOT from_holds AND from_node IS NOT NULL';
  const either = (up: string, down: string) => `CASE WHEN up THEN ${up} WHEN down THEN ${down} END`;
  return {
    name: 'passed',
    query: `SELECT *, ${either(
      'CASE WHEN NOT to_holds THEN to_node WHEN from_holds AND to_node IS NULL THEN from_node END',
      `CASE WHEN ${comesBy} THEN from_node WHEN to_holds AND from_node IS NULL THEN to_node END`,
    )} AS gateway,
  ${either('CASE WHEN NOT to_holds THEN to_kind ELSE from_kind END', `CASE WHEN ${comesBy} THEN from_kind ELSE to_kind END`)} AS gateway_kind,
  ${either('NOT to_holds', comesBy)} AS is_inside
FROM (SELECT *, direction IS NOT NULL AND destination_beyond AND NOT ${isRegionalEnd('to')} AS up,
    direction IS NOT NULL AND source_beyond AND (NOT destination_beyond OR ${isRegionalEnd('to')}) AS down
  FROM (SELECT *, ${kind('from')}, ${kind('to')}, ${beyond('source')}, ${beyond('destination')} FROM added_up) AS a) AS b`,
  };
})();

/**
 * Where the data lack interface-type, what opens connections for others, and has legs outside, is taken as a NAT gateway.
 * A load balancer is told from it by being opened to: the side that opens has the higher port.
 */
function known(learns: boolean): Step {
  const vote = `CASE WHEN is_inside AND gateway_kind IS NULL THEN CASE WHEN COALESCE(opens, up) = up THEN bytes ELSE -bytes END END`;
  const ofGateway = 'OVER (PARTITION BY gateway)';
  const learnt = learns
    ? `COALESCE(gateway_kind IS NULL AND SUM(${vote}) ${ofGateway} > 0 AND MAX(CASE WHEN is_inside THEN 0 ELSE 1 END) ${ofGateway} = 1, false)`
    : 'false';
  // its own records may not say what its clients' next hops do
  const named = learns
    ? `COALESCE(MAX(CASE WHEN ${isNat('gateway_kind')} THEN gateway END) ${ofGateway} = gateway, false)`
    : isNat('gateway_kind');
  return {
    name: 'known_gateways',
    query: `SELECT *, gateway IS NOT NULL AND (nat OR COALESCE(gateway_kind, '') = 'instance') AS blames
FROM (SELECT *, ${named} OR type_learnt AS nat FROM (SELECT *, ${learnt} AS type_learnt FROM passed) AS p) AS k`,
  };
}

/** The bytes of all legs of one gateway, host and direction, inside and outside; `run` adds up those of one side in order. */
function pots(dialect: Dialect, { columns }: AskedEnds): Step {
  const host = hostKey(dialect, 'CASE WHEN up THEN destination ELSE source END');
  // rows of no gateway need no order; their bytes spread them
  const pot = `PARTITION BY blames, CASE WHEN blames THEN gateway END, CASE WHEN blames THEN host END, up, CASE WHEN NOT blames THEN bytes END`;
  const order = [
    'month',
    ...columns,
    'source',
    'destination',
    'source_about',
    'destination_about',
    'from_node',
    'to_node',
    'path',
    'opens',
    'overlay',
    'bytes',
  ];
  return {
    name: 'pots',
    query: `SELECT *, SUM(CASE WHEN is_inside THEN bytes END) OVER (${pot}) AS inside_bytes,
  SUM(CASE WHEN NOT is_inside THEN bytes END) OVER (${pot}) AS outside_bytes,
  MAX(CASE WHEN NOT is_inside THEN path END) OVER (${pot}) AS outside_path,
  SUM(bytes) OVER (${pot}, is_inside ORDER BY ${order.map((column) => `CASE WHEN blames THEN ${column} END`).join(', ')} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
FROM (SELECT *, CASE WHEN blames THEN ${host} END AS host FROM known_gateways) AS k`,
  };
}

/** `part`: of a leg inside, its client's share of what passed outside; of a leg outside, what of it is nobody's. */
function shares(dialect: Dialect): Step {
  const part = (amount: string, total: string) =>
    `${dialect.share('run', amount, total)} - ${dialect.share('run - bytes', amount, total)}`;
  return {
    name: 'shares',
    query: `SELECT *, CASE WHEN NOT blames THEN bytes
    WHEN is_inside THEN CASE WHEN outside_bytes < inside_bytes THEN ${part('outside_bytes', 'inside_bytes')} ELSE bytes END
    WHEN inside_bytes IS NULL THEN bytes
    WHEN outside_bytes <= inside_bytes THEN 0
    ELSE ${part('outside_bytes - inside_bytes', 'outside_bytes')} END AS part
FROM pots`,
  };
}

/** Legs outside keep what is nobody's; each leg inside is there once more, as its client's share of the leg outside. */
function legs(asked: AskedEnds): Step {
  const ofHop = ['node', 'about', 'instance', 'kind', 'holds', 'logged'];
  // a NAT gateway that its records do not tell is one like any other from here on
  const kind = (end: 'from' | 'to') =>
    `COALESCE(${end}_kind, CASE WHEN nat AND up ${end === 'to' ? '=' : '<>'} is_inside THEN 'nat_gateway' END)`;
  // what leaves goes from the gateway to nowhere that has an interface, what comes in the other way round
  const outer = (end: 'from' | 'to', inner: 'from' | 'to', near: string) =>
    ofHop.map((name) => {
      const own = name === 'kind' ? kind(end) : `${end}_${name}`;
      const gateway = { holds: 'false', kind: kind(inner) }[name] ?? `${inner}_${name}`;
      const nowhere = { holds: 'true', logged: 'false' }[name] ?? 'NULL';
      return `CASE WHEN l.copy = 1 THEN ${own} WHEN ${near} THEN ${gateway} ELSE ${nowhere} END AS ${end}_${name}`;
    });
  const speaker = (packet: string, end: string) =>
    `CASE WHEN ${end}_holds THEN ${end}_node END AS ${packet}_node, CASE WHEN ${end}_holds THEN ${end}_about END AS ${packet}_told_about, CASE WHEN ${end}_holds THEN ${end}_instance END AS ${packet}_instance`;
  const hop = new Set(['from', 'to'].flatMap((end) => ofHop.map((name) => `${end}_${name}`)));
  const kept = addedUpColumns(asked).filter((name) => !hop.has(name) && name !== 'path');
  return {
    name: 'blamed',
    query: `SELECT ${[...kept, 'source', 'destination', 'nat', 'type_learnt'].join(', ')},
  CASE WHEN l.copy = 1 AND (is_inside OR NOT blames) THEN bytes ELSE part END AS bytes,
  CASE WHEN l.copy = 2 THEN outside_path ELSE path END AS path,
  CASE WHEN l.copy = 2 THEN CASE WHEN outside_bytes IS NULL THEN 'nat-inside' ELSE 'nat-outside' END
    WHEN blames AND NOT is_inside AND (nat OR inside_bytes IS NOT NULL) THEN 'nat-difference' END AS leg,
  ${unpacked(`CASE told_by WHEN 'out' THEN from_about ELSE to_about END`, interfaceFacts, 'region')} AS region,
  ${[...outer('from', 'to', 'up'), ...outer('to', 'from', 'down'), speaker('source', 'from'), speaker('destination', 'to')].join(',\n  ')}
FROM shares s CROSS JOIN (VALUES (1), (2)) AS l (copy)
WHERE CASE WHEN l.copy = 2 THEN blames AND is_inside AND (outside_bytes IS NOT NULL OR nat) ELSE NOT (blames AND NOT is_inside AND part = 0) END`,
  };
}
