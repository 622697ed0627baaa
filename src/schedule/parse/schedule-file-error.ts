/** What can be wrong with a whole schedule file, as opposed to one of its rows. */
export const SCHEDULE_FILE_PROBLEMS = [
  'missing',
  'empty',
  'binary',
  'not_utf8',
  'too_large',
  'too_many_rows',
  'malformed_csv',
  'malformed_json',
  'unknown_layout',
  'missing_column',
  'unknown_preset',
  'wrong_sport',
  'wrong_season',
  'wrong_league',
  'league_needed',
  'unknown_timezone',
  'bad_option',
] as const;
export type ScheduleFileProblem = (typeof SCHEDULE_FILE_PROBLEMS)[number];

/**
 * A schedule file that cannot be read at all.
 * `message` says what is wrong and where, `remedy` how to mend it; both are meant for the user.
 */
export class ScheduleFileError extends Error {
  override readonly name = 'ScheduleFileError';
  readonly code: ScheduleFileProblem;
  readonly remedy: string;
  /** The options of the command line that mend it, quoted for a shell: `--sport NFL`. */
  readonly flags: readonly string[];

  constructor(
    code: ScheduleFileProblem,
    message: string,
    remedy: string,
    options?: ErrorOptions & { flags?: readonly string[] },
  ) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
    this.flags = options?.flags ?? [];
  }
}

/** The error for a path that does not lead to a readable file; `cause` is the file system's own error. */
export function missingFileError(path: string, cause: unknown): ScheduleFileError {
  return new ScheduleFileError(
    'missing',
    `the file ${path} cannot be opened`,
    'Check the path and that the file may be read; use - to read from standard input.',
    { cause },
  );
}
