import { didYouMean } from '../core/nearest';
import { notAnswered, questions } from '../core/questions/catalogue';
import type { CommonOptions } from '../core/questions/options';
import type { Question, TollQuestion } from '../core/questions/question';
import { tollQuestions } from '../core/questions/toll-questions';
import type { Result, Text } from '../core/report/result';
import { billDimensions } from '../core/tolls/bill-dimensions';
import { dimensions } from '../core/traffic/dimensions';
import { namedFormats } from '../core/records/named-formats';
import { UserError } from '../core/user-error';
import { answer } from './engines/answer';
import type { Terminal } from './terminal/terminal';
import { pivotOf } from './traffic';

/**
 * Answers a question of the catalogue; without one, lists them.
 *
 * @throws UserError for an unknown question, naming the nearest
 */
export async function ask(
  id: string | undefined,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  if (id === undefined) return catalogue();
  const aboutTolls = tollQuestions.find((one) => one.id === id);
  if (aboutTolls) return askBill(aboutTolls, options, terminal);
  const question = questions.find((one) => one.id === id);
  if (!question) {
    const ids = [...questions, ...tollQuestions].map((one) => one.id);
    throw new UserError(`unknown question '${id}'; ${didYouMean(id, ids) || 'flowtoll ask lists them'}`);
  }
  refuseUnasked(question, options);
  refuseOptions(`'${id}' is no part of the bill`, {
    '--prices': options.priceFiles.length > 0,
    '--region': options.region !== undefined,
    '--ip-ranges': options.ipRanges !== undefined,
    '--networks': options.networks !== undefined,
    '--internet-used-gb': options.internetUsedGb > 0,
    '--explain': options.explain !== undefined,
    '--fail-over': options.failOver !== undefined,
  });
  return answer('ask', pivotOf(options, question.pivot), options, terminal);
}

/** A part of the bill; what the options say comes over what the question says. */
async function askBill(
  { id, bill: part }: TollQuestion,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  refuseOptions(`'${id}' is a part of the bill`, {
    '--measure': options.measures.length > 0,
    '--sort': options.sort.length > 0,
  });
  const { bill } = await import('./bill');
  const by = options.by.length > 0 ? options.by : part.by;
  const answered = await bill({ ...options, by, where: [...(part.where ?? []), ...options.where] }, terminal);
  return 'text' in answered ? answered : { ...answered, command: 'ask' };
}

/** An option that would do nothing is not for this question. */
function refuseOptions(what: string, written: Readonly<Record<string, boolean>>): void {
  const [first] = Object.keys(written).filter((option) => written[option]);
  if (first !== undefined) throw new UserError(`${what}, and takes no ${first}`);
}

/** A question about one address is not answered for all of them. */
function refuseUnasked({ id, asks = [] }: Question, { where }: CommonOptions): void {
  const missing = asks.filter((ask) => !where.some(({ name }) => ask.startsWith(`${name}=`)));
  if (missing.length > 0) {
    throw new UserError(`'${id}' asks for ${missing.map((ask) => `--where ${ask}`).join(' and ')}`);
  }
}

function catalogue(): Result {
  return {
    command: 'ask',
    columns: [
      { name: 'question', type: 'text' },
      { name: 'title', type: 'text' },
      // a terminal has no room for them beside the title
      { name: 'needs_fields', type: 'text', shown: 'to programs' },
      { name: 'asks_for', type: 'text', shown: 'to programs' },
    ],
    rows: [
      ...questions.map(({ id, title, pivot, asks }) => [
        id,
        title,
        neededFields(pivot.by, dimensions),
        asks ? asks.map((one) => `--where ${one}`).join(' ') : null,
      ]),
      ...tollQuestions.map(({ id, title, bill: { by } }) => [
        id,
        title,
        neededFields(by, billDimensions),
        null,
      ]),
    ],
    notes: [
      'the fields that a question needs and the filters it asks for are in --format csv and json',
      ...notAnswered.map(({ title, because }) => `not answered: ${title} Because ${because}.`),
    ],
  };
}

/** The fields without which a question cannot be answered, beside those that every format has. */
function neededFields(
  by: readonly string[],
  known: ReadonlyMap<string, { readonly fields: readonly string[] }>,
): string | null {
  const needed = new Set(by.flatMap((name) => known.get(name)!.fields));
  return [...needed].filter((name) => !namedFormats.default.has(name)).join(' ') || null;
}
