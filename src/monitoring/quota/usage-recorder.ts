import type { Database } from '../../db/database.ts';
import { errorWords, isDatabaseUnavailable } from '../../db/errors.ts';
import { recountRuns } from '../../jobs/runs/orphaned-runs.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import type { Logger } from '../../platform/logger.ts';
import type { CarriedRecords } from '../../providers/client/carried-records.ts';
import type { CallRecord, CallStart } from '../../providers/client/call-record.ts';
import type { CallRow } from '../../providers/client/quota-ledger.ts';
import { createRunCounts, type RunCounts, type RunSources } from './run-counts.ts';
import { startRow, writeCalls } from './usage-rows.ts';
import {
  createWaitingRecords,
  dropOldest,
  forget,
  noteOver,
  noteRow,
  type OverCall,
  putBack,
  rowsOfOver,
  takeOver,
  type WaitingRecords,
} from './waiting-records.ts';

/**
 * Writes every provider call to `api_usage`: once when it is about to leave, and once when it is over. So a call that
 * was under way when its process was killed is there, with the run that made it. A quota ledger in the same database
 * takes both along (`carried`); otherwise they are written together, without being waited for.
 */
export type UsageRecorder = RunCalls & {
  /** A call that costs something is about to leave; `row` where the ledger has recorded it. Never throws. */
  begin: (call: CallStart, row?: CallRow) => void;
  /** A call is over. Never throws. */
  record: (call: CallRecord) => void;
  /** The call of a row was never sent: the row goes, unless the call is recorded all the same. */
  neverSent: (row: CallRow) => void;
  carried: CarriedRecords;
  /** Writes what is left. */
  close: () => Promise<void>;
};

/**
 * Rows of calls that are over are written together after this long, or with the next call that begins: later than a
 * quota ledger that takes them along settles a call by itself, so that both are one statement.
 */
export const RECORDS_GO_AFTER_MS = 1_500;

/** While the database is away no more than this many rows are kept; the oldest go first. */
const MAX_WAITING = 10_000;

/** A recorder as its functions see it. */
type Recorder = {
  db: Database;
  logger: Logger;
  records: WaitingRecords;
  counts: RunCounts;
  /** Calls that begin in this turn of the event loop. */
  starts: CallStart[];
  opening: Set<Promise<void>>;
  /** Statements of others that carry records. */
  carriers: number;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
};

export function createUsageRecorder({
  db,
  logger,
  sources,
}: {
  db: Database;
  logger: Logger;
  /** Names who was asked (default: nobody does). */
  sources?: RunSources;
}): UsageRecorder {
  const recorder: Recorder = {
    db,
    logger,
    records: createWaitingRecords(),
    counts: createRunCounts(sources),
    starts: [],
    opening: new Set(),
    carriers: 0,
    timer: undefined,
    writing: Promise.resolve(),
  };
  const { records, counts } = recorder;
  return {
    begin(call, row) {
      if (row) noteRow(records, row);
      else begin(recorder, call);
    },
    record(call) {
      noteOver(records, { requestId: call.requestId, record: call });
      counts.add(call.runId, call.cost);
      if (call.bodyHash !== undefined) counts.addBody(call.runId, { host: call.host, hash: call.bodyHash });
      schedule(recorder);
    },
    neverSent(row) {
      noteRow(records, row);
      noteOver(records, { requestId: row.requestId });
      if (row.runId !== null) counts.neverSent(row.runId);
      schedule(recorder);
    },
    carried: carriedBy(recorder),
    callsOf: counts.callsOf,
    readingOf: counts.readingOf,
    ended(runId) {
      counts.ended(runId);
      schedule(recorder);
    },
    close: () => close(recorder),
  };
}

function schedule(recorder: Recorder): void {
  recorder.timer ??= setTimeout(() => {
    recorder.timer = undefined;
    recorder.writing = recorder.writing.then(() => flush(recorder));
  }, RECORDS_GO_AFTER_MS).unref();
}

async function close(recorder: Recorder): Promise<void> {
  clearTimeout(recorder.timer);
  recorder.timer = undefined;
  await Promise.all(recorder.opening);
  await recorder.writing;
  await flush(recorder);
  clearTimeout(recorder.timer);
  const calls = recorder.records.over.size;
  if (calls > 0) recorder.logger.error({ calls }, 'records of provider calls are lost');
}

/** Calls that begin in the same turn of the event loop share a statement; nothing that is under way delays it. */
function begin(recorder: Recorder, call: CallStart): void {
  recorder.records.begun.set(call.requestId, { is: 'pending' });
  recorder.starts.push(call);
  if (recorder.starts.length > 1) return;
  const written = Promise.resolve()
    .then(() => writeStarts(recorder))
    .finally(() => recorder.opening.delete(written));
  recorder.opening.add(written);
}

async function writeStarts(recorder: Recorder): Promise<void> {
  const { db, logger, records, starts } = recorder;
  recorder.starts = [];
  const over = takeOver(records, isCarriable);
  try {
    const rows = await writeCalls(db, starts, rowsOf(records, over));
    for (const { requestId } of starts) {
      const id = rows[requestId];
      records.begun.set(requestId, id === undefined ? { is: 'doubtful' } : { is: 'written', id });
    }
    forget(records, over);
  } catch (error) {
    logger.debug({ err: error, calls: starts.length }, 'the begin of calls could not be recorded');
    for (const { requestId } of starts) records.begun.set(requestId, { is: 'doubtful' });
    putBack(records, over);
    schedule(recorder);
  }
}

function rowsOf(records: WaitingRecords, over: readonly OverCall[]) {
  return over.flatMap((call) => rowsOfOver(records, call));
}

function isCarriable({ goesAlone = false }: OverCall): boolean {
  return !goesAlone;
}

/** What a ledger takes along with its own statements. */
function carriedBy(recorder: Recorder): CarriedRecords {
  const { records } = recorder;
  return {
    rowOf: startRow,
    take() {
      const over = takeOver(records, isCarriable);
      recorder.carriers += 1;
      return {
        rows: rowsOf(records, over),
        written() {
          recorder.carriers -= 1;
          forget(records, over);
        },
        returned({ areRefused }) {
          recorder.carriers -= 1;
          putBack(records, areRefused ? over.map((call) => ({ ...call, goesAlone: true })) : over);
          schedule(recorder);
        },
      };
    },
    neverSent(calls) {
      for (const { requestId, runId } of calls) {
        noteOver(records, { requestId });
        if (runId !== null) recorder.counts.neverSent(runId);
      }
      schedule(recorder);
    },
  };
}

async function flush(recorder: Recorder): Promise<void> {
  const { records, logger } = recorder;
  const left = await write(recorder, takeOver(records));
  if (left.length > 0) {
    putBack(records, left);
    const calls = dropOldest(records, MAX_WAITING);
    if (calls > 0) logger.error({ calls }, 'records of provider calls are lost');
  }
  if (records.over.size > 0 || recorder.carriers > 0) schedule(recorder);
  else await recount(recorder);
}

/** Entries of runs that ended before the last of their calls. */
async function recount(recorder: Recorder): Promise<void> {
  const { db, logger, counts } = recorder;
  const late = counts.takeLate();
  if (late.length === 0) return;
  try {
    await recountRuns(db, late);
  } catch (error) {
    counts.putBack(late);
    schedule(recorder);
    logger.debug({ err: error, runs: late.length }, 'the calls of runs are counted anew later');
  }
}

/**
 * Gives the calls that wait for a database that is away. One that the database refuses is left out, and the others are
 * written by themselves: they must not wait behind it.
 */
async function write(recorder: Recorder, calls: readonly OverCall[]): Promise<readonly OverCall[]> {
  const { db, logger, records } = recorder;
  const [first] = calls;
  if (!first) return [];
  try {
    await writeCalls(db, [], rowsOf(records, calls));
    forget(records, calls);
    return [];
  } catch (error) {
    if (isDatabaseUnavailable(error)) {
      logger.warn({ err: error, calls: calls.length }, 'provider calls could not be recorded now');
      return calls;
    }
    if (calls.length === 1) {
      const { host, endpoint } = first.record ?? {};
      logger.error({ problem: errorWords(error), host, endpoint }, 'a provider call cannot be recorded');
      forget(records, calls);
      return [];
    }
    const left: OverCall[] = [];
    for (const call of calls) left.push(...(await write(recorder, [call])));
    return left;
  }
}
