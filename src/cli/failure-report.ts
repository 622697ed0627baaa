import type { ExitCode } from './exit-codes.ts';

/** A failure as it is told to people and, under `--json`, as a document. */
export type FailureReport = {
  /** Machine-readable kind. */
  code: string;
  message: string;
  remedy?: string;
  /** Options that mend it, and the whole command with them. */
  flags?: readonly string[];
  command?: string;
  /** Every problem, where there are several. */
  problems?: readonly string[];
  exitCode: ExitCode;
};
