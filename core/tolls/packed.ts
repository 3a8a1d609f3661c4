/*
 * What is known of an interface or an address travels through the steps as one text, and is taken apart when bytes have
 * been added up: so rows stay small, and are compared by one column.
 */

/** What an interface's records say of it. */
export const interfaceFacts = ['az', 'vpc', 'account', 'region', 'subnet', 'kind'] as const;

/** What is known of an address as seen from a VPC; `holder_…` where all interfaces that have held it agree. */
export const addressFacts = [
  'in',
  'inside',
  'beyond',
  'service',
  'place_region',
  'place_az',
  'stands_in',
  'six',
  ...interfaceFacts.map((fact) => `holder_${fact}` as const),
  'holder_interface',
  'holder_instance',
] as const;

/** SQL of facts as one text; a fact that is NULL is the empty text. No fact that AWS writes has the mark in it. */
export function packed<Fact extends string>(facts: readonly Fact[], value: (fact: Fact) => string): string {
  return facts
    .map((fact) => {
      const sql = value(fact);
      return sql === 'NULL' ? `''` : `COALESCE(CAST(${sql} AS varchar), '')`;
    })
    .join(` || '|' || `);
}

/** SQL of all facts as a list: where many of them are wanted, a text is taken apart once. */
export function unpackedList(text: string): string {
  return `split(${text}, '|')`;
}

/** SQL of one fact of such a list. */
export function listed<Fact extends string>(list: string, facts: readonly Fact[], fact: Fact): string {
  return `NULLIF(${list}[${facts.indexOf(fact) + 1}], '')`;
}

/** SQL: whether an end of the packet, by its `…_about`, is beyond every private network. */
export function isBeyond(end: 'source' | 'destination'): string {
  return `${unpacked(`${end}_about`, addressFacts, 'beyond')} IS NOT NULL`;
}

/** SQL of one fact; NULL where it is the empty text, or where there is no text. */
export function unpacked<Fact extends string>(text: string, facts: readonly Fact[], fact: Fact): string {
  return `NULLIF(split_part(${text}, '|', ${facts.indexOf(fact) + 1}), '')`;
}
