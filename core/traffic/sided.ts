import type { Step } from './step';

/**
 * Sightings with their direction: the side that the record tells, else the interface's own address, learnt from all
 * its records. Works on the relation `sighted`.
 *
 * An interface's own address is the one that all its rows share. An interface with a single peer shares two with them:
 * then the direction stays NULL, and is shown as unknown, never guessed.
 */
export function sided(tellsSides: boolean): Step[] {
  if (tellsSides) return [{ name: 'sided', query: 'SELECT s.*, s.side AS direction FROM sighted s' }];
  return [
    {
      name: 'shared',
      query: `SELECT interface, family, address, SUM(flows) AS flows FROM (
    SELECT interface, ${family('source')} AS family, source AS address, flows FROM sighted WHERE kind = 'record' AND side IS NULL
    UNION ALL
    SELECT interface, ${family('destination')} AS family, destination AS address, flows FROM sighted
    WHERE kind = 'record' AND side IS NULL AND destination <> source
  ) AS seen GROUP BY interface, family, address`,
    },
    {
      name: 'seen_by',
      query: `SELECT interface, ${family('source')} AS family, SUM(flows) AS flows FROM sighted
  WHERE kind = 'record' AND side IS NULL GROUP BY interface, ${family('source')}`,
    },
    {
      name: 'known_own',
      query: `SELECT DISTINCT interface, ${family('own')} AS family, own AS address FROM sighted WHERE kind = 'record' AND own IS NOT NULL AND interface <> ''`,
    },
    {
      name: 'learnt_own',
      query: `SELECT a.interface, a.family, MIN(a.address) AS address FROM shared a
  JOIN seen_by b ON a.interface = b.interface AND a.family = b.family AND a.flows = b.flows
  WHERE NOT EXISTS (SELECT 1 FROM known_own k WHERE k.interface = a.interface AND k.family = a.family)
  GROUP BY a.interface, a.family HAVING COUNT(*) = 1`,
    },
    {
      name: 'own_address',
      query: `SELECT interface, family, address FROM learnt_own
  UNION ALL SELECT interface, family, MIN(address) AS address FROM known_own GROUP BY interface, family HAVING COUNT(*) = 1`,
    },
    {
      name: 'sided',
      query: `SELECT s.*, CASE WHEN s.side IS NOT NULL THEN s.side
    WHEN s.source = o.address AND s.destination <> o.address THEN 'out'
    WHEN s.destination = o.address AND s.source <> o.address THEN 'in' END AS direction
  FROM sighted s LEFT JOIN own_address o ON o.interface = s.interface AND o.family = ${family('s.source')}`,
    },
  ];
}

function family(address: string): string {
  return `CASE WHEN ${address} LIKE '%:%' THEN 6 ELSE 4 END`;
}
