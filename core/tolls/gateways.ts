import type { Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';
import { hopColumns, packetColumns } from './hops';

/*
 * A NAT gateway puts its own address and ports in place of its clients': of what passes it, the legs outside name the
 * gateway and the host, the legs inside the client and the host. So what is charged outside is measured there, and blamed
 * by the legs inside of the same gateway, host and direction. What is left, where more passed outside than inside, is a
 * difference of nobody's; where less did, the clients share it by their bytes.
 */

const natKinds = `('nat_gateway', 'regional_nat_gateway')`;

/** SQL: whether a kind of interface is a NAT gateway. */
export function isNat(kind: string): string {
  return `COALESCE(${kind} IN ${natKinds}, false)`;
}

/**
 * From `hops` to `blamed`: the same hops, of which those outside of a gateway name its clients as ends of the packet.
 *
 * `leg`: NULL, or of the hops outside of a gateway `nat-outside` (blamed), `nat-inside` (measured inside, because the
 * gateway has no records outside) or `nat-difference`; `type_learnt`: whether the gateway is one by what it does.
 *
 * @param asked columns to keep beside
 * @param learns whether data lack interface-type
 */
export function blamed(dialect: Dialect, asked: readonly string[], learns: boolean): Step[] {
  return [passed, known(learns), pots(asked), shares(dialect), legs(asked)];
}

/** `gateway`: the interface that the hop leads to or from, towards (`up`) or from a host beyond; `leg` is 'inside' or 'outside'. */
const passed: Step = {
  name: 'passed',
  query: `SELECT *, CASE
    WHEN up THEN CASE WHEN NOT to_holds THEN to_interface WHEN from_holds AND to_interface IS NULL THEN from_interface END
    WHEN down THEN CASE WHEN NOT from_holds AND from_interface IS NOT NULL THEN from_interface WHEN to_holds AND from_interface IS NULL THEN to_interface END END AS gateway,
  CASE WHEN up THEN CASE WHEN NOT to_holds THEN to_kind ELSE from_kind END
    WHEN down THEN CASE WHEN NOT from_holds AND from_interface IS NOT NULL THEN from_kind ELSE to_kind END END AS gateway_kind,
  CASE WHEN up THEN NOT to_holds WHEN down THEN NOT from_holds AND from_interface IS NOT NULL END AS is_inside
FROM (SELECT *, direction IS NOT NULL AND destination_beyond AS up, direction IS NOT NULL AND source_beyond AND NOT destination_beyond AS down FROM hops) AS h`,
};

/**
 * `nat`: whether the gateway is a NAT gateway. Where the data lack interface-type, what opens connections for others is
 * taken as one, and a load balancer is told from it by being opened to: the side that opens has the higher port.
 */
function known(learns: boolean): Step {
  const vote = `CASE WHEN is_inside AND gateway_kind IS NULL THEN CASE WHEN COALESCE(opens, up) = up THEN bytes ELSE -bytes END END`;
  const ofGateway = 'OVER (PARTITION BY gateway)';
  // what only passes packets on, such as a transit gateway, has no legs outside
  const learnt = learns
    ? `COALESCE(SUM(${vote}) ${ofGateway} > 0 AND MAX(CASE WHEN is_inside THEN 0 ELSE 1 END) ${ofGateway} = 1, false)`
    : 'false';
  return {
    name: 'known_gateways',
    query: `SELECT *, ${isNat('gateway_kind')} OR gateway_kind IS NULL AND learnt AS nat, gateway_kind IS NULL AND learnt AS type_learnt
FROM (SELECT *, ${learnt} AS learnt FROM passed) AS p`,
  };
}

/** The bytes of all legs of one gateway, host and direction, inside and outside; `run` adds up those of one side in order. */
function pots(asked: readonly string[]): Step {
  const host = `CASE WHEN up THEN destination_key ELSE source_key END`;
  const pot = `blames, COALESCE(gateway, from_interface, to_interface), CASE WHEN blames THEN ${host} ELSE destination END, up`;
  const order = [
    'month',
    ...asked,
    'source',
    'destination',
    'from_interface',
    'to_interface',
    'path',
    'overlay',
    'opens',
    'bytes',
  ];
  return {
    name: 'pots',
    query: `SELECT *, SUM(CASE WHEN is_inside THEN bytes END) OVER (PARTITION BY ${pot}) AS inside_bytes,
  SUM(CASE WHEN NOT is_inside THEN bytes END) OVER (PARTITION BY ${pot}) AS outside_bytes,
  MAX(CASE WHEN NOT is_inside THEN path END) OVER (PARTITION BY ${pot}) AS outside_path,
  SUM(bytes) OVER (PARTITION BY ${pot}, is_inside ORDER BY ${order.join(', ')} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
FROM (SELECT *, gateway IS NOT NULL AND (nat OR COALESCE(gateway_kind, '') = 'instance') AS blames FROM known_gateways) AS k`,
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
function legs(asked: readonly string[]): Step {
  const kind = { from: learntKind('from'), to: learntKind('to') };
  const outer = (name: string) => {
    const [end, ...rest] = name.split('_') as ['from' | 'to', ...string[]];
    const fact = rest.join('_');
    const own = fact === 'kind' ? `${kind[end]}` : name;
    // what leaves goes from the gateway to nowhere that has an interface, what comes in the other way round
    const [near, inner] = end === 'from' ? (['up', 'to'] as const) : (['down', 'from'] as const);
    const gateway = { holds: 'false', kind: kind[inner] }[fact] ?? `${inner}_${fact}`;
    const nowhere = { holds: 'true', logged: 'false' }[fact] ?? 'NULL';
    return `CASE WHEN l.copy = 1 THEN ${own} WHEN ${near} THEN ${gateway} ELSE ${nowhere} END AS ${name}`;
  };
  const kept = ['region', 'vpc', 'direction', 'opens', 'overlay', 'month', ...asked, ...packetColumns];
  return {
    name: 'blamed',
    query: `SELECT ${kept.join(', ')}, named, foreign_next, nat, type_learnt,
  CASE WHEN l.copy = 1 AND (is_inside OR NOT blames) THEN bytes ELSE part END AS bytes,
  CASE WHEN l.copy = 2 THEN outside_path ELSE path END AS path,
  CASE WHEN l.copy = 2 THEN CASE WHEN outside_bytes IS NULL THEN 'nat-inside' ELSE 'nat-outside' END
    WHEN blames AND NOT is_inside AND (nat OR inside_bytes IS NOT NULL) THEN 'nat-difference' END AS leg,
  ${hopColumns.map(outer).join(',\n  ')}
FROM shares s CROSS JOIN (VALUES (1), (2)) AS l (copy)
WHERE CASE WHEN l.copy = 2 THEN blames AND is_inside AND (outside_bytes IS NOT NULL OR nat) ELSE NOT (blames AND NOT is_inside AND part = 0) END`,
  };
}

/** A gateway that is one by what it does is a NAT gateway like any other from here on. */
function learntKind(end: 'from' | 'to'): string {
  return `COALESCE(${end}_kind, CASE WHEN type_learnt AND up ${end === 'to' ? '=' : '<>'} is_inside THEN 'nat_gateway' END)`;
}
