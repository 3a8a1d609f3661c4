import { columnName, parquetType, type ColumnType, type Field } from '../../../core/records/field';

const field: Field = { name: 'bytes', version: 2, type: 'bigint', meaning: 'bytes of the flow' };

test.each([
  ['bytes', 'bytes'],
  ['log-status', 'log_status'],
  ['pkt-src-aws-service', 'pkt_src_aws_service'],
  ['next-hop-interface-type', 'next_hop_interface_type'],
  ['instance-tag-2', 'instance_tag_2'],
])('the column of %s is %s', (name, column) => {
  expect(columnName({ ...field, name })).toBe(column);
});

test.each<[ColumnType, string]>([
  ['int', 'INT_32'],
  ['bigint', 'INT_64'],
  ['string', 'STRING'],
])('a column of type %s is %s in Parquet files', (type, parquet) => {
  expect(parquetType({ ...field, type })).toBe(parquet);
});
