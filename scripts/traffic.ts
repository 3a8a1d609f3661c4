import type { CommonOptions } from '../core/questions/options';
import type { Result, Text } from '../core/report/result';
import { dimensions } from '../core/traffic/dimensions';
import { refuseImpossible } from '../core/traffic/filter';
import type { Pivot } from '../core/traffic/pivot';
import { answer } from './engines/answer';
import type { Terminal } from './terminal/terminal';

/** Any dimensions, measures and filters: the pivot table under every question. */
export function traffic(options: CommonOptions, terminal: Terminal): Promise<Result | Text> {
  return answer('traffic', pivotOf(options), options, terminal);
}

/**
 * What the options say, over what a question says; how many rows come out is the options' alone.
 *
 * @throws UserError for a filter on what no record can hold
 */
export function pivotOf(options: CommonOptions, question: Pivot = { by: [] }): Pivot {
  const { by, measures, sort, where, limit, from, to } = options;
  refuseImpossible(where, dimensions);
  return {
    ...question,
    by: by.length > 0 ? by : question.by,
    ...(measures.length > 0 && { measures }),
    ...(sort.length > 0 && { sort }),
    where: [...(question.where ?? []), ...where],
    limit,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}
