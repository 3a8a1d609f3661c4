import { columnName, parquetType, type Field } from './field';
import { formatNames, namedFormats } from './named-formats';
import { transitGatewayFields } from './transit-gateway-fields';
import { vpcFields } from './vpc-fields';

/** The page of all fields, in Markdown. */
export function fieldsPage(): string {
  return [
    '# Fields of flow log records',
    '',
    '<!-- made by `npm run docs` from core/records; do not edit -->',
    '',
    "Every field AWS can write, in the order of AWS's own tables: the",
    '[VPC Flow Logs user guide](https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html) and the',
    '[transit gateway guide](https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html), read in 2026.',
    'In text files every value is a string and `-` stands for a value that does not apply.',
    '',
    `## VPC flow logs: ${vpcFields.length} fields`,
    '',
    ...table(vpcFields),
    '',
    `## Transit gateway flow logs: ${transitGatewayFields.length} fields`,
    '',
    ...table(transitGatewayFields),
    '',
    '## Record formats with a name',
    '',
    '| name | version | fields |',
    '|---|---|---|',
    ...formatNames.map((name) => {
      const format = namedFormats[name];
      return row([`\`${name}\``, String(format.version), format.fields.map((field) => field.name).join(' ')]);
    }),
    '',
  ].join('\n');
}

function table(fields: readonly Field[]): string[] {
  return [
    '| field | version | column | type | in Parquet | meaning | values |',
    '|---|---|---|---|---|---|---|',
    ...fields.map((field) =>
      row([
        `\`${field.name}\``,
        String(field.version),
        `\`${columnName(field)}\``,
        field.type,
        parquetType(field),
        field.meaning,
        field.values ?? '',
      ]),
    ),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
