import type { Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';
import { bucketsOf } from './places';

/** What the records of an address's own interface say of it. */
export const facts = ['interface', 'az', 'vpc', 'account', 'region', 'subnet', 'instance', 'kind'] as const;

/** NAT64: the IPv4 address is in the last 32 bits of 64:ff9b::/96 (RFC 6052). */
const nat64 = '60064ff9b0000000000000000';

/**
 * The step `addresses`, from `told` and `places`: what all records together know of an address as seen from a VPC.
 *
 * - `vpc`, `address`
 * - `holders`: how many interfaces have held it, `least_holder`, `largest_holder`; in this VPC, else in the only one
 *   where any does
 * - `holder_…`: the facts of these interfaces, where they agree
 * - `stands_in`: whether it is the own address of an instance that has others behind it (pods)
 * - `path`: the way that its VPC takes to it, where that is always the same one
 * - `address_key`, `place`, `service`, `place_region`, `place_az`: which address it is and where it lies, by its range
 *
 * An interface holds the addresses that its own records have on their local side and never on their far side: what it
 * forwards has both.
 */
export function addresses(dialect: Dialect): Step[] {
  const local = `CASE role WHEN 'source' THEN 'out' ELSE 'in' END = direction`;
  const agreed = (column: string) =>
    `CASE WHEN MIN(CASE WHEN held = 1 THEN ${column} END) = MAX(CASE WHEN held = 1 THEN ${column} END) THEN MAX(CASE WHEN held = 1 THEN ${column} END) END`;
  const columns = [
    ...facts.filter((fact) => fact !== 'vpc').map((fact) => `holder_${fact}`),
    'holder_vpc',
    'least_holder',
    'largest_holder',
    'holders',
    'stands_in',
  ];
  const key = `CASE WHEN k.raw_key LIKE '${nat64}%' THEN '4' || substr(k.raw_key, ${nat64.length + 1}) ELSE k.raw_key END`;
  const buckets = bucketsOf('a.address_key');
  const place = (column: string) => `COALESCE(fine.${column}, coarse.${column})`;
  return [
    {
      name: 'met',
      query: `SELECT vpc, node, address,
  MAX(CASE WHEN ${local} AND NOT transit AND NOT regional THEN 1 ELSE 0 END) AS local, MAX(CASE WHEN ${local} THEN 0 ELSE 1 END) AS far,
  MAX(CASE WHEN ${local} AND own = address THEN 1 ELSE 0 END) AS is_own, MAX(CASE WHEN ${local} AND own <> address THEN 1 ELSE 0 END) AS is_behind,
  ${facts
    .filter((fact) => fact !== 'vpc' && fact !== 'interface')
    .map((fact) => `MAX(${fact}) AS ${fact}`)
    .join(', ')},
  MIN(CASE WHEN NOT ${local} THEN path END) AS least_path, MAX(CASE WHEN NOT ${local} THEN path END) AS largest_path,
  MAX(CASE role WHEN 'source' THEN source_service ELSE destination_service END) AS service
FROM (SELECT t.*, e.role, CASE e.role WHEN 'source' THEN t.source ELSE t.destination END AS address
  FROM told t CROSS JOIN (VALUES ('source'), ('destination')) AS e (role) WHERE t.direction IS NOT NULL) AS ends
GROUP BY vpc, node, address`,
    },
    {
      name: 'seen_from',
      query: `SELECT vpc, address, SUM(held) AS holders, MIN(CASE WHEN held = 1 THEN node END) AS least_holder, MAX(CASE WHEN held = 1 THEN node END) AS largest_holder,
  ${agreed('node')} AS holder_interface, ${facts
    .filter((fact) => fact !== 'vpc' && fact !== 'interface')
    .map((fact) => `${agreed(fact)} AS holder_${fact}`)
    .join(', ')}, CASE WHEN SUM(held) > 0 THEN vpc END AS holder_vpc,
  MAX(held * is_own * has_behind) AS stands_in,
  CASE WHEN MIN(least_path) = MAX(largest_path) THEN MIN(least_path) END AS path, MAX(service) AS service
FROM (SELECT *, local * (1 - far) AS held,
    MAX(local * (1 - far) * is_behind) OVER (PARTITION BY vpc, COALESCE(instance, node)) AS has_behind FROM met) AS m
GROUP BY vpc, address`,
    },
    {
      name: 'addresses',
      materialized: dialect.materialized,
      query: `SELECT a.*, ${place('kind')} AS place, COALESCE(a.seen_service, ${place('place_service')}) AS service, ${place('place_region')} AS place_region, ${place('place_az')} AS place_az
FROM (SELECT k.vpc, k.address, k.path, k.service AS seen_service, ${key} AS address_key,
    ${columns.map((column) => `CASE WHEN k.holders > 0 OR k.vpcs <> 1 THEN k.${column} ELSE k.any_${column} END AS ${column}`).join(',\n    ')}
  FROM (SELECT *, ${dialect.addressKey('address')} AS raw_key,
      SUM(CASE WHEN holders > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY address) AS vpcs,
      ${columns.map((column) => `MAX(CASE WHEN holders > 0 THEN ${column} END) OVER (PARTITION BY address) AS any_${column}`).join(',\n      ')}
    FROM seen_from) AS k) AS a
LEFT JOIN places fine ON fine.bucket = ${buckets.fine} AND fine.low <= a.address_key AND a.address_key < fine.beyond
LEFT JOIN places coarse ON coarse.bucket = ${buckets.coarse} AND coarse.low <= a.address_key AND a.address_key < coarse.beyond`,
    },
  ];
}
