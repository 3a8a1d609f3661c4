import type { FoundFile } from './find-files';
import { cutOff, unpackAll, type GzipState } from './gzip';
import { inParallel } from './in-parallel';
import type { FileProblem } from './local-logs';

const problems: Partial<Record<GzipState, string>> = {
  truncated: cutOff,
  damaged:
    'is damaged: its gzip data are not what was packed, and what is read of it may be wrong; fetch it again',
};

/** Unpacks gzip files to their ends, and names those that are cut off or damaged. */
export async function findDamage(files: readonly FoundFile[]): Promise<FileProblem[]> {
  const states = await inParallel(files, ({ path, size }) => unpackAll(path, size));
  return files.flatMap(({ path }, index) => {
    const problem = problems[states[index]!];
    return problem === undefined ? [] : [{ path, problem, read: 'in part' as const }];
  });
}
