import type { MigrationStatus } from '../../db/migration-status.ts';
import type { QueueStore } from '../../jobs/store.ts';
import { type ClockLook, clockDriftMs } from '../../db/database-clock.ts';
import { CLOCK_DRIFT_WARN_MS, clockProblem, isClockBeyond, skewWords } from '../../fleet/clock-drift.ts';
import { type Verdict, fail, ok, warn } from './finding.ts';

/** Node below this lacks what the code uses (type stripping without a flag). */
const OLDEST_NODE_MAJOR = 24;
const OLDEST_POSTGRES_MAJOR = 14;
/** BullMQ's own minimum. */
const OLDEST_REDIS_MAJOR = 6;
const DISK_WARN_SHARE = 0.1;
const DISK_FAIL_BYTES = 200 * 1024 * 1024;

/** `found` is a version of Node such as `24.21.0`, `version` the project's own. */
export function judgeNode(found: string, version: string): Verdict {
  return judgeMajor('Node', found, OLDEST_NODE_MAJOR, `Scoracle ${version} on Node`);
}

/** `found` is what PostgreSQL calls `server_version`. */
export function judgePostgres(found: string): Verdict {
  return judgeMajor('PostgreSQL', found, OLDEST_POSTGRES_MAJOR, 'PostgreSQL');
}

function judgeMajor(what: string, found: string, oldest: number, prefix: string): Verdict {
  const detail = `${prefix} ${found}`;
  return Number.parseInt(found, 10) >= oldest ? ok(detail) : fail(detail, `Use ${what} ${oldest} or newer.`);
}

/** Whether the tables are those that this version knows. */
export function judgeMigrations({ applied, known, isUpToDate }: MigrationStatus): Verdict {
  const detail = `${applied} of ${known} applied`;
  return isUpToDate ? ok(detail) : fail(detail, 'Run `npm run -s scoracle -- migrate`.');
}

/** How far this machine's clock is off PostgreSQL's. */
export function judgeClock(look: ClockLook, limitMs: number): Verdict {
  const skewMs = clockDriftMs(look);
  const problem = clockProblem(skewMs, limitMs);
  const remedy = 'Let both machines keep time by NTP (for example chrony).';
  if (Math.abs(skewMs) <= CLOCK_DRIFT_WARN_MS && problem === undefined)
    return ok(`${Math.round(Math.abs(skewMs))} ms between this machine and PostgreSQL`);
  const detail = `the clock of this machine is ${skewWords(skewMs)} PostgreSQL's`;
  return isClockBeyond(skewMs, limitMs) ? fail(detail, problem ?? remedy) : warn(detail, problem ?? remedy);
}

type RedisFacts = Awaited<ReturnType<NonNullable<QueueStore['describe']>>>;

/** Whether Redis is new enough and keeps what it was given. */
export function judgeRedis({ version, maxmemoryPolicy, isAppendOnly }: RedisFacts): readonly Verdict[] {
  const verdicts = [judgeMajor('Redis', version, OLDEST_REDIS_MAJOR, 'Redis')];
  if (maxmemoryPolicy !== undefined && maxmemoryPolicy !== 'noeviction') {
    verdicts.push(
      fail(
        `maxmemory-policy is ${maxmemoryPolicy}: Redis may throw jobs away`,
        'Set `maxmemory-policy noeviction` in redis.conf.',
      ),
    );
  }
  if (isAppendOnly === false) {
    verdicts.push(
      warn(
        'appendonly is off: a restart of Redis empties the queue',
        'Set `appendonly yes`; until then the reconciler refills the queue.',
      ),
    );
  }
  return verdicts;
}

/** Whether the disk that holds the data has room. */
export function judgeDisk({ freeBytes, totalBytes }: { freeBytes: number; totalBytes: number }): Verdict {
  const detail = `${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} GB free where this machine keeps its data`;
  if (freeBytes < DISK_FAIL_BYTES) return fail(detail, 'Make room: a full disk stops PostgreSQL.');
  return freeBytes < totalBytes * DISK_WARN_SHARE ? warn(detail, 'Make room soon.') : ok(detail);
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
