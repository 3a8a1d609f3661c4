import type { Cell, Json, Result, ResultColumn } from '../../core/report/result';

/** Raised when a reader of the JSON would misread an older or newer one. */
export const jsonContract = 1;

/** `{"flowtoll":1,"command":…,"columns":[…],"rows":[{…}],"stats":{…}}`, one row a line. */
export function* json({ command, columns, rows, members = {}, stats }: Result): Generator<string> {
  const described = columns.map(({ name, type, unit }) => ({ name, type, unit }));
  yield `{"flowtoll":${jsonContract},"command":${JSON.stringify(command)},"columns":${JSON.stringify(described)},"rows":[`;
  for (const [index, row] of rows.entries()) yield `${index === 0 ? '' : ','}\n${jsonRow(columns, row)}`;
  yield `${rows.length === 0 ? '' : '\n'}]`;
  for (const [name, value] of Object.entries(members)) {
    yield `,\n${JSON.stringify(name)}:`;
    yield* jsonPieces(value);
  }
  yield stats === undefined ? '}\n' : `,"stats":${JSON.stringify(stats)}}\n`;
}

/** A row as an object. Written by hand, because an object of JavaScript's would lose a column named `__proto__`. */
export function jsonRow(columns: readonly ResultColumn[], row: readonly Cell[]): string {
  return `{${columns.map(({ name, type }, index) => `${JSON.stringify(name)}:${jsonCell(row[index]!, type)}`).join(',')}}`;
}

/** Integers are numbers up to 2^53 and strings beyond, where a number would lose digits. */
function jsonCell(cell: Cell, type: ResultColumn['type']): string {
  if (typeof cell === 'bigint') return isExact(cell) ? String(cell) : `"${cell}"`;
  if (typeof cell !== 'number') return JSON.stringify(cell);
  if (!Number.isFinite(cell)) return 'null';
  return type === 'integer' && Number.isInteger(cell) && !isExact(BigInt(cell))
    ? `"${BigInt(cell)}"`
    : JSON.stringify(cell);
}

/** A value in pieces: a list has a line for each of its items. */
function* jsonPieces(value: Json): Generator<string> {
  if (isList(value)) {
    yield '[';
    for (const [index, item] of value.entries()) yield `${index === 0 ? '' : ','}\n${jsonText(item)}`;
    yield value.length === 0 ? ']' : '\n]';
  } else if (typeof value === 'object' && value !== null) {
    yield '{';
    for (const [index, [name, inner]] of Object.entries(value).entries()) {
      yield `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
      yield* jsonPieces(inner);
    }
    yield '}';
  } else yield jsonText(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function jsonText(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    typeof inner === 'bigint' ? (isExact(inner) ? Number(inner) : String(inner)) : inner,
  );
}

function isExact(integer: bigint): boolean {
  return integer <= 2n ** 53n && integer >= -(2n ** 53n);
}
