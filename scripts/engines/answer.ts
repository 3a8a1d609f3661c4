import type { CommonOptions } from '../../core/questions/options';
import type { Result, Text } from '../../core/report/result';
import type { Pivot } from '../../core/traffic/pivot';
import type { Terminal } from '../terminal/terminal';
import { answerLocally } from './answer-locally';
import { readsFiles } from './choose-engine';

/** Answers a pivot by the engine that the options name. */
export async function answer(
  command: string,
  pivot: Pivot,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  if (readsFiles(options)) return answerLocally(command, pivot, options, terminal);
  const { answerRemotely } = await import('./answer-remotely');
  return answerRemotely(command, pivot, options, terminal);
}
