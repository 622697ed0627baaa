import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import type { Clock } from '../platform/clock.ts';
import { asCalledHere, inJsonString } from '../domain/shell-command.ts';
import type { LongOutcome, Outcome } from './outcome.ts';
import { type StartProgress, createProgress } from './output/progress.ts';
import { type View, createView } from './output/view.ts';
import type { FailureReport } from './failure-report.ts';

/** Where results, failures and progress go. */
export type Terminal = {
  /** Columns for help texts. */
  helpWidth: number;
  /** Writes text as it is to standard output, and to standard error. */
  writeResult: (text: string, errorText?: string) => void;
  note: (text: string) => void;
  startProgress: StartProgress;
  /** Resolves when a long result is written, or nobody reads it any more. */
  show: (outcome: Outcome | LongOutcome) => Promise<void>;
  showFailure: (report: FailureReport, error: unknown) => void;
  /** Resolves with `exitCode` when everything written has left the process. */
  flush: (exitCode: number) => Promise<number>;
};

export type TerminalOptions = {
  isJson: boolean;
  isVerbose: boolean;
  environment: Readonly<Record<string, string | undefined>>;
  /** How the command line is called here. */
  commandLine: string;
  clock: Clock;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
};

const DEFAULT_HELP_WIDTH = 100;

/** Characters of a long result that go in one write: each write of a file or pipe is a call of the system. */
const WRITTEN_AT_ONCE = 64 * 1024;

export function openTerminal(options: TerminalOptions): Terminal {
  const { isJson, isVerbose, environment, commandLine, clock, stdout, stderr } = options;
  // Streams that are no terminal lack the property, whatever its type says.
  const isColourful = (stream: NodeJS.WriteStream): boolean =>
    !environment['NO_COLOR'] && 'isTTY' in stream && stream.isTTY;
  const colors = picocolors.createColors(isColourful(stdout));
  const errorColors = picocolors.createColors(isColourful(stderr));
  const width = widthOf(stdout, environment['COLUMNS']);
  let isReaderGone = false;

  for (const stream of [stdout, stderr]) {
    // A reader that has seen enough (`| head`) is no failure: the rest is not written.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      isReaderGone = true;
    });
  }

  function write(stream: NodeJS.WriteStream, text: string): void {
    if (text !== '' && !isReaderGone) stream.write(asCalledHere(text, commandLine));
  }

  function writeDocument(document: unknown): void {
    // Not through `write`: within JSON the words have another form.
    const text = asCalledHere(JSON.stringify(document, null, 2), commandLine, inJsonString);
    if (!isReaderGone) stdout.write(`${text}\n`);
  }

  const view = (): View => createView({ colors, width, nowMs: clock.nowMs() });

  async function writePieces({ pieces }: LongOutcome): Promise<void> {
    let text = '';
    for (const piece of pieces(isJson ? 'json' : 'text', view())) {
      text += piece;
      if (text.length < WRITTEN_AT_ONCE) continue;
      if (isReaderGone) return;
      if (!stdout.write(text)) await drained(stdout);
      text = '';
    }
    if (text !== '' && !isReaderGone && !stdout.write(text)) await drained(stdout);
  }

  return {
    helpWidth: Number.isFinite(width) ? width : DEFAULT_HELP_WIDTH,
    writeResult(text, errorText = '') {
      write(stdout, text);
      if (!isJson) write(stderr, errorText);
    },
    note: (text) => write(stderr, `${text}\n`),
    startProgress: (unit, how) =>
      createProgress({ ...how, unit, stream: stderr, isQuiet: isJson, nowMs: clock.nowMs }),
    async show(outcome) {
      if ('pieces' in outcome) await writePieces(outcome);
      else if (isJson) writeDocument(outcome.document);
      else write(stdout, `${outcome.render(view())}\n`);
    },
    showFailure(report, error) {
      const { exitCode, ...facts } = report;
      if (isJson) writeDocument({ error: { ...facts, exit_code: exitCode } });
      const lines = failureLines(report, errorColors);
      if (isVerbose && error instanceof Error) lines.push(error.stack ?? '', causeStack(error));
      write(stderr, `${lines.filter((line) => line !== '').join('\n')}\n`);
    },
    async flush(exitCode) {
      for (const stream of [stdout, stderr]) {
        if (isReaderGone) break;
        await new Promise<void>((resolve) => stream.write('', () => resolve()));
      }
      return exitCode;
    },
  };
}

/** Resolves when a stream takes more, or its reader has gone away. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  const ends = ['drain', 'error', 'close'];
  return new Promise((resolve) => {
    const end = (): void => {
      for (const name of ends) stream.off(name, end);
      resolve();
    };
    for (const name of ends) stream.on(name, end);
  });
}

/** Columns of the terminal, or as many as COLUMNS says; Infinity where neither is known. */
function widthOf(stdout: NodeJS.WriteStream, columns: string | undefined): number {
  if (stdout.isTTY) return stdout.columns;
  const given = Number(columns);
  return Number.isInteger(given) && given > 0 ? given : Number.POSITIVE_INFINITY;
}

function failureLines(report: FailureReport, colors: Colors): string[] {
  const lines = [`${colors.red('error:')} ${report.message}`];
  for (const problem of report.problems ?? []) lines.push(`  - ${problem}`);
  if (report.remedy) lines.push(`  ${colors.dim('hint:')} ${report.remedy}`);
  if (report.command) lines.push(`  ${colors.dim('command:')} ${report.command}`);
  return lines;
}

function causeStack(error: Error): string {
  return error.cause instanceof Error ? `caused by: ${error.cause.stack ?? error.cause.message}` : '';
}
