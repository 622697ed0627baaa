import type { Database } from '../../db/database.ts';
import { errorWords, isDatabaseUnavailable } from '../../db/errors.ts';
import { recountRuns } from '../../jobs/runs/orphaned-runs.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import type { Logger } from '../../platform/logger.ts';
import type { CallRecord, CallStart } from '../../providers/client/provider-call.ts';
import { createRunCounts } from './run-counts.ts';
import { type SettledCall, writeCalls } from './usage-rows.ts';

/**
 * Writes every provider call to `api_usage`: once before it leaves, without being waited for, and once when it is
 * over, with others. So a call that was under way when its process was killed is there, with the run that made it.
 */
export type UsageRecorder = RunCalls & {
  /** A call that costs something is about to leave. Never throws. */
  begin: (call: CallStart) => void;
  /** A call is over. Never throws. */
  record: (call: CallRecord) => void;
  /** Writes what is left. */
  close: () => Promise<void>;
};

/** Rows of calls that are over are written together after this long, or with the next call that begins. */
const FLUSH_DELAY_MS = 500;

/** While the database is away no more than this many rows are kept; the oldest go first. */
const MAX_WAITING = 10_000;

/** What became of the row of a call that began. */
type Begun = { id?: number; isPending: boolean };

export function createUsageRecorder({ db, logger }: { db: Database; logger: Logger }): UsageRecorder {
  let starts: CallStart[] = [];
  let waiting: CallRecord[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const opening = new Set<Promise<void>>();
  const begun = new Map<string, Begun>();
  const counts = createRunCounts();

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = writing.then(flush);
    }, FLUSH_DELAY_MS);
    timer.unref();
  }

  /** Calls that begin in the same turn of the event loop share a statement; nothing that is under way delays it. */
  async function writeStarts(): Promise<void> {
    const batch = starts;
    starts = [];
    const settled = takeSettled();
    try {
      const rows = await writeCalls(db, batch, settled);
      for (const call of batch) noteBegun(call.requestId, { id: rows.get(call.requestId) });
      forget(settled);
    } catch (error) {
      logger.debug({ err: error, calls: batch.length }, 'the begin of calls could not be recorded');
      for (const call of batch) noteBegun(call.requestId, { id: undefined });
      waiting = [...settled.map(({ call }) => call), ...waiting];
      schedule();
    }
  }

  function noteBegun(requestId: string, { id }: { id: number | undefined }): void {
    begun.set(requestId, { isPending: false, ...(id === undefined ? {} : { id }) });
  }

  /** Takes the calls that are over, apart from those of which it is not known yet whether they have a row. */
  function takeSettled(): SettledCall[] {
    const ready = waiting.filter(({ requestId }) => begun.get(requestId)?.isPending !== true);
    waiting = waiting.filter(({ requestId }) => begun.get(requestId)?.isPending === true);
    return ready.map((call) => {
      const known = begun.get(call.requestId);
      return { call, id: known?.id, mayBeThere: known !== undefined && known.id === undefined };
    });
  }

  function forget(settled: readonly SettledCall[]): void {
    for (const { call } of settled) begun.delete(call.requestId);
  }

  async function flush(): Promise<void> {
    const left = await write(takeSettled());
    if (left.length > 0) waiting = withoutOldest([...left.map(({ call }) => call), ...waiting]);
    if (waiting.length > 0) schedule();
    else await recount();
  }

  function withoutOldest(calls: CallRecord[]): CallRecord[] {
    const tooMany = calls.length - MAX_WAITING;
    if (tooMany > 0) logger.error({ calls: tooMany }, 'records of provider calls are lost');
    return calls.slice(-MAX_WAITING);
  }

  /** Entries of runs that ended before the last of their calls. */
  async function recount(): Promise<void> {
    const late = counts.takeLate();
    if (late.length === 0) return;
    try {
      await recountRuns(db, late);
    } catch (error) {
      counts.putBack(late);
      schedule();
      logger.debug({ err: error, runs: late.length }, 'the calls of runs are counted anew later');
    }
  }

  /**
   * Gives the rows that wait for a database that is away. One that the database refuses is left out, and the others are
   * written by themselves: they must not wait behind it.
   */
  async function write(batch: readonly SettledCall[]): Promise<readonly SettledCall[]> {
    const [first] = batch;
    if (!first) return [];
    try {
      await writeCalls(db, [], batch);
      forget(batch);
      return [];
    } catch (error) {
      if (isDatabaseUnavailable(error)) {
        logger.warn({ err: error, calls: batch.length }, 'provider calls could not be recorded now');
        return batch;
      }
      if (batch.length === 1) {
        const { host, endpoint } = first.call;
        logger.error({ problem: errorWords(error), host, endpoint }, 'a provider call cannot be recorded');
        forget(batch);
        return [];
      }
      const left: SettledCall[] = [];
      for (const call of batch) left.push(...(await write([call])));
      return left;
    }
  }

  return {
    begin(call) {
      begun.set(call.requestId, { isPending: true });
      starts.push(call);
      if (starts.length > 1) return;
      const written = Promise.resolve()
        .then(writeStarts)
        .finally(() => opening.delete(written));
      opening.add(written);
    },
    record(call) {
      waiting.push(call);
      if (call.runId !== null) counts.add(call.runId, call.cost);
      schedule();
    },
    callsOf: counts.callsOf,
    ended(runId) {
      counts.ended(runId);
      schedule();
    },
    async close() {
      clearTimeout(timer);
      timer = undefined;
      await Promise.all(opening);
      await writing;
      await flush();
      clearTimeout(timer);
      if (waiting.length > 0) logger.error({ calls: waiting.length }, 'records of provider calls are lost');
    },
  };
}
