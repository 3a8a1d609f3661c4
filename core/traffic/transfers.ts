import type { Step } from './step';

/**
 * Sightings of the same bytes are accounts of them: accounts are never added to each other, the largest one counts.
 * Works on `by_account`; gives `counted`: its rows that are of the counted accounts.
 *
 * Ties go to the source's account, then to the lowest interface id.
 *
 * @param key as of `byAccount`
 */
export function counted(key: readonly string[] = []): Step[] {
  return [
    {
      name: 'largest_accounts',
      query: `SELECT *, FIRST_VALUE(account) OVER (PARTITION BY ${pairOf(key)} ORDER BY account_bytes DESC NULLS LAST, CASE account WHEN 'source' THEN 0 ELSE 1 END, account_interface, account) AS largest_account
FROM by_account`,
    },
    { name: 'counted', query: `SELECT * FROM largest_accounts WHERE account = largest_account` },
  ];
}

/**
 * What each account of some bytes adds up to. Works on `accounts`; gives `by_account`: its rows, without those of
 * interfaces that saw what another of their account saw.
 *
 * Per packet pair (each address in its VPC) an account is
 * - the source end's: all interfaces that held the source address, one after the other where a pod has moved,
 * - the destination end's, likewise,
 * - or that of a single interface that passed the bytes on, or whose side is unknown.
 *
 * Where several interfaces held one end's address, they took turns: a pod moved. Interfaces whose times overlap did
 * not hold it one after the other; they saw the same bytes (an instance that forwards), and the largest counts.
 * Neighbours may overlap by the minute that AWS's times can be off. An address that leaves an interface and comes back
 * to it looks just so, and what it did in between counts only where the other end is logged.
 *
 * @param key more columns of the relation that keep pairs apart, e.g. the action where both are asked for
 */
export function byAccount(key: readonly string[] = []): Step[] {
  const pair = pairOf(key);
  const byInterface = `OVER (PARTITION BY ${pair}, account, interface)`;
  const inTurns = `PARTITION BY ${pair}, account ORDER BY interface_first, interface_last, interface`;
  return [
    {
      name: 'by_interface',
      query: `SELECT *, SUM(bytes) ${byInterface} AS interface_bytes, MIN(first) ${byInterface} AS interface_first, MAX(last) ${byInterface} AS interface_last
FROM accounts`,
    },
    {
      name: 'turn_starts',
      query: `SELECT *, CASE WHEN interface_first >= MAX(interface_last) OVER (${inTurns} GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - 60 THEN 1 ELSE 0 END AS starts
FROM by_interface`,
    },
    {
      name: 'turns',
      query: `SELECT *, SUM(starts) OVER (${inTurns} RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS turn FROM turn_starts`,
    },
    {
      name: 'turn_winners',
      query: `SELECT *, FIRST_VALUE(interface) OVER (PARTITION BY ${pair}, account, turn ORDER BY interface_bytes DESC NULLS LAST, interface) AS winner FROM turns`,
    },
    {
      name: 'by_account',
      query: `SELECT *, SUM(bytes) OVER (PARTITION BY ${pair}, account) AS account_bytes, MIN(interface) OVER (PARTITION BY ${pair}, account) AS account_interface
FROM turn_winners WHERE interface = winner`,
    },
  ];
}

function pairOf(key: readonly string[]): string {
  return ['source_vpc', 'source', 'destination_vpc', 'destination', ...key].join(', ');
}
