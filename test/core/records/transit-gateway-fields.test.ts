import { columnName, parquetType } from '../../../core/records/field';
import { transitGatewayFields } from '../../../core/records/transit-gateway-fields';
import { vpcFields } from '../../../core/records/vpc-fields';
import { awsTransitGatewayFields } from './aws-field-tables';

test('the list is that of the transit gateway guide, row by row and in its order', () => {
  const ours = transitGatewayFields.map((one) => ({
    name: one.name,
    version: one.version,
    parquet: parquetType(one),
  }));
  expect(ours).toEqual(awsTransitGatewayFields);
});

test('version 6 belongs to transit gateways: 18 of their 36 fields', () => {
  expect(transitGatewayFields).toHaveLength(36);
  expect(transitGatewayFields.filter((one) => one.version === 6)).toHaveLength(18);
  expect(vpcFields.some((one) => one.version === 6)).toBe(false);
});

test('transit gateways have neither interfaces nor verdicts', () => {
  const names = transitGatewayFields.map((one) => one.name);
  for (const name of ['interface-id', 'action', 'vpc-id', 'az-id', 'pkt-srcaddr', 'traffic-path']) {
    expect(names).not.toContain(name);
  }
});

test('fields that both kinds of flow log write have the same version and type', () => {
  const shared = transitGatewayFields.filter((one) => vpcFields.some((other) => other.name === one.name));
  expect(shared).toHaveLength(18);
  for (const one of shared) {
    expect(vpcFields.find((other) => other.name === one.name)).toMatchObject({
      version: one.version,
      type: one.type,
    });
  }
});

test('no two fields share a column', () => {
  expect(new Set(transitGatewayFields.map(columnName)).size).toBe(36);
});

test.each(transitGatewayFields)('$name says what it means, in words of its own', (one) => {
  expect(one.meaning.length).toBeGreaterThan(5);
  expect(transitGatewayFields.filter((other) => other.meaning === one.meaning)).toEqual([one]);
});

test.each([
  ['resource-type', '`TransitGateway`, `TransitGatewayAttachment`'],
  ['log-status', '`OK`, `NODATA`, `SKIPDATA`'],
  ['flow-direction', '`ingress`, `egress`'],
  ['type', '`IPv4`, `IPv6`, `EFA`'],
])('%s names its special values', (name, values) => {
  expect(transitGatewayFields.find((one) => one.name === name)?.values).toBe(values);
});
