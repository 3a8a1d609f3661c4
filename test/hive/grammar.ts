import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as antlr from 'antlr4ng';
import type { HiveSqlLexer } from 'dt-sql-parser/dist/lib/hive/HiveSqlLexer';
import type * as Hive from 'dt-sql-parser/dist/lib/hive/HiveSqlParser';
import { ApiError } from '../aws/api-error';

/** What StartQueryExecution refuses a statement with. */
export const refusedStatement = (message: string, AthenaErrorCode = 'MALFORMED_QUERY'): ApiError =>
  new ApiError('InvalidRequestException', message, { AthenaErrorCode });

/** Parses one statement of Hive's language, with or without a semicolon at its end. Throws an `ApiError`. */
export function parseHive(sql: string): Hive.ExecStatementContext {
  const { antlr, Lexer, Parser } = (grammar ??= loadGrammar());
  const refusing = new antlr.BaseErrorListener();
  refusing.syntaxError = (_recognizer, _symbol, line, column, message) => {
    throw refusedStatement(`line ${line}:${column + 1}: ${message.replace(/ expecting .*/s, '')}`);
  };
  const lexer = new Lexer(antlr.CharStreams.fromString(sql));
  const parser = new Parser(new antlr.CommonTokenStream(lexer));
  for (const recognizer of [lexer, parser]) {
    recognizer.removeErrorListeners();
    recognizer.addErrorListener(refusing);
  }
  const [statement, another] = parser.program().statement();
  if (!statement?.execStatement() || another) throw refusedStatement('Only one sql statement is allowed');
  return statement.execStatement()!;
}

interface Grammar {
  readonly antlr: typeof antlr;
  readonly Lexer: typeof HiveSqlLexer;
  readonly Parser: typeof Hive.HiveSqlParser;
}

let grammar: Grammar | undefined;

/**
 * The package is published as ES modules that import folders, and files without extension, which Node cannot load; so
 * the three files that make the grammar are put in one function. (They load in a quarter of a second, and the whole
 * package would take one.)
 */
function loadGrammar(): Grammar {
  const root = dirname(require.resolve('dt-sql-parser/package.json'));
  const files = ['SQLParserBase.js', 'hive/HiveSqlLexer.js', 'hive/HiveSqlParser.js'];
  const code = files
    .map((file) => readFileSync(join(root, 'dist/lib', file), 'utf8'))
    .join('\n')
    .replace(/^import .*$/gm, '')
    .replace(/^export (?=class )/gm, '');
  const make = new Function(
    'antlr',
    `${code}\nreturn { antlr, Lexer: HiveSqlLexer, Parser: HiveSqlParser };`,
  );
  return make(createRequire(join(root, 'package.json'))('antlr4ng'));
}

interface Node {
  getText(): string;
}

/** What `reader` reads, where there is something. */
export const read = <T, R>(value: T | null | undefined, reader: (value: T) => R): R | undefined =>
  value === null || value === undefined ? undefined : reader(value);

/** Athena knows names in lower case only. */
export const name = (node: Node): string => node.getText().replaceAll('`', '').toLowerCase();

/** The value of a literal, quoted or not. */
export function text(node: Node | antlr.Token): string {
  const written = 'getText' in node ? node.getText() : node.text!;
  if (!/^['"]/.test(written)) return written;
  return written.slice(1, -1).replace(/\\(.)/gs, (_, one: string) => ({ n: '\n', t: '\t' })[one] ?? one);
}

export function tableIn(context: { id_(): Node[] }, database: string) {
  const [table, named] = context.id_().map(name).reverse();
  return { DatabaseName: named ?? database, Name: table! };
}

export function propertiesIn(context: Hive.TablePropertiesContext | null | undefined) {
  const pairs = context?.tablePropertiesList().keyValuePropertyList()?.keyValueProperty() ?? [];
  return Object.fromEntries(pairs.map((one) => [text(one.StringLiteral(0)!), text(one.StringLiteral(1)!)]));
}

export function locationIn(context: Hive.LocationPathContext | null): string {
  const location = read(context?.StringLiteral(), text) ?? '';
  if (!/^s3:\/\/[^/]+\//.test(location))
    throw refusedStatement(`LOCATION is not a folder of S3: '${location}'`);
  return location;
}

export function columnIn(context: Hive.ColumnNameTypeConstraintContext) {
  const Type = context.columnType().getText().toLowerCase();
  return { Name: name(context.columnNameCreate()), Type, Comment: read(context.StringLiteral(), text) };
}

export function valuesIn(list: readonly (Hive.PartitionValContext | Hive.PartitionSelectorValContext)[]) {
  return Object.fromEntries(list.map((one) => [name(one.id_()), read(one.constant(), text) ?? '']));
}
