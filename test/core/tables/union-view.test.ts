import { namedFormats } from '../../../core/records/named-formats';
import { RecordFormat } from '../../../core/records/record-format';
import type { LogTable } from '../../../core/tables/log-table';
import { unionView, unionViewName } from '../../../core/tables/union-view';

const table = (name: string, fields: string[], more: Partial<LogTable> = {}): LogTable => ({
  name: `"${name}"`,
  format: new RecordFormat(fields),
  columns: 'aws',
  timeKeys: [{ name: 'dt', pattern: 'yyyy/MM/dd' }],
  ...more,
});

test('every column of any table, NULL where one lacks it', () => {
  expect(unionViewName('logs')).toBe('logs_all');
  expect(unionView([table('a', ['srcaddr', 'end']), table('b', ['bytes', 'end', 'srcport'])])).toBe(
    'SELECT "srcaddr" AS "srcaddr", "end" AS "end", CAST(NULL AS bigint) AS "bytes", CAST(NULL AS integer) AS "srcport", "dt" FROM "a"\n' +
      'UNION ALL\n' +
      'SELECT CAST(NULL AS varchar) AS "srcaddr", "end" AS "end", "bytes" AS "bytes", "srcport" AS "srcport", "dt" FROM "b"',
  );
});

test('dt only where it means the same in all', () => {
  const hourly = table('b', ['end'], { timeKeys: [{ name: 'dt', pattern: 'yyyy/MM/dd/HH' }] });
  expect(unionView([table('a', ['end']), hourly])).not.toContain('dt');
});

test("the article's names only where all tables have them", () => {
  const article: LogTable = { name: '"a"', format: namedFormats['eks-article'], columns: 'eks-article' };
  expect(unionView([article, { ...article, name: '"b"' }])).toContain('"numbytes" AS "numbytes"');
  const mixed = unionView([article, table('b', ['bytes'])]);
  expect(mixed).toContain('"numbytes" AS "bytes"');
  expect(mixed).toContain('"bytes" AS "bytes"');
});
