import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, CommanderError } from 'commander';
import type { Clock } from '../platform/clock.ts';
import type { CommandContext } from './context.ts';
import { describeFailure } from './describe-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { LongOutcome, Outcome } from './outcome.ts';
import { correctedCommand } from './corrected-command.ts';
import { INVOCATION } from '../domain/shell-command.ts';
import { type RegisterCommands, createProgram } from './program.ts';
import type { OpenServicesOptions } from './services.ts';
import { type Terminal, openTerminal } from './terminal.ts';

/** What the features hand in to the command line; services are loaded when a command asks for them. */
export type CommandParts = {
  registerCommands: RegisterCommands;
} & Pick<OpenServicesOptions, 'loadDatasets' | 'loadChecks'>;

export type RunOptions = {
  /** Arguments without the executable and the script. */
  arguments: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  projectRoot: string;
  /** What the features hand in. */
  parts: CommandParts;
  clock: Clock;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
};

/** What the command came to, once it has. */
type End = { outcome?: Outcome | LongOutcome };

/**
 * Runs one command. Resolves with the exit code when everything is written; undefined when the command started
 * a process that goes on.
 */
export async function runCommandLine(options: RunOptions): Promise<number | undefined> {
  const { environment, projectRoot, clock, stdout, stderr } = options;
  const isJson = options.arguments.includes('--json');
  const isVerbose =
    options.arguments.includes('--verbose') || /^(debug|trace)$/.test(environment['LOG_LEVEL'] ?? '');
  const { loadEnvironment } = await import('../config/load-environment.ts');
  const commandLine =
    loadEnvironment(environment, projectRoot, [{ name: 'COMMAND_LINE' }]).values['COMMAND_LINE'] ??
    INVOCATION;
  const terminal = openTerminal({ isJson, isVerbose, environment, commandLine, clock, stdout, stderr });
  const end: End = {};
  const context = createContext(options, terminal, end);
  const program = createProgram(readVersion(projectRoot)).configureOutput({
    writeOut: (text) => terminal.writeResult(text),
    // Errors are told below, once, in the same form as all others; only a help text is written as it is.
    writeErr: (text) => {
      if (!text.startsWith('error:')) terminal.writeResult('', text);
    },
    getOutHelpWidth: () => terminal.helpWidth,
    getErrHelpWidth: () => terminal.helpWidth,
  });
  await options.parts.registerCommands(program, context, options.arguments);

  try {
    await program.parseAsync([...options.arguments], { from: 'user' });
    if (end.outcome === undefined) return undefined;
    await terminal.show(end.outcome);
    return await terminal.flush(end.outcome.exitCode ?? EXIT_CODES.done);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return terminal.flush(EXIT_CODES.done);
    return terminal.flush(fail(terminal, error, program, options.arguments));
  }
}

/** What a command works with; its result goes into `end`. */
function createContext(options: RunOptions, terminal: Terminal, end: End): CommandContext {
  const { environment, projectRoot, stdin } = options;
  return {
    projectRoot,
    stdin,
    commandWith: (flag) => correctedCommand(options.arguments, [flag]),
    note: terminal.note,
    startProgress: terminal.startProgress,
    async readConfiguration() {
      const { readConfig } = await import('../config/read-config.ts');
      return readConfig(environment, projectRoot);
    },
    async withServices(work, { migrate } = {}) {
      const { openServices } = await import('./services.ts');
      const services = await openServices({
        environment,
        projectRoot,
        isVerbose: options.arguments.includes('--verbose'),
        migrate,
        note: terminal.note,
        ...options.parts,
      });
      try {
        return await work(services);
      } finally {
        await services.app.close();
      }
    },
    finish(result) {
      end.outcome = result;
    },
  };
}

function fail(terminal: Terminal, error: unknown, program: Command, given: readonly string[]): number {
  const report = describeFailure(error);
  const command = namedCommand(program, given);
  const isUsage = error instanceof CommanderError;
  const remedy = isUsage ? `See \`${INVOCATION} ${command ? `${command} ` : ''}--help\`.` : report.remedy;
  // Commander has printed its help where a command was left out; there is nothing to add for people.
  const isHelpShown = isUsage && error.code === 'commander.help';
  const message = isHelpShown ? `name a command${command ? ` of ${command}` : ''}` : report.message;
  const { flags, ...facts } = report;
  const mended = flags && flags.length > 0 ? { command: correctedCommand(given, flags) } : {};
  terminal.showFailure({ ...facts, message, ...(remedy ? { remedy } : {}), ...mended }, error);
  return report.exitCode;
}

/** The longest run of command names at the start of the arguments: `monitor upcoming`. */
function namedCommand(program: Command, given: readonly string[]): string {
  const names: string[] = [];
  let current = program;
  for (const word of given.filter((argument) => !argument.startsWith('-'))) {
    const next = current.commands.find(
      (command) => command.name() === word || command.aliases().includes(word),
    );
    if (!next) break;
    names.push(next.name());
    current = next;
  }
  return names.join(' ');
}

function readVersion(projectRoot: string): string {
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
