import { CommanderError } from 'commander';
import { outageRemedy } from '../db/outage-remedy.ts';
import { describeProviderFailure } from './describe-provider-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { oneLine } from './output/plain-text.ts';
import { CommandFailure } from './outcome.ts';
import type { FailureReport } from './failure-report.ts';

/** Problems of a schedule file that come from the command line, not from the file. */
const USAGE_PROBLEMS: ReadonlySet<string> = new Set(['bad_option', 'unknown_preset', 'league_needed']);

const NETWORK_CODES = /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE)/;

/** SQLSTATEs of a server that is there but does not let us in: wrong user or password, no such database. */
const ACCESS_SQLSTATES = new Set(['28000', '28P01', '3D000']);

/** How ioredis and BullMQ speak of a Redis that is away or refuses us. */
const REDIS_TROUBLE =
  /redis|StoreSilentError|MaxRetriesPerRequest|^Connection is closed|^Command timed out|startup nodes|^Too many Cluster|^(NOAUTH|WRONGPASS|NOPERM|READONLY|OOM|LOADING|MASTERDOWN|CLUSTERDOWN|MISCONF)\b/i;

/** Advice of ioredis about its options is no help to people. */
const REDIS_ADVICE = /max retries per request|startup nodes|Too many Cluster/i;

/** SQLSTATE of a table that does not exist. */
const UNDEFINED_TABLE = '42P01';

/**
 * Says what went wrong, where, and how to mend it. Errors are recognised by their names and codes, so that
 * telling a wrong option does not load the database driver.
 */
export function describeFailure(error: unknown): FailureReport {
  if (error instanceof CommandFailure) return fromCommand(error);
  if (error instanceof CommanderError) return fromUsage(error);
  if (!(error instanceof Error)) return unexpected(String(error));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : undefined;
  switch (error.name) {
    case 'ConfigError':
      return {
        code: 'configuration',
        message: 'the configuration cannot be used',
        problems:
          'problems' in error && Array.isArray(error.problems) ? error.problems.map(String) : [error.message],
        remedy: 'Correct the environment variables, or the file .env.',
        exitCode: EXIT_CODES.failed,
      };
    case 'ScheduleFileError':
      return {
        code,
        message: error.message,
        ...(remedy ? { remedy } : {}),
        flags: 'flags' in error && Array.isArray(error.flags) ? error.flags.map(String) : [],
        exitCode: USAGE_PROBLEMS.has(code) ? EXIT_CODES.usage : EXIT_CODES.failed,
      };
    case 'UnknownLeagueError':
    case 'UnknownNameError':
      return {
        code: 'usage',
        message: error.message,
        ...(remedy ? { remedy } : {}),
        exitCode: EXIT_CODES.usage,
      };
    case 'CursorError':
      return {
        code: 'usage',
        message: error.message,
        remedy: 'Take the next_cursor that the list before it printed with --json, of the same command.',
        exitCode: EXIT_CODES.usage,
      };
    case 'ProviderError':
      return describeProviderFailure(error);
    case 'SpoolFullError':
    case 'LoadFileError':
      return {
        code,
        message: error.message,
        ...problemsOf(error),
        ...(remedy ? { remedy } : {}),
        exitCode: EXIT_CODES.failed,
      };
    case 'BackupError':
    case 'DirectAddressNeededError':
    case 'SessionSettingsError':
      return { code, message: error.message, ...(remedy ? { remedy } : {}), exitCode: EXIT_CODES.failed };
    case 'EmbeddedPostgresError':
      return { code, message: error.message, exitCode: EXIT_CODES.failed };
    case 'MigrationNeededError':
      return {
        code: 'migration_needed',
        message: error.message.replace(/\.$/, ''),
        ...(remedy ? { remedy } : {}),
        exitCode: EXIT_CODES.failed,
      };
    default:
      return fromDependency(error);
  }
}

function problemsOf(error: Error): { problems?: readonly string[] } {
  const problems = 'problems' in error && Array.isArray(error.problems) ? error.problems.map(String) : [];
  return problems.length > 0 ? { problems } : {};
}

function fromCommand(failure: CommandFailure): FailureReport {
  const { code, message, remedy, exitCode } = failure;
  return { code, message, ...(remedy ? { remedy } : {}), exitCode };
}

/** Commander's messages begin with `error: ` and may carry a suggestion on a second line. */
function fromUsage(error: CommanderError): FailureReport {
  const [first = '', ...suggestions] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = suggestions.join(' ').replace(/[()]/g, '').trim();
  return {
    code: 'usage',
    message: suggestion === '' ? first : `${first}. ${suggestion}`,
    exitCode: EXIT_CODES.usage,
  };
}

/** The database, the queue store or the network; drizzle wraps the driver's error, which says more. */
function fromDependency(error: Error): FailureReport {
  const chain = [...causes(error)];
  const codes = chain.map((one) => ('code' in one && typeof one.code === 'string' ? one.code : ''));
  const isRedis = chain.some((one) => REDIS_TROUBLE.test(one.name) || REDIS_TROUBLE.test(one.message));
  const innermost = oneLine(chain.at(-1)?.message || chain.at(-1)?.name || error.name);
  if (isRedis) {
    return {
      code: 'queue_unavailable',
      message: `the queue store cannot be used: ${REDIS_ADVICE.test(innermost) ? 'Redis does not answer' : innermost}`,
      remedy:
        'Check that Redis runs and that REDIS_URL or REDIS_CLUSTER_NODES names it with the right user and password.',
      exitCode: EXIT_CODES.failed,
    };
  }
  if (codes.includes(UNDEFINED_TABLE)) {
    return {
      code: 'migration_needed',
      message: `the database is not up to date: ${innermost}`,
      remedy: 'Run the command migrate first.',
      exitCode: EXIT_CODES.failed,
    };
  }
  const isAway =
    codes.some(
      (code) =>
        NETWORK_CODES.test(code) || /^(08|53|57P|55P03|57014)/.test(code) || ACCESS_SQLSTATES.has(code),
    ) || /timeout exceeded when trying to connect|connection terminated/i.test(innermost);
  if (isAway) {
    return {
      code: 'database_unavailable',
      message: `the database cannot be used: ${innermost}`,
      remedy:
        outageRemedy(error) ??
        'Check that PostgreSQL runs and that DATABASE_URL names it with the right user and password.',
      exitCode: EXIT_CODES.failed,
    };
  }
  return unexpected(innermost);
}

function unexpected(message: string): FailureReport {
  return {
    code: 'unexpected',
    message: `an unexpected error: ${oneLine(message)}`,
    remedy: 'Run the command again with --verbose for the details, and report them if they do not help.',
    exitCode: EXIT_CODES.failed,
  };
}

/** An error, what caused it, and so on; a group of connection attempts counts as its first member. */
function* causes(error: Error): Generator<Error> {
  let current: unknown = error;
  for (let depth = 0; current instanceof Error && depth < 10; depth += 1) {
    yield current;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
}
