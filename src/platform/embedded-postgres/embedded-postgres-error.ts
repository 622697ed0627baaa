/**
 * Why the embedded PostgreSQL cannot be used.
 *
 * | code | meaning |
 * |---|---|
 * | unsupported_platform | no binaries exist for this operating system or processor |
 * | binaries_missing | the development dependency with the binaries is not installed |
 * | binaries_unusable | the binaries are there but do not run here |
 * | no_server_user | we are root and no unprivileged user can run the server |
 * | directory_unusable | a folder or file cannot be made, written, or trusted |
 * | data_of_other_version | the data was written by another major version of PostgreSQL |
 * | data_incomplete | the data folder holds something that is not our database, or lost its password file |
 * | start_failed | PostgreSQL or initdb ended with an error; its own words are in the message |
 * | start_timeout | PostgreSQL did not become ready in time |
 * | guard_failed | the process that owns the server could not be started |
 */
export const EMBEDDED_POSTGRES_ERROR_CODES = [
  'unsupported_platform',
  'binaries_missing',
  'binaries_unusable',
  'no_server_user',
  'directory_unusable',
  'data_of_other_version',
  'data_incomplete',
  'start_failed',
  'start_timeout',
  'guard_failed',
] as const;

export type EmbeddedPostgresErrorCode = (typeof EMBEDDED_POSTGRES_ERROR_CODES)[number];

export type EmbeddedPostgresErrorFacts = {
  code: EmbeddedPostgresErrorCode;
  /** What is wrong and where, in words. */
  problem: string;
  /** What a person can do about it. */
  remedy: string;
};

/** The embedded PostgreSQL cannot be used. The message holds problem and remedy, both written for people. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly facts: EmbeddedPostgresErrorFacts;

  constructor(facts: EmbeddedPostgresErrorFacts, options?: { cause?: unknown }) {
    super(`${facts.problem} ${facts.remedy}`, options);
    this.facts = facts;
  }

  /** Names the error's kind, for callers that decide on it. */
  get code(): EmbeddedPostgresErrorCode {
    return this.facts.code;
  }

  /** What a person can do about it. */
  get remedy(): string {
    return this.facts.remedy;
  }
}

/** The remedy that always works: a PostgreSQL of one's own. */
export const USE_DATABASE_URL = 'Or set DATABASE_URL to a PostgreSQL server of your own.';

/** The text of an unknown thrown value. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error (ENOENT, EACCES, …), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Runs file-system work and turns its failure into a `directory_unusable` error about `path`. */
export async function withDirectoryErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      {
        code: 'directory_unusable',
        problem: `The embedded PostgreSQL cannot use ${path}: ${describeError(error)}.`,
        remedy: `${directoryRemedy(systemErrorCode(error), path)} ${USE_DATABASE_URL}`,
      },
      { cause: error },
    );
  }
}

function directoryRemedy(code: string | undefined, path: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free some disk space (about 100 MB are needed) and start again.';
    case 'EACCES':
    case 'EPERM':
      return `Give your user write access to ${path}, or remove that folder if another user left it.`;
    case 'EROFS':
      return 'The disk is mounted read-only: run from a folder that can be written.';
    default:
      return 'Check that the folder exists and can be written.';
  }
}
