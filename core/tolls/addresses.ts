import type { Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';
import { isNat } from './metered-ends';
import { addressFacts, interfaceFacts, packed, unpacked } from './packed';
import { bucketsOf } from './places';

/** NAT64: the IPv4 address is in the last 32 bits of 64:ff9b::/96 (RFC 6052). */
const nat64 = '60064ff9b0000000000000000';

/** An address as text that sorts as addresses do; of one inside 64:ff9b::/96 the IPv4 address. */
export function hostKey(dialect: Dialect, address: string): string {
  const key = dialect.addressKey(address);
  return `CASE WHEN ${key} LIKE '${nat64}%' THEN '4' || substr(${key}, ${nat64.length + 1}) ELSE ${key} END`;
}

/**
 * The step `addresses`, from `paired` and `places`: what all records together know of an address as seen from a VPC.
 *
 * - `vpc`, `address`
 * - `least_holder`, `largest_holder` of the interfaces that have held it, and `holders`, how many there are: in this VPC,
 *   else in the only one where any does
 * - `path`: the way that its VPC takes to it, where that is always the same one
 * - `passes`: whether its holder also passes on packets of others, or is a NAT gateway
 * - `about`: the `addressFacts`, packed
 */
export function addresses(dialect: Dialect): Step[] {
  const { materialized } = dialect;
  const agreed = (value: string) => {
    const of = `CASE WHEN held = 1 THEN ${value} END`;
    return `CASE WHEN MIN(${of}) = MAX(${of}) THEN MAX(${of}) END`;
  };
  const known = [
    'holders',
    'least_holder',
    'largest_holder',
    'holder_vpc',
    'holder_interface',
    'holder_instance',
    'stands_in',
    'passes',
    ...interfaceFacts.filter((fact) => fact !== 'vpc').map((fact) => `holder_${fact}`),
  ];
  const buckets = bucketsOf('k.host_key');
  const place = (column: string) => `COALESCE(fine.${column}, coarse.${column})`;
  const inside = `(COALESCE(a.holders, 0) > 0 OR COALESCE(a.place, '') = 'network')`;
  const isPrivate = `COALESCE(a.place, '') = 'private'`;
  const fact: Record<(typeof addressFacts)[number], string> = {
    // an address of no known holder is in the VPC that has seen it, unless it is beyond
    in: `COALESCE(a.holder_vpc, CASE WHEN ${inside} OR ${isPrivate} THEN a.vpc END)`,
    inside: `CASE WHEN ${inside} THEN 1 END`,
    beyond: `CASE WHEN NOT (${inside} OR ${isPrivate}) THEN 1 END`,
    service: `COALESCE(a.service, a.place_service)`,
    place_region: 'a.place_region',
    place_az: 'a.place_az',
    stands_in: `CASE WHEN a.host_key LIKE '4%' THEN NULLIF(a.stands_in, 0) END`,
    six: `CASE WHEN a.host_key LIKE '6%' THEN 1 END`,
    ...(Object.fromEntries(interfaceFacts.map((name) => [`holder_${name}`, `a.holder_${name}`])) as Record<
      `holder_${(typeof interfaceFacts)[number]}`,
      string
    >),
    holder_interface: 'a.holder_interface',
    holder_instance: 'a.holder_instance',
  };
  return [
    {
      name: 'met',
      query: `SELECT vpc, CASE WHEN local = 1 THEN node ELSE '' END AS node, address, local * MAX(held) AS held, local * MAX(own) AS is_own, local * MAX(behind) AS is_behind,
  local * MAX(passes) AS passes, MAX(CASE WHEN local = 1 THEN about END) AS about, MAX(CASE WHEN local = 1 THEN instance END) AS instance, MIN(path) AS least_path, MAX(path) AS largest_path, MAX(service) AS service
FROM (SELECT p.vpc, p.node, CASE e.role WHEN 'source' THEN p.source ELSE p.destination END AS address,
    CASE WHEN p.direction = CASE e.role WHEN 'source' THEN 'out' ELSE 'in' END THEN 1 ELSE 0 END AS local,
    CASE WHEN p.holds AND NOT p.regional THEN 1 ELSE 0 END AS held, CASE WHEN p.own THEN 1 ELSE 0 END AS own, CASE WHEN NOT p.own THEN 1 ELSE 0 END AS behind,
    CASE WHEN p.holds THEN 0 ELSE 1 END AS passes, p.about, p.instance, CASE WHEN p.direction = 'out' AND e.role = 'destination' THEN p.path END AS path,
    CASE e.role WHEN 'source' THEN p.source_service ELSE p.destination_service END AS service
  FROM paired p CROSS JOIN (VALUES ('source'), ('destination')) AS e (role)) AS ends
GROUP BY vpc, CASE WHEN local = 1 THEN node ELSE '' END, local, address`,
    },
    {
      name: 'seen_from',
      query: `SELECT vpc, address, SUM(held) AS holders, MIN(CASE WHEN held = 1 THEN node END) AS least_holder, MAX(CASE WHEN held = 1 THEN node END) AS largest_holder,
  CASE WHEN SUM(held) > 0 THEN vpc END AS holder_vpc, ${agreed('node')} AS holder_interface, ${agreed('instance')} AS holder_instance,
  ${interfaceFacts
    .filter((name) => name !== 'vpc')
    .map((name) => `${agreed(unpacked('about', interfaceFacts, name))} AS holder_${name}`)
    .join(',\n  ')},
  MAX(held * is_own * has_behind) AS stands_in, MAX(held * node_passes) AS passes,
  CASE WHEN MIN(least_path) = MAX(largest_path) THEN MIN(least_path) END AS path, MAX(service) AS service
FROM (SELECT *, MAX(held * is_behind) OVER (PARTITION BY vpc, COALESCE(instance, node)) AS has_behind, MAX(CASE WHEN ${isNat(unpacked('about', interfaceFacts, 'kind'))} THEN 1 ELSE passes END) OVER (PARTITION BY vpc, node) AS node_passes FROM met) AS m
GROUP BY vpc, address`,
    },
    {
      name: 'addresses',
      materialized,
      query: `SELECT a.vpc, a.address, COALESCE(a.holders, 0) AS holders, a.least_holder, a.largest_holder, a.path, COALESCE(a.passes, 0) = 1 AS passes,
  ${packed(addressFacts, (name) => fact[name])} AS about
FROM (SELECT k.vpc, k.address, k.host_key, k.path, k.service, ${place('kind')} AS place, ${['service', 'region', 'az'].map((name) => `${place(`place_${name}`)} AS place_${name}`).join(', ')},
    ${known.map((column) => `CASE WHEN k.holders > 0 OR k.vpcs <> 1 THEN k.${column} ELSE k.any_${column} END AS ${column}`).join(',\n    ')}
  FROM (SELECT *, ${hostKey(dialect, 'address')} AS host_key,
      SUM(CASE WHEN holders > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY address) AS vpcs,
      ${known.map((column) => `MAX(CASE WHEN holders > 0 THEN ${column} END) OVER (PARTITION BY address) AS any_${column}`).join(',\n      ')}
    FROM seen_from) AS k
  LEFT JOIN places fine ON fine.bucket = ${buckets.fine} AND fine.low <= k.host_key AND k.host_key < fine.beyond
  LEFT JOIN places coarse ON coarse.bucket = ${buckets.coarse} AND coarse.low <= k.host_key AND k.host_key < coarse.beyond) AS a`,
    },
  ];
}
