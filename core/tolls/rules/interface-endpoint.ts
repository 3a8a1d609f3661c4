import { type Rule, firstOf } from './rule';

const into = `COALESCE(to_kind = 'vpc_endpoint', false)`;
const outOf = `COALESCE(from_kind = 'vpc_endpoint', false)`;
const passes = `(${into} AND NOT to_holds OR ${outOf} AND NOT from_holds)`;

/** Every byte into an interface endpoint and out of one, paid by its client. */
export const interfaceEndpoint: Rule = {
  toll: 'interface-endpoint',
  applies: `(${into} OR ${outOf}) AND NOT ${passes}`,
  fromTimes: `CASE WHEN ${into} THEN 1 ELSE 0 END`,
  toTimes: `CASE WHEN ${into} THEN 0 ELSE 1 END`,
  how: firstOf([['named', 'named']], 'learnt'),
};

/** An endpoint that passes on packets of others is a Gateway Load Balancer's, which has another price. */
export const gatewayLoadBalancerEndpoint: Rule = {
  toll: 'unknown',
  applies: passes,
  fromTimes: `CASE WHEN ${into} THEN 1 ELSE 0 END`,
  toTimes: `CASE WHEN ${into} THEN 0 ELSE 1 END`,
  how: `'endpoint-of-load-balancer'`,
};
