import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnName } from '../../core/records/field';
import { namedFormats } from '../../core/records/named-formats';
import { identifier } from '../../core/sql/dialect';
import { trino as dialect } from '../../core/sql/trino';
import { tableLines } from '../../core/tables/table-lines';
import { planBill } from '../../core/tolls/plan-bill';
import { availableIn } from '../../core/traffic/available';
import { describeWithTrino } from './describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from './trino';

/*
 * Addresses that several interfaces have held, in a format without next hops. What the other side has not told of is
 * unknown: 5,000 - 2,000 - 1,000 bytes of web's, in proportion to its records of two hours, and 700 - 300 - 200 of db's.
 */

const format = namedFormats.v5;
const noon = Date.UTC(2026, 0, 31, 12) / 1000;

interface Seen {
  readonly at: readonly [name: string, address: string, zone: number];
  readonly out?: true;
  readonly packet: readonly [source: string, destination: string];
  readonly bytes: number;
  readonly start?: number;
}

const [web, worker, api, db] = [
  ['web', '10.0.1.5', 1],
  ['worker', '10.0.1.6', 1],
  ['api', '10.0.2.6', 2],
  ['db', '10.0.2.7', 2],
] as const;
const seen: readonly Seen[] = [
  { at: web, out: true, packet: ['10.0.1.5', '10.0.9.9'], bytes: 3001 },
  { at: web, out: true, packet: ['10.0.1.5', '10.0.9.9'], bytes: 1999, start: noon + 3600 },
  { at: worker, packet: ['10.0.1.5', '10.0.9.9'], bytes: 2000 },
  { at: api, packet: ['10.0.1.5', '10.0.9.9'], bytes: 1000 },
  { at: worker, out: true, packet: ['10.0.9.8', '10.0.2.7'], bytes: 300 },
  { at: api, out: true, packet: ['10.0.9.8', '10.0.2.7'], bytes: 200 },
  { at: db, packet: ['10.0.9.8', '10.0.2.7'], bytes: 700 },
];

function line({ at: [name, address, zone], out, packet, bytes, start = noon }: Seen): string {
  const values: Record<string, string | number> = {
    version: 5,
    'account-id': '123456789012',
    region: 'us-east-1',
    'vpc-id': 'vpc-1',
    'interface-id': `eni-${name}`,
    'instance-id': `i-${name}`,
    'subnet-id': `subnet-${zone}`,
    'az-id': `use1-az${zone}`,
    srcaddr: out ? address : packet[0],
    dstaddr: out ? packet[1] : address,
    'pkt-srcaddr': packet[0],
    'pkt-dstaddr': packet[1],
    'flow-direction': out ? 'egress' : 'ingress',
    ...(out && { 'traffic-path': 1 }),
    srcport: 40_000,
    dstport: 443,
    protocol: 6,
    packets: 10,
    bytes,
    start,
    end: start + 60,
    action: 'ACCEPT',
    'log-status': 'OK',
    type: 'IPv4',
  };
  return format.fields.map((field) => values[field.name] ?? '-').join(' ');
}

describeWithTrino('addresses that moved, on Trino', () => {
  let trino: Trino;
  beforeAll(async () => {
    trino = await startTrino();
    mkdirSync(join(trino.dataRoot, 'moved'));
    writeFileSync(join(trino.dataRoot, 'moved/a.log'), [format.toHeader(), ...seen.map(line), ''].join('\n'));
    const types = { string: 'varchar', int: 'integer', bigint: 'bigint' };
    const columns = format.fields.map((field) => `${identifier(columnName(field))} ${types[field.type]}`);
    await trino.query('CREATE SCHEMA hive.moved');
    await trino.query(
      `CREATE TABLE hive.moved.logs (${columns.join(', ')}) WITH (external_location = 'local:///moved', ` +
        `format = 'TEXTFILE', textfile_field_separator = ' ', skip_header_line_count = 1)`,
    );
  }, START_TIMEOUT_MS);
  afterAll(() => trino?.stop());

  it('count by their interfaces, and what cannot be told of one is unknown, hour by hour', async () => {
    const plan = planBill({ by: ['source', 'hour'] }, dialect, availableIn([['fl-1', format]]));
    const lines = tableLines(
      dialect,
      { name: 'hive.moved.logs', format, columns: 'aws', fileFormat: 'plain-text' },
      plan.fields,
    );
    const { rows } = await trino.query(plan.statement(lines));
    const charges = plan
      .read(rows)
      .charges.map(({ toll, times, bytes, dimensions }) => [toll, times, Number(bytes), ...dimensions]);
    expect(charges.sort()).toEqual(
      [
        ['cross-az', 2, 1000, '10.0.1.5', '2026-01-31T12:00:00Z'],
        ['cross-az', 2, 300, '10.0.9.8', '2026-01-31T12:00:00Z'],
        // 2,000 × 3,001 / 5,000, rounded down, and the rest
        ['unknown', 1, 1200, '10.0.1.5', '2026-01-31T12:00:00Z'],
        ['unknown', 1, 800, '10.0.1.5', '2026-01-31T13:00:00Z'],
        ['unknown', 1, 200, '10.0.9.8', '2026-01-31T12:00:00Z'],
      ].sort(),
    );
  }, 120_000);
});
