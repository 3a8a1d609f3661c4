#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommonOptions } from '../core/questions/options';
import type { Result, Text } from '../core/report/result';
import type { OutputFormat } from './formats';
import { foundHere } from './found';
import { writeStream } from './formats/write-output';
import type { WrittenPricesOptions } from './prices';
import type { PartitionsOptions } from './partitions';
import type { SimulateOptions, SimulateSummary } from './simulate';
import { errorText } from './terminal/errors';
import { type CommandName, pages, tryFirst } from './terminal/pages';
import { type ProgramDescription, type Request, readCommandLine } from './terminal/program';
import { Interrupts } from './terminal/signals';
import { type Io, type Terminal, openTerminal } from './terminal/terminal';

/** What the commands do. Each gets the terminal too, for progress and remarks. */
export interface Commands {
  bill(options: CommonOptions, terminal: Terminal): Promise<Answer>;
  ask(question: string | undefined, options: CommonOptions, terminal: Terminal): Promise<Answer>;
  traffic(options: CommonOptions, terminal: Terminal): Promise<Answer>;
  sql(query: string, options: CommonOptions, terminal: Terminal): Promise<Answer>;
  prices(options: WrittenPricesOptions, terminal: Terminal): Promise<Answer>;
  setup(options: CommonOptions, terminal: Terminal): Promise<Answer>;
  partitions(action: string, options: PartitionsOptions, terminal: Terminal): Promise<Answer>;
  demo(options: CommonOptions, terminal: Terminal): Promise<Answer>;
  simulate(options: SimulateOptions): Promise<SimulateSummary>;
}

export type Answer = Result | Text;

/** A command's module, and all it needs, is loaded when the command runs: `--help` must not wait for an engine. */
const commands: Commands = {
  bill: async (...given) => (await import('./bill')).bill(...given),
  ask: async (...given) => (await import('./ask')).ask(...given),
  traffic: async (...given) => (await import('./traffic')).traffic(...given),
  sql: async (...given) => (await import('./sql')).sql(...given),
  prices: async (...given) => (await import('./prices')).prices(...given),
  setup: async (...given) => (await import('./setup')).setup(...given),
  partitions: async (...given) => (await import('./partitions')).partitions(...given),
  demo: async (...given) => (await import('./demo')).demo(...given),
  simulate: async (...given) => (await import('./simulate')).simulate(...given),
};

/**
 * Runs a command line to its exit code: 0 done, 1 findings, 2 failed or wrong use, 128 and more ended by a signal.
 * The answer goes to stdout or the output file, everything else to stderr.
 */
export async function run(argv: readonly string[], io: Io, does: Commands = commands): Promise<number> {
  const interrupts = new Interrupts(io.signals);
  // whoever has stopped reading our remarks does not miss them
  io.stderr.on('error', () => {});
  try {
    const code = await Promise.race([
      perform(argv, io, does, interrupts),
      interrupts.interrupted,
      interrupts.failed,
    ]);
    return interrupts.signalled ? await interrupts.interrupted : code;
  } catch (error) {
    if (interrupts.signalled) return await interrupts.interrupted;
    await writeStream(io.stderr, [errorText(error)]);
    return 2;
  } finally {
    interrupts.close();
  }
}

async function perform(
  argv: readonly string[],
  io: Io,
  does: Commands,
  interrupts: Interrupts,
): Promise<number> {
  const request = await readCommandLine(description(argv), argv, io.stdout.columns);
  if ('text' in request) {
    await writeStream(io.stdout, [request.text]);
    return 0;
  }
  const terminal = openTerminal(io, interrupts, request.written['quiet'] === true);
  interrupts.onInterrupt(() => terminal.close());
  try {
    const { choosePresentation, present } = await import('./terminal/presentation');
    // the output of simulate is a folder
    const presentation = choosePresentation(request.command === 'simulate' ? {} : request.written);
    const answer = await answerTo(request, presentation.format, io, terminal, does);
    terminal.close();
    await present(answer, presentation, io, terminal);
    return answer.findings ? 1 : 0;
  } finally {
    terminal.close();
  }
}

type CommandRequest = Exclude<Request<CommandName>, { text: string }>;

async function answerTo(
  request: CommandRequest,
  format: OutputFormat,
  io: Io,
  terminal: Terminal,
  does: Commands,
): Promise<Answer> {
  const { limitRows } = await import('../core/report/result');
  const { defaultLimit } = await import('./terminal/presentation');
  // a list of questions or prices is no answer that is too long
  const isList =
    request.command === 'prices' || (request.command === 'ask' && request.argument === undefined);
  const usualLimit = isList ? undefined : defaultLimit(format);
  const options = async () =>
    (await import('../core/questions/options')).parseOptions(request.written, io.now() / 1000, usualLimit);
  const answer = await performs[request.command](does, { ...request, terminal, options });
  if ('text' in answer || request.command === 'prices') return answer;
  return limitRows(answer, (await options()).limit);
}

interface CommandCall extends CommandRequest {
  readonly terminal: Terminal;
  /** The options that commands share, read and checked. */
  options(): Promise<CommonOptions>;
}

/** How each command gets what was written. */
const performs: Readonly<Record<CommandName, (does: Commands, call: CommandCall) => Promise<Answer>>> = {
  bill: async (does, { options, terminal }) => does.bill(await options(), terminal),
  ask: async (does, { argument, options, terminal }) => does.ask(argument, await options(), terminal),
  traffic: async (does, { options, terminal }) => does.traffic(await options(), terminal),
  sql: async (does, { argument, options, terminal }) => does.sql(argument!, await options(), terminal),
  prices: async (does, { written, terminal }) => does.prices(written, terminal),
  setup: async (does, { options, terminal }) => does.setup(await options(), terminal),
  partitions: async (does, { argument, written, options, terminal }) => {
    const removeSurplus = written['removeSurplus'] === true;
    return does.partitions(argument!, { ...(await options()), removeSurplus }, terminal);
  },
  demo: async (does, { options, terminal }) => does.demo(await options(), terminal),
  simulate: async (does, { written, terminal }) => {
    const { simulateCommand } = await import('./terminal/simulate-command');
    return simulateCommand(written, terminal, (options) => does.simulate(options));
  },
};

function description(argv: readonly string[]): ProgramDescription<CommandName> {
  return {
    name: 'flowtoll',
    description: 'Shows what the traffic of an AWS VPC costs, and who causes it.',
    version: version(),
    commands: pages,
    first: argv.length === 0 ? [foundHere(), tryFirst].filter((text) => text !== '').join('\n\n') : tryFirst,
  };
}

/** The package's; its package.json is beside the sources, and one folder above what they are compiled to. */
function version(): string {
  const above = [dirname(__dirname), dirname(dirname(__dirname))];
  const file = above.map((folder) => join(folder, 'package.json')).find((path) => existsSync(path));
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : 'unknown';
}

if (require.main === module) {
  // a program that ends before its answer is there has failed
  process.exitCode = 2;
  const { stdout, stderr, env } = process;
  void run(process.argv.slice(2), { stdout, stderr, env, now: Date.now, signals: process }).then((code) =>
    process.exit(code),
  );
}
