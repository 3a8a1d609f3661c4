import type { Available } from '../traffic/available';

/**
 * SQL of the NAT gateways that wrote records and saw no traffic, from `sighted`: interface and Region. Undefined where
 * the data do not say what is a NAT gateway.
 */
export function idleGateways({ some }: Available): string | undefined {
  if (!some.has('interface-type') || !some.has('interface-id')) return undefined;
  const region = some.has('region') ? 'MAX(region)' : 'CAST(NULL AS varchar)';
  return `SELECT interface, ${region} AS region FROM sighted WHERE kind = 'no_data' AND type = 'nat_gateway'
  AND interface NOT IN (SELECT interface FROM sighted WHERE kind = 'record') GROUP BY interface ORDER BY interface`;
}
