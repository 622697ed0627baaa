/** A file that cannot be loaded at all: why, and what to do about it. */
export class LoadFileError extends Error {
  override readonly name = 'LoadFileError';
  readonly code: string;
  readonly remedy: string;
  /** Every problem with its line, where there are several. */
  readonly problems: readonly string[];

  constructor(
    code: string,
    message: string,
    remedy: string,
    options?: ErrorOptions & { problems?: readonly string[] },
  ) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
    this.problems = options?.problems ?? [];
  }
}
