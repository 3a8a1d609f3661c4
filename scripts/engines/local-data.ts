import { localLines } from '../../core/tables/local-lines';
import { availableIn, type Available } from '../../core/traffic/available';
import type { CommonOptions } from '../../core/questions/options';
import { groupBy } from '../../core/records/group-by';
import { groupThousands } from '../../core/report/units';
import { UserError } from '../../core/user-error';
import { findLocalLogs, type FileProblem, type LocalLogs } from '../files/local-logs';

/** Flow log files on this machine, ready to be read by DuckDB. */
export interface LocalData {
  readonly logs: LocalLogs;
  /** How many files are read. */
  readonly files: number;
  readonly available: Available;
  /** SQL of the lines relation, with just these fields. */
  lines(fields: readonly string[]): string;
  /** What a reader of any answer should know of the files. */
  readonly notes: readonly string[];
}

/** @throws UserError where no data is named, and where the named places hold no flow logs */
export async function findLocalData({
  data,
  recordFormat,
}: Pick<CommonOptions, 'data' | 'recordFormat'>): Promise<LocalData> {
  if (data.length === 0) {
    throw new UserError(
      '--data must name a folder, a file or a glob of flow logs; flowtoll simulate --output made-up makes some, in made-up/logs',
    );
  }
  const logs = await findLocalLogs([...data], recordFormat ? { recordFormat } : {});
  const flowLogs = logs.groups.flatMap(({ format, files }) =>
    files.map(({ flowLogId }) => [flowLogId, format] as const),
  );
  return {
    logs,
    files: flowLogs.length,
    available: availableIn(flowLogs),
    lines: (fields) => localLines(logs.groups, fields),
    notes: problemNotes(logs.problems),
  };
}

/** So many files with the same problem are named; the others are counted. */
const mostNamed = 5;

/** What is wrong with files: an answer stays readable above a bucket of other logs. */
function problemNotes(problems: readonly FileProblem[]): string[] {
  return [...groupBy(problems, ({ problem }) => problem).values()].flatMap((alike) => {
    if (alike.length <= mostNamed) return alike.map(problemNote);
    const [first, last] = [alike[0]!, alike.at(-1)!];
    const between = groupThousands(String(alike.length - 2));
    return [`${first.path}, ${between} others and ${last.path}: ${first.problem}`];
  });
}

export function problemNote({ path, problem }: FileProblem): string {
  return `${path}: ${problem}`;
}
