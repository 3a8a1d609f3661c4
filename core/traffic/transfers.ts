import type { Dialect } from '../sql/dialect';
import type { Step } from './step';

/**
 * Sightings of the same bytes are accounts of them: accounts are never added to each other, the largest one counts.
 * Works on `sided`; gives `transfers`, which are the sightings of the counted accounts.
 *
 * Per packet pair (each address in its VPC) an account is
 * - the source end's: all interfaces that held the source address, one after the other where a pod has moved,
 * - the destination end's, likewise,
 * - or that of a single interface that passed the bytes on, or whose side is unknown.
 *
 * Ties go to the source's account, then to the lowest interface id.
 *
 * @param key more columns of the relation that keep pairs apart, e.g. the action where both are asked for
 */
export function transfers(dialect: Dialect, key: readonly string[] = []): Step[] {
  const pair = ['source_vpc', 'source', 'destination_vpc', 'destination', ...key];
  const columns = pair.join(', ');
  const best = `ROW(-bytes, CASE account WHEN 'source' THEN 0 ELSE 1 END, interface)`;
  return [
    {
      name: 'middleboxes',
      query: `SELECT DISTINCT vpc, middlebox AS address FROM sided WHERE kind = 'record' AND middlebox IS NOT NULL`,
    },
    {
      name: 'held',
      query: `SELECT DISTINCT vpc, source AS address FROM sided WHERE kind = 'record' AND direction = 'out' AND NOT transit AND vpc <> ''
  UNION SELECT DISTINCT vpc, destination FROM sided WHERE kind = 'record' AND direction = 'in' AND NOT transit AND vpc <> ''`,
    },
    {
      name: 'held_once',
      query: `SELECT address, MIN(vpc) AS vpc FROM held GROUP BY address HAVING COUNT(*) = 1`,
    },
    {
      name: 'accounts',
      query: `SELECT s.*,
    COALESCE(hs.vpc, os.vpc, '') AS source_vpc, COALESCE(hd.vpc, od.vpc, '') AS destination_vpc,
    CASE WHEN s.transit OR s.direction IS NULL THEN s.interface WHEN s.direction = 'out' THEN 'source' ELSE 'destination' END AS account
  FROM sided s
  LEFT JOIN held hs ON hs.vpc = s.vpc AND hs.address = s.source
  LEFT JOIN held_once os ON os.address = s.source
  LEFT JOIN held hd ON hd.vpc = s.vpc AND hd.address = s.destination
  LEFT JOIN held_once od ON od.address = s.destination
  LEFT JOIN middleboxes ms ON ms.vpc = s.vpc AND ms.address = s.source
  LEFT JOIN middleboxes md ON md.vpc = s.vpc AND md.address = s.destination
  WHERE s.kind = 'record' AND ms.address IS NULL AND md.address IS NULL`,
    },
    {
      name: 'by_interface',
      query: `SELECT ${columns}, account, interface, SUM(bytes) AS bytes, MIN(first) AS first, MAX(last) AS last
  FROM accounts GROUP BY ${columns}, account, interface`,
    },
    {
      name: 'by_account',
      query: `SELECT ${columns}, account, SUM(bytes) AS bytes, MIN(interface) AS interface, COUNT(*) AS interfaces
  FROM by_interface GROUP BY ${columns}, account`,
    },
    ...turns(columns, pair),
    {
      name: 'candidates',
      query: `SELECT ${columns}, account, interface, bytes, 0 AS took_turns FROM by_account WHERE interfaces = 1
  UNION ALL SELECT ${columns}, account, MIN(interface), SUM(bytes), 1 FROM turn_winners GROUP BY ${columns}, account`,
    },
    {
      name: 'counted',
      query: `SELECT ${columns}, ${dialect.leastBy('account', best)} AS account, ${dialect.leastBy('took_turns', best)} AS took_turns
  FROM candidates GROUP BY ${columns}`,
    },
    {
      name: 'transfers',
      query: `SELECT a.* FROM accounts a
  JOIN counted c ON ${equal('a', 'c', pair)} AND a.account = c.account
  LEFT JOIN turn_winners w ON ${equal('a', 'w', pair)} AND a.account = w.account AND a.interface = w.interface
  WHERE c.took_turns = 0 OR w.account IS NOT NULL`,
    },
  ];
}

/**
 * Where several interfaces held one end's address, they took turns: a pod moved. Interfaces whose times overlap did
 * not hold it one after the other; they saw the same bytes (an instance that forwards), and the largest counts.
 * Neighbours may overlap by the minute that AWS's times can be off.
 */
function turns(columns: string, pair: readonly string[]): Step[] {
  const order = `PARTITION BY ${columns}, account ORDER BY first, last, interface`;
  return [
    {
      name: 'shared_ends',
      query: `SELECT i.* FROM by_interface i JOIN by_account b ON ${equal('i', 'b', pair)} AND i.account = b.account WHERE b.interfaces > 1`,
    },
    {
      name: 'turn_starts',
      query: `SELECT *, CASE WHEN first >= MAX(last) OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - 60 THEN 1 ELSE 0 END AS starts
  FROM shared_ends`,
    },
    {
      name: 'turns',
      query: `SELECT *, SUM(starts) OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS turn FROM turn_starts`,
    },
    {
      name: 'turn_winners',
      query: `SELECT * FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY ${columns}, account, turn ORDER BY bytes DESC, interface) AS place FROM turns
  ) AS placed WHERE place = 1`,
    },
  ];
}

function equal(left: string, right: string, columns: readonly string[]): string {
  return columns.map((column) => `${left}.${column} = ${right}.${column}`).join(' AND ');
}
