import type { Config, Secrets } from '../config/config.ts';
import type { LongOutcome, Outcome } from './outcome.ts';
import type { StartProgress } from './output/progress.ts';
import type { Services } from './services.ts';

/** What a command gets from the program around it. */
export type CommandContext = {
  projectRoot: string;
  /** Standard input, for `--file -`. */
  stdin: NodeJS.ReadStream;
  /** The command as it was given, with one more flag, quoted for a shell. */
  commandWith: (flag: string) => string;
  /** A line on standard error for the person who waits. */
  note: (text: string) => void;
  startProgress: StartProgress;
  /** The configuration alone, for commands that work without a database. Throws ConfigError. */
  readConfiguration: () => Promise<{ config: Config; secrets: Secrets }>;
  /** Builds the services, hands them to `work`, and lets go of them whatever happens. */
  withServices: <T>(work: (services: Services) => Promise<T>, options?: ServiceOptions) => Promise<T>;
  /** Prints what the command came to, and sets how the process ends. */
  finish: (outcome: Outcome | LongOutcome) => void;
};

export type ServiceOptions = {
  /**
   * `always` brings the database up to date first, `check` refuses an outdated one; by default production
   * checks and everything else migrates.
   */
  migrate?: 'always' | 'check';
};
