import type { GetQueryResultsCommandInput, GetQueryResultsCommandOutput } from '@aws-sdk/client-athena';
import type { Table, TableCell, TableColumn } from '../engines/engine';
import type { FinishedQuery } from './athena-queries';
import { readAthenaCsv } from './athena-csv';
import { parseS3Uri, type S3 } from './s3';

/** Where results come from. */
export interface ResultSource {
  s3(): Promise<S3>;
  page(input: GetQueryResultsCommandInput): Promise<GetQueryResultsCommandOutput>;
}

/**
 * The rows of a finished query. They come from its result file in one stream; GetQueryResults, which gives a thousand
 * rows a call, tells the types, and the rows only where Athena keeps the results itself.
 */
export async function readResult(query: FinishedQuery, source: ResultSource): Promise<Table> {
  const { outputLocation, id } = query;
  if (outputLocation.endsWith('.txt')) return readText(outputLocation, await source.s3());
  const inFile = outputLocation !== '';
  // CREATE TABLE AS and INSERT write no file there
  if (inFile && !outputLocation.endsWith('.csv')) return { columns: [], rows: [] };

  const pages = resultPages(id, inFile ? 1 : 1000, source);
  const { value: first } = await pages.next();
  const columns = (first?.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(
    ({ Name, Type }): AthenaResultColumn => ({ name: Name!, type: columnType(Type!), read: reader(Type!) }),
  );
  const values = inFile
    ? readAthenaCsv((await source.s3()).read(parseS3Uri(outputLocation)))
    : rowsOf(first!, pages);
  const rows: TableCell[][] = [];
  // the first row has the names of the columns, but for what SHOW and DESCRIBE answer
  let header = true;
  for await (const row of values) {
    const isNames = header && (inFile || row.every((name, index) => name === columns[index]?.name));
    header = false;
    if (!isNames) rows.push(columns.map(({ read }, index) => toCell(read, row[index])));
  }
  return { columns: columns.map(({ name, type }) => ({ name, type })), rows };
}

interface AthenaResultColumn extends TableColumn {
  readonly read: (text: string) => TableCell;
}

function toCell(read: (text: string) => TableCell, text: string | null | undefined): TableCell {
  return text === null || text === undefined ? null : read(text);
}

async function* resultPages(id: string, size: number, { page }: ResultSource) {
  let token: string | undefined;
  do {
    const one = await page({ QueryExecutionId: id, MaxResults: size, NextToken: token });
    yield one;
    token = one.NextToken;
  } while (token !== undefined);
}

async function* rowsOf(
  first: GetQueryResultsCommandOutput,
  rest: AsyncGenerator<GetQueryResultsCommandOutput>,
): AsyncGenerator<(string | null)[]> {
  const rows = ({ ResultSet }: GetQueryResultsCommandOutput) =>
    (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null));
  yield* rows(first);
  for await (const page of rest) yield* rows(page);
}

/** What SHOW and DESCRIBE write: lines of text, values parted by tabs; other DDL writes nothing. */
async function readText(location: string, s3: S3): Promise<Table> {
  const pieces: Uint8Array[] = [];
  for await (const piece of s3.read(parseS3Uri(location))) pieces.push(piece);
  const text = Buffer.concat(pieces).toString('utf8').replace(/\n$/, '');
  const rows = text === '' ? [] : text.split('\n').map((line) => line.split('\t'));
  const width = Math.max(0, ...rows.map((row) => row.length));
  return {
    columns: Array.from({ length: width }, (_, index) => ({ name: `column_${index + 1}`, type: 'text' })),
    rows: rows.map((row) => Array.from({ length: width }, (_, index) => row[index] ?? null)),
  };
}

const integers = new Set(['tinyint', 'smallint', 'int', 'integer', 'bigint']);
const floating = new Set(['float', 'real', 'double']);

function columnType(type: string): TableColumn['type'] {
  if (integers.has(type)) return 'integer';
  if (type === 'decimal' || floating.has(type)) return 'decimal';
  return type === 'boolean' ? 'boolean' : 'text';
}

function reader(type: string): (text: string) => TableCell {
  if (integers.has(type)) return exactInteger;
  if (floating.has(type)) return Number;
  if (type === 'boolean') return (text) => text === 'true';
  return (text) => text;
}

/** A number up to 2^53, a bigint beyond. */
function exactInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
