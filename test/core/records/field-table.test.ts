import { fieldsPage } from '../../../core/records/field-table';
import { formatNames } from '../../../core/records/named-formats';
import { awsTransitGatewayFields, awsVpcFields } from './aws-field-tables';

const [, vpc, transitGateway, formats] = fieldsPage().split(/^## /m) as [string, string, string, string];

/** The rows of a Markdown table, without its head. */
function rows(section: string): string[][] {
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

test.each([
  { title: 'VPC flow logs: 54 fields', section: vpc, fields: awsVpcFields },
  { title: 'Transit gateway flow logs: 36 fields', section: transitGateway, fields: awsTransitGatewayFields },
])('$title: each in a row, with version, column and Parquet type', ({ title, section, fields }) => {
  expect(section.split('\n')[0]).toBe(title);
  expect(
    rows(section).map(([, name, version, column, , parquet]) => [name, version, column, parquet]),
  ).toEqual(
    fields.map(({ name, version, parquet }) => [
      `\`${name}\``,
      String(version),
      `\`${name.replaceAll('-', '_')}\``,
      parquet,
    ]),
  );
});

test('no cell holds what would break its row', () => {
  for (const row of [...rows(vpc), ...rows(transitGateway)]) expect(row).toHaveLength(9);
  for (const row of rows(formats)) expect(row).toHaveLength(5);
});

test('every named format is in a row', () => {
  expect(rows(formats).map(([, name]) => name)).toEqual(formatNames.map((name) => `\`${name}\``));
});
