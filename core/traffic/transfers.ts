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
 * What each account of some bytes adds up to. Works on `accounts`; gives `by_account`: its rows.
 *
 * Per packet pair (each address in its VPC) an account is
 * - the source end's: all interfaces that held the source address, one after the other where it has moved,
 * - the destination end's, likewise,
 * - or that of a single interface that passed the bytes on, in or out, or whose side is unknown.
 *
 * @param key more columns of the relation that keep pairs apart, e.g. the action where both are asked for
 */
export function byAccount(key: readonly string[] = []): Step {
  const all = `OVER (PARTITION BY ${pairOf(key)}, account)`;
  return {
    name: 'by_account',
    query: `SELECT *, SUM(bytes) ${all} AS account_bytes, MIN(interface) ${all} AS account_interface FROM accounts`,
  };
}

function pairOf(key: readonly string[]): string {
  return ['source_vpc', 'source', 'destination_vpc', 'destination', ...key].join(', ');
}
