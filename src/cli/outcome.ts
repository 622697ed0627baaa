import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { View } from './output/view.ts';

/** What a command came to: the document for `--json`, the same for people, and how the process ends. */
export type Outcome = {
  document: unknown;
  render: (view: View) => string;
  exitCode?: ExitCode;
};

/** What a command came to where that is too long to be held as one text: it is written as its reader takes it. */
export type LongOutcome = {
  /** The document for `--json`, or the same for people, piece by piece, the last line end in it. */
  pieces: (form: 'json' | 'text', view: View) => Iterable<string>;
  exitCode?: ExitCode;
};

/** The command could not do what it was asked to, for a reason that is not an error of the program. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: string;
  readonly remedy: string | undefined;
  readonly exitCode: ExitCode;

  constructor(facts: { code: string; message: string; remedy?: string; exitCode?: ExitCode }) {
    super(facts.message);
    this.code = facts.code;
    this.remedy = facts.remedy;
    this.exitCode = facts.exitCode ?? EXIT_CODES.failed;
  }
}

/** What a service refuses, with its reason. */
export type Refusal = { reason: string; message: string; isUnknownName?: boolean };

/** A refusal as the end of a command: a name that nothing has is wrong usage, as in every list's filter. */
export function refused({ reason, message, isUnknownName }: Refusal, remedy: string): CommandFailure {
  const words = message.replace(/\.$/, '');
  if (isUnknownName === true) return usageError(words, remedy);
  return new CommandFailure({ code: reason, message: words, remedy });
}

/** What was typed makes no sense, although each option by itself is well formed. */
export function usageError(message: string, remedy: string): CommandFailure {
  return new CommandFailure({ code: 'usage', message, remedy, exitCode: EXIT_CODES.usage });
}
