import { didYouMean } from '../core/nearest';
import { notAnswered, questions } from '../core/questions/catalogue';
import type { CommonOptions } from '../core/questions/options';
import type { Question } from '../core/questions/question';
import type { Result, Text } from '../core/report/result';
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
  const question = questions.find((one) => one.id === id);
  if (!question) {
    const ids = questions.map((one) => one.id);
    throw new UserError(`unknown question '${id}'; ${didYouMean(id, ids) || 'flowtoll ask lists them'}`);
  }
  refuseUnasked(question, options);
  return answer('ask', pivotOf(options, question.pivot), options, terminal);
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
      { name: 'needs_fields', type: 'text' },
      { name: 'asks_for', type: 'text' },
    ],
    rows: questions.map(({ id, title, pivot, asks }) => [
      id,
      title,
      neededFields(pivot).join(' ') || null,
      asks ? asks.map((one) => `--where ${one}`).join(' ') : null,
    ]),
    notes: notAnswered.map(({ title, because }) => `not answered: ${title} Because ${because}.`),
  };
}

/** The fields without which a question cannot be answered, beside those that every format has. */
function neededFields({ by }: Question['pivot']): string[] {
  const needed = new Set(by.flatMap((name) => dimensions.get(name)!.fields));
  return [...needed].filter((name) => !namedFormats.default.has(name));
}
