import { Command, type CommanderError, Option } from 'commander';
import { UserError } from '../../core/user-error';
import { wrongUse } from './errors';

/** What the command line asked for: an answer of ours that needs no command, or a command with what was written. */
export type Request<Name extends string> =
  | { readonly text: string }
  | {
      readonly command: Name;
      readonly argument: string | undefined;
      /** Options by their names in camelCase, as they were written. */
      readonly written: Readonly<Record<string, string | boolean | readonly string[]>>;
    };

/** One command of the program: what `--help` says of it and what it takes. */
export interface CommandDescription {
  readonly group: string;
  readonly summary: string;
  /** `<name>` must be given, `[name]` can be. */
  readonly argument?: { readonly syntax: string; readonly meaning: string };
  readonly options: readonly OptionDescription[];
  /** Command lines to try. */
  readonly examples: readonly string[];
}

export interface OptionDescription {
  readonly group: string;
  /** As commander has them: `--from <time>`. */
  readonly flags: string;
  readonly meaning: string;
  /** Can be given several times. */
  readonly repeatable?: boolean;
}

export interface ProgramDescription<Name extends string> {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly commands: Readonly<Record<Name, CommandDescription>>;
  /** What follows the list of commands. */
  readonly first: string;
}

/**
 * Reads a command line.
 *
 * @param width columns of the terminal, for `--help`
 * @throws UserError for wrong use, naming the nearest command or option
 */
export async function readCommandLine<Name extends string>(
  description: ProgramDescription<Name>,
  argv: readonly string[],
  width = 100,
): Promise<Request<Name>> {
  const [first, ...rest] = argv;
  if (first === 'help') return readCommandLine(description, [...rest, '--help'], width);
  if (first !== undefined && !first.startsWith('-') && !Object.hasOwn(description.commands, first)) {
    throw await unknownCommand(first, description);
  }
  let text = '';
  let request: Request<Name> | undefined;
  const program = new Command(description.name)
    .description(description.description)
    .usage('<command> [options]')
    .version(description.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this page, or after a command its own')
    .helpCommand(false)
    .configureHelp({ helpWidth: width })
    .configureOutput({ writeOut: (part) => (text += part), writeErr: () => {} })
    .exitOverride((error) => {
      throw isAnswered(error) ? new Answered() : wrongUse(error.message, `${description.name} --help`);
    })
    .addHelpText('after', `\n${description.first}`);

  for (const [name, command] of Object.entries<CommandDescription>(description.commands)) {
    const page = addCommand(program, name, command, (argument, written) => {
      request = { command: name as Name, argument, written };
    });
    page.exitOverride((error) => {
      if (isAnswered(error)) throw new Answered();
      const quoted =
        error.code === 'commander.excessArguments' &&
        command.options.some(({ flags }) => flags.startsWith('--data'));
      throw quoted
        ? wrongUse(error.message, `${description.name} ${name} --help, and quote a glob: --data 'logs/*.gz'`)
        : wrongUse(error.message, `${description.name} ${name} --help`);
    });
  }

  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv.map(asNoOption), { from: 'user' });
  } catch (error) {
    if (!(error instanceof Answered)) throw error;
  }
  return request ?? { text };
}

/** SQL may begin with a comment, which is no option. */
function asNoOption(word: string): string {
  return /^--(?:\s|.*\n)/.test(word) ? ` ${word}` : word;
}

/** commander wants an exception where it would exit. */
class Answered extends Error {}

function isAnswered({ code }: CommanderError): boolean {
  return ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(code);
}

async function unknownCommand(
  written: string,
  { name, commands }: ProgramDescription<string>,
): Promise<UserError> {
  const { didYouMean } = await import('../../core/nearest');
  return new UserError(
    `unknown command '${written}'; ${didYouMean(written, Object.keys(commands)) || `see ${name} --help`}`,
  );
}

function addCommand(
  program: Command,
  name: string,
  { group, summary, argument, options, examples }: CommandDescription,
  chosen: (argument: string | undefined, written: Record<string, string | boolean | string[]>) => void,
): Command {
  const command = program
    .command(name)
    .helpGroup(`${group}:`)
    .summary(summary)
    .description(summary)
    .helpOption('-h, --help', 'print this page')
    .allowExcessArguments(false)
    .addHelpText('after', `\nFor example:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  if (argument) command.argument(argument.syntax, argument.meaning);
  for (const { flags, meaning, group: optionGroup, repeatable } of options) {
    const option = new Option(flags, meaning).helpGroup(`${optionGroup}:`);
    if (repeatable) option.argParser((value: string, before: string[] = []) => [...before, value]);
    command.addOption(option);
  }
  return command.action((...parameters: unknown[]) => {
    chosen(argument ? (parameters[0] as string | undefined) : undefined, command.opts());
  });
}
