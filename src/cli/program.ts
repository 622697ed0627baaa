import { Command, Option } from 'commander';
import { INVOCATION } from '../domain/shell-command.ts';
import type { CommandContext } from './context.ts';

/** Adds one command, or a group of them, to the program. */
export type CommandRegistration = (program: Command, context: CommandContext) => void;

/** A command, or a group of them, that is imported when somebody means it. */
export type CommandEntry = {
  /** As it is typed. */
  name: string;
  aliases?: readonly string[];
  /** Whether it reads the whole program, and needs every other command beside it. */
  seesAll?: boolean;
  load: () => Promise<CommandRegistration>;
};

/** Adds the commands that the arguments need to the program; without arguments, every command. */
export type RegisterCommands = (
  program: Command,
  context: CommandContext,
  given?: readonly string[],
) => Promise<void>;

/** The program without its commands. */
export function createProgram(version: string): Command {
  return new Command('scoracle')
    .description('Turns a league’s schedule into fresh statistics: the command line.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addOption(new Option('--json', 'print one JSON document and nothing else'))
    .addOption(new Option('--verbose', 'write the whole log to standard error, and details of errors'))
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .allowExcessArguments(false)
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failed, 2 done in part, 64 wrong usage.
Configuration comes from the environment and the file .env.

Examples:
  $ ${INVOCATION} ingest-schedule --file nba_2025.csv --sport NBA --season 2025
  $ ${INVOCATION} monitor upcoming --days 1
  $ ${INVOCATION} why 1319`,
    );
}

/** Help text with examples; each is an argument list without the program's own name. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${INVOCATION} ${line}`).join('\n')}`;
}
