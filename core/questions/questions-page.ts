import { dimensions } from '../traffic/dimensions';
import { measures } from '../traffic/measures';
import { writtenValue, type Filter } from '../traffic/filter';
import { notAnswered, questions } from './catalogue';
import type { Question, TollQuestion } from './question';
import { tollQuestions } from './toll-questions';

/** The page of all questions, in Markdown. */
export function questionsPage(): string {
  return [
    '# Questions',
    '',
    '<!-- made by `npm run docs` from core/questions, core/traffic and core/tolls; do not edit -->',
    '',
    '`flowtoll ask` lists them, with `--format csv` or `json` also the fields that each needs; `flowtoll ask <question> --data logs`',
    'answers one.',
    'Every option of `flowtoll traffic` (`--by`, `--where`, `--measure`, `--sort`, `--limit`, `--last`) changes a question too.',
    '',
    ...questions.flatMap(section),
    '# Questions about tolls',
    '',
    'Parts of the [bill](bill.md), in bytes and dollars: `flowtoll ask <question>` is `flowtoll bill` with these options, and takes',
    'every option of it.',
    '',
    ...tollQuestions.flatMap(tollSection),
    '## Not answered',
    '',
    ...notAnswered.map(({ title, because }) => `- ${title} Because ${because}.`),
    '',
  ].join('\n');
}

function section({ id, title, why, pivot, asks, sources }: Question): string[] {
  return [
    `## ${id}`,
    '',
    `${title} ${why}`,
    '',
    `- by: ${pivot.by.join(', ') || 'nothing, one total'}`,
    `- measures: ${(pivot.measures ?? ['bytes']).join(', ')}`,
    ...(pivot.where?.length ? [`- where: ${pivot.where.map(printFilter).join(' and ')}`] : []),
    ...(pivot.having ? [`- having: more than 0 of ${pivot.having.measure}`] : []),
    ...(asks ? [`- asks for: ${asks.map((ask) => `\`--where ${ask}\``).join(' ')}`] : []),
    `- of: ${sources.join('; ')}`,
    '',
  ];
}

function tollSection({ id, title, why, bill: { by, where = [] }, sources }: TollQuestion): string[] {
  const options = [
    ...(by.length > 0 ? [`--by ${by.join(',')}`] : []),
    ...where.map((filter) => `--where ${quoted(printFilter(filter).replaceAll('`', ''))}`),
  ];
  return [
    `## ${id}`,
    '',
    `${title} ${why}`,
    '',
    `- \`${['flowtoll bill', ...options].join(' ')}\``,
    `- of: ${sources.join('; ')}`,
    '',
  ];
}

function printFilter({ name, negated, values }: Filter): string {
  return `\`${name}${negated ? '!=' : '='}${values.map(writtenValue).join(',')}\``;
}

/** The page of all dimensions and measures, in Markdown. */
export function dimensionsPage(): string {
  return [
    '# Dimensions and measures',
    '',
    '<!-- made by `npm run docs` from core/traffic; do not edit -->',
    '',
    'Columns of the views `transfers` (bytes that moved between two packet addresses, each once), `sightings` (what one',
    'interface saw), `both_ends` (what the interfaces of both ends saw of the same bytes) and `coverage` (what the logs hold',
    'and lack), and names for `--by`, `--where`, `--measure` and `--sort`.',
    'Naming a dimension picks the view. `-` is NULL. A filter on what no record can hold, like `action=ALLOW`, is refused.',
    '',
    '| dimension | views | type | needs fields | meaning |',
    '|---|---|---|---|---|',
    ...[...dimensions.values()].map(
      ({ name, views, type, fields, meaning }) =>
        `| \`${name}\` | ${views.join(', ')} | ${type} | ${fields.join(' ')} | ${meaning} |`,
    ),
    '',
    '| measure | views | needs fields | meaning |',
    '|---|---|---|---|',
    ...[...measures.values()].map(
      ({ name, views, fields, meaning }) =>
        `| \`${name}\` | ${views.join(', ')} | ${fields.join(' ')} | ${meaning} |`,
    ),
    '',
  ].join('\n');
}

/** As a shell takes it: to some an exclamation mark is a command. */
function quoted(text: string): string {
  return text.includes('!') ? `'${text}'` : text;
}
