import { createHash } from 'node:crypto';
import type { Executor } from '../../db/database.ts';
import type { FileExtent } from '../../db/schema/data-loads.ts';
import { type Undoable, takenBack } from '../../db/taken-back.ts';
import type { League } from '../../domain/league.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { logWork } from '../../jobs/runs/run-log.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import {
  type OpenLoad,
  type QuarantinedRow,
  endingLoad,
  hasQuarantined,
  noteProgress,
  beginAnew,
  openLoad,
  quarantine,
  releaseRows,
} from '../../loads/load-record.ts';
import { unpacked } from '../../loads/read-bytes.ts';
import { loadTeamDirectory } from '../../reference/teams/team-directory.ts';
import type { LoadDeps } from '../load/load-odds.ts';
import { ODDS_DATASET } from '../load/load-odds.ts';
import { writingOdds } from '../store/writing-odds.ts';
import type { PublishedLayout } from './layout.ts';
import { type CorrectedRows, findCorrectedRows } from './corrected-rows.ts';
import { type CopyAge, ageOfCopy, joined, mayCorrect } from './copy-age.ts';
import { openPublished } from './open-published.ts';
import { type BatchDeps, type PreparedBatch, prepareBatch } from './prepare-batch.ts';
import { type PublishedCounts, addPublished, publishedCountsOf } from './published-account.ts';
import type { FileRow } from './published-row.ts';
import { ROW_REASONS } from './row-reasons.ts';
import { LINES_LEFT, type LinesLeft, otherCopies, takeBack } from './take-back.ts';
import { writeAsAllowed } from './write-as-allowed.ts';
import { type FoundLine, findMissing } from './write-lines.ts';

/** Rows and cells of one transaction: more save little, and are lost together when the process is. */
const BATCH_CELLS = 40_000;
const MOST_ROWS = 20_000;

/** Rows in quarantine that are told; all of them are kept. */
const MOST_TOLD = 200;

export type PublishedRequest = {
  /** Opens the file; twice, for its hash comes first. */
  open: () => Promise<AsyncIterable<Buffer>>;
  sourceName: string;
  preset?: string | undefined;
  league?: League | undefined;
  /** Somebody says that the file is newer than every copy of it that was loaded. */
  isNewerCopy?: boolean | undefined;
  isDryRun: boolean;
  actor: string;
  onProgress?: ((rowsRead: number) => void) | undefined;
  /** Writes in the transaction that ends the load: how far whoever asked for it has come. */
  inTheEnd?:
    | ((tx: Executor, ended: { counts: PublishedCounts; left: number; runId: string }) => Promise<void>)
    | undefined;
};

/** What a load of an archive came to; field names as they are published. */
export type PublishedResult = PublishedCounts & {
  source: string;
  preset: string;
  dry_run: boolean;
  /** It went on where one of the same file was cut off. */
  resumed: boolean;
  /** Why rows and cells are in quarantine, and why lines are doubted. */
  by_reason: Readonly<Record<string, number>>;
  by_doubt: Readonly<Record<string, number>>;
  /** What was not changed, because nothing tells that the file is the newer copy; null where nothing was left. */
  lines_left: LinesLeft | null;
  /** Columns that cannot be read without a guess, and why. */
  columns_left_out: Readonly<Record<string, string>>;
  quarantined_rows: readonly Omit<QuarantinedRow, 'raw'>[];
  run_id: string | null;
};

/** What is known while a file is read. */
type Reading = BatchDeps & {
  request: PublishedRequest;
  load: OpenLoad;
  reasons: Map<string, number>;
  doubts: Map<string, number>;
  told: Omit<QuarantinedRow, 'raw'>[];
  areSomeWaiting: boolean;
  corrected: CorrectedRows;
  /** What the file is beside others that were loaded. */
  copy: CopyAge;
  /** Lines that the rows so far have no longer. */
  missing: FoundLine[];
  extent: FileExtent;
};

/**
 * Loads an archive of lines: rows in batches, each with its progress in one transaction, so that a load that is cut off
 * goes on with the same command. Undefined where the file is of no such archive. Throws LoadFileError.
 */
export async function loadPublished(
  deps: Omit<LoadDeps, 'db'> & { db: Undoable },
  request: PublishedRequest,
): Promise<PublishedResult | undefined> {
  if (!request.isDryRun) return load(deps, request, deps.db);
  const result = await takenBack(
    (work) => writingOdds(deps.db, work),
    (tx) => load(deps, request, tx),
  );
  return result === undefined ? undefined : { ...result, run_id: null };
}

async function load(
  deps: Pick<LoadDeps, 'clock' | 'parserVersion'>,
  request: PublishedRequest,
  where: Undoable,
): Promise<PublishedResult | undefined> {
  const startedAtMs = deps.clock.nowMs();
  const opened = await openPublished(unpacked(await request.open()), request.preset);
  if (opened === undefined) return undefined;
  const { layout, columns } = opened;
  const fileHash = await hashOf(request);
  const open = await openLoad(where, {
    dataset: ODDS_DATASET,
    fileHash,
    source: request.sourceName,
    preset: layout.preset,
    actor: request.actor,
    newRunId: newRunId('load_odds', layout.sport),
  });
  const reading: Reading = {
    request,
    layout,
    columns,
    league: request.league,
    directory: await loadTeamDirectory(where, layout.sport),
    load: open,
    taken: new Map(),
    reasons: new Map(),
    doubts: new Map(),
    told: [],
    areSomeWaiting: await hasQuarantined(where, ODDS_DATASET),
    corrected: await findCorrectedRows(where, layout, ODDS_DATASET),
    copy: { age: 'newer' },
    missing: [],
    extent: {},
  };
  return endingLoad(where, open, async () => {
    await compareCopies(where, reading);
    const counts = await readOn(where, reading, opened.rows);
    return finish(deps, where, reading, { counts, fileHash, startedAtMs });
  });
}

/** The hash of the file and of everything that says how it is read. */
async function hashOf({ open, preset, league }: PublishedRequest): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await open()) hash.update(chunk);
  return hash.update(JSON.stringify([preset, league?.name, 'lines'])).digest('hex');
}

/** Finds out how old the file is beside others of its layout, and begins anew where one of them came in between. */
async function compareCopies(where: Undoable, reading: Reading): Promise<void> {
  const { request, layout, load: open } = reading;
  const others = await otherCopies(where, open, layout.preset);
  if (others.some(({ updatedAt }) => open.isResumed && open.writtenAt !== null && updatedAt > open.writtenAt))
    reading.load = await beginAnew(where, open);
  if (request.isNewerCopy !== true)
    reading.copy = ageOfCopy(others.length === 0 ? {} : await wholeExtent(where, reading), others);
}

/** What all rows of the file tell of its age. */
async function wholeExtent(where: Undoable, reading: Reading): Promise<FileExtent> {
  const { request, layout } = reading;
  const again = await openPublished(unpacked(await request.open()), request.preset);
  let extent: FileExtent = {};
  if (again === undefined) return extent;
  const looking = { ...reading, taken: new Map() };
  for await (const batch of batches(again.rows, layout))
    extent = joined(extent, (await prepareBatch(where, looking, batch)).extent);
  return extent;
}

async function readOn(
  where: Undoable,
  reading: Reading,
  rows: AsyncIterable<FileRow> | Iterable<FileRow>,
): Promise<PublishedCounts> {
  let counts = publishedCountsOf(reading.load.counts);
  let toSkip = reading.load.rowsDone;
  for await (const batch of batches(rows, reading.layout)) {
    const [done, fresh] = [batch.slice(0, toSkip), batch.slice(toSkip)];
    // Which games are taken and what was found are known as if the load had not been cut off.
    if (done.length > 0) await tellAgain(where, reading, done);
    toSkip = Math.max(0, toSkip - batch.length);
    if (fresh.length > 0) counts = await loadBatch(where, reading, fresh, counts);
    reading.request.onProgress?.(counts.rows);
  }
  return counts;
}

async function tellAgain(where: Undoable, reading: Reading, done: readonly FileRow[]): Promise<void> {
  const prepared = await prepareBatch(where, reading, done);
  reading.corrected.keep(prepared.refused.map(({ raw }) => raw));
  tell(reading, prepared, await missingOf(where, reading, prepared));
}

function missingOf(tx: Executor, { layout }: Reading, { covered, lines }: PreparedBatch) {
  return findMissing(tx, covered, lines, { source: layout.preset });
}

/** Rows in batches that do not part those of a group. */
async function* batches(
  rows: AsyncIterable<FileRow> | Iterable<FileRow>,
  { groupOf }: PublishedLayout,
): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  let cells = 0;
  let group: string | undefined;
  for await (const row of rows) {
    const next = groupOf?.(row.cells);
    const isSameGroup = groupOf !== undefined && next === group;
    if (batch.length > 0 && cells >= BATCH_CELLS && (!isSameGroup || batch.length >= MOST_ROWS)) {
      yield batch;
      batch = [];
      cells = 0;
    }
    group = next;
    batch.push(row);
    cells += Object.keys(row.cells).length;
  }
  if (batch.length > 0) yield batch;
}

async function loadBatch(
  where: Undoable,
  reading: Reading,
  batch: readonly FileRow[],
  before: PublishedCounts,
): Promise<PublishedCounts> {
  const { request, load: open, layout, taken } = reading;
  const takenBefore = new Map(taken);
  const write = async (tx: Undoable) => {
    // After a deadlock the batch is prepared anew.
    taken.clear();
    for (const [gameId, line] of takenBefore) taken.set(gameId, line);
    const prepared = await prepareBatch(tx, reading, batch);
    const written = await writeAsAllowed(tx, prepared.lines, {
      source: layout.preset,
      runId: open.runId,
      mayCorrect: mayCorrect(reading.copy),
    });
    const missing = await missingOf(tx, reading, prepared);
    reading.corrected.keep(prepared.refused.map(({ raw }) => raw));
    if (reading.areSomeWaiting) {
      await releaseRows(tx, ODDS_DATASET, ROW_REASONS, prepared.used);
      await reading.corrected.release(tx, prepared.used);
    }
    await quarantine(tx, open, request.sourceName, prepared.refused);
    const counts = addPublished(before, {
      ...written,
      rows: batch.length,
      lines: prepared.lines.length + prepared.repeated,
      repeated: prepared.repeated,
      doubted: prepared.lines.filter(({ doubt }) => doubt !== null).length,
      quarantined: prepared.refused.length,
    });
    const extent = joined(reading.extent, prepared.extent);
    await noteProgress(tx, open, { rowsDone: counts.rows, counts, extent }, false);
    return { counts, prepared, missing };
  };
  const { counts, prepared, missing } = await (request.isDryRun
    ? where.transaction(write)
    : writingOdds(where, write));
  tell(reading, prepared, missing);
  return counts;
}

function tell(
  reading: Reading,
  { refused, lines, extent }: PreparedBatch,
  missing: readonly FoundLine[],
): void {
  const { reasons, doubts, told } = reading;
  reading.missing.push(...missing);
  reading.extent = joined(reading.extent, extent);
  for (const { raw: _raw, ...row } of refused) {
    countOne(reasons, row.reason);
    if (told.length < MOST_TOLD) told.push(row);
  }
  for (const { doubt } of lines) if (doubt !== null) countOne(doubts, doubt);
}

function countOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function finish(
  { clock, parserVersion }: Pick<LoadDeps, 'clock' | 'parserVersion'>,
  where: Undoable,
  { request, layout, load: open, reasons, doubts, told, missing, extent, copy }: Reading,
  facts: { counts: PublishedCounts; fileHash: string; startedAtMs: number },
): Promise<PublishedResult> {
  const { fileHash, startedAtMs } = facts;
  if (facts.counts.rows === 0)
    throw new LoadFileError('empty_file', 'the file has no rows', 'Fetch it again, and look at its size.');
  const end = async (tx: Executor) => {
    const { removed, left } = await takeBack(tx, missing, { copy, differing: facts.counts.left });
    const counts = { ...facts.counts, removed };
    await logWork(
      tx,
      {
        runId: open.runId,
        operation: 'load_odds',
        sport: layout.sport,
        seedingType: 'import',
        status: 'completed',
        details: { preset: layout.preset, ...counts },
        rows: { published_lines: counts.written + counts.corrected, load_quarantine: counts.quarantined },
        actor: request.actor,
        fileHash,
        startedAtMs,
        endedAtMs: clock.nowMs(),
      },
      { source: request.sourceName, parserVersion: parserVersion() },
    );
    const kept = { ...counts, [LINES_LEFT]: left?.lines ?? 0 };
    await noteProgress(tx, open, { rowsDone: counts.rows, counts: kept, extent }, true);
    const leftLines = left === null ? 0 : left.lines + left.differing;
    await request.inTheEnd?.(tx, { counts, left: leftLines, runId: open.runId });
    return { counts, left };
  };
  const { counts, left } = await (request.isDryRun ? where.transaction(end) : writingOdds(where, end));
  return {
    ...counts,
    source: request.sourceName,
    preset: layout.preset,
    dry_run: request.isDryRun,
    resumed: open.isResumed,
    by_reason: Object.fromEntries(reasons),
    by_doubt: Object.fromEntries(doubts),
    lines_left: left,
    columns_left_out: layout.leftOut ?? {},
    quarantined_rows: told,
    run_id: open.runId,
  };
}
