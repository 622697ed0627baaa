import { createHash } from 'node:crypto';
import type { Database, Executor } from '../../db/database.ts';
import { type Undoable, takenBack } from '../../db/taken-back.ts';
import type { League } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import { logWork } from '../../jobs/runs/run-log.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { ODDS_PROVIDER } from '../../reference/identities/odds-provider.ts';
import { linkOpenEvents } from '../events/link-events.ts';
import { ensureBookmakers } from '../store/bookmakers.ts';
import { ensureMonthsOf } from '../store/month-partitions.ts';
import type { CapturedEvent } from '../store/captured-odds.ts';
import { writeCaptures } from '../store/write-captures.ts';
import { writingOdds } from '../store/writing-odds.ts';
import { type PlaceFinder, createPlaceFinder } from './event-places.ts';
import type { EventOfBody } from './body-rows.ts';
import { REREAD_REASONS, eventCaptures, unplaced } from './event-captures.ts';
import { fileRows } from './file-rows.ts';
import { groupCaptures } from './group-captures.ts';
import { type LoadCounts, NO_ROWS, addCounts, countsOf } from './load-account.ts';
import { BODY_PRESET } from './csv-layouts.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import {
  type OpenLoad,
  type QuarantinedRow,
  endingLoad,
  hasQuarantined,
  noteProgress,
  openLoad,
  quarantine,
  releaseRows,
} from '../../loads/load-record.ts';
import { priceFormatOf } from './price-format.ts';
import type { RawRow } from './raw-rows.ts';
import { unpacked } from '../../loads/read-bytes.ts';
import { type InstantReader, createInstantReader } from './read-instant.ts';
import { type OddsRow, type RowPrices, readEvent, readRow } from './read-row.ts';

/** As the data are called in the records of loads. */
export const ODDS_DATASET = 'odds';

/** Rows of one transaction: more save little, and are lost together when the process is. */
const BATCH_ROWS = 4_000;

/** Rows that are held at once, even of one event at one time: no book has a tenth of them. */
const MOST_ROWS = 10 * BATCH_ROWS;

/** Rows in quarantine that are told; all of them are kept. */
const MOST_TOLD = 200;

export type LoadRequest = {
  /** Opens the file; twice, for its hash comes first. */
  open: () => Promise<AsyncIterable<Buffer>>;
  sourceName: string;
  preset?: string | undefined;
  league?: League | undefined;
  /** What the events of files before this one have shown; for the same league. */
  finder?: PlaceFinder | undefined;
  prices?: RowPrices | undefined;
  capturedAt?: string | undefined;
  isDryRun: boolean;
  actor: string;
  onProgress?: (rowsRead: number) => void;
};

/** What a load came to; field names as they are published. */
export type LoadResult = LoadCounts & {
  source: string;
  preset: string;
  prices: RowPrices;
  dry_run: boolean;
  /** It went on where one of the same file was cut off. */
  resumed: boolean;
  events_linked: number;
  /** Events of all files that belong to no game yet. */
  events_open: number;
  by_reason: Readonly<Record<string, number>>;
  quarantined_rows: readonly Omit<QuarantinedRow, 'raw'>[];
  run_id: string | null;
};

export type LoadDeps = { db: Database; clock: { nowMs: () => number }; parserVersion: () => string };

/** What is known while a file is read. */
type Reading = {
  request: LoadRequest;
  load: OpenLoad;
  finder: PlaceFinder;
  preset: string;
  prices: RowPrices;
  instants: InstantReader;
  reasons: Map<string, number>;
  told: Omit<QuarantinedRow, 'raw'>[];
  /** Events of a body of which prices are written. */
  written: Set<string>;
  areSomeWaiting: boolean;
};

/**
 * Loads a published file of odds: rows in batches, each with its progress in one transaction, so that a load that is cut
 * off loses nothing, repeats nothing, and goes on with the same command. Throws LoadFileError.
 */
export async function loadOdds(deps: LoadDeps, request: LoadRequest): Promise<LoadResult> {
  if (!request.isDryRun) return load(deps, request, deps.db);
  const result = await takenBack(
    (work) => writingOdds(deps.db, work),
    (tx) => load(deps, request, tx),
  );
  return { ...result, run_id: null };
}

async function load(deps: LoadDeps, request: LoadRequest, where: Undoable): Promise<LoadResult> {
  const startedAtMs = deps.clock.nowMs();
  const fileHash = await hashOf(request);
  const file = await fileRows(unpacked(await request.open()), {
    preset: request.preset,
    capturedAt: request.capturedAt,
    fileName: request.sourceName,
  });
  const rows = batches(file.rows);
  const first = await rows.next();
  const firstRows = first.done === true ? [] : first.value;
  const prices = request.prices ?? priceFormatOf(firstRows);
  const finder = request.finder ?? (await createPlaceFinder(where, request.league));
  const sport = request.league?.sport ?? sportOf([...firstRows, ...file.events], finder);
  const open = await openLoad(where, {
    dataset: ODDS_DATASET,
    fileHash,
    source: request.sourceName,
    preset: file.preset,
    actor: request.actor,
    newRunId: newRunId('load_odds', sport ?? 'unknown'),
  });
  const reading = {
    request,
    load: open,
    finder,
    preset: file.preset,
    prices,
    instants: createInstantReader(),
    reasons: new Map(),
    told: [],
    written: new Set<string>(),
    areSomeWaiting: await hasQuarantined(where, ODDS_DATASET),
  };
  return endingLoad(where, open, async () => {
    const ofRows = await readOn(deps, where, reading, firstRows, rows);
    const counts = addCounts(ofRows, await keepEventsOf(where, reading, file.events));
    return finish(deps, where, reading, { counts, sport, fileHash, startedAtMs });
  });
}

/** The hash of the file and of everything that says how it is read. */
async function hashOf({ open, preset, league, prices, capturedAt }: LoadRequest): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await open()) hash.update(chunk);
  return hash.update(JSON.stringify([preset, league?.name, prices, capturedAt])).digest('hex');
}

/** Rows in batches that do not part those of one capture; a large capture is parted between its events. */
async function* batches(rows: AsyncIterable<RawRow> | Iterable<RawRow>): AsyncGenerator<RawRow[]> {
  let batch: RawRow[] = [];
  for await (const row of rows) {
    if (isBatchOver(batch, row)) {
      yield batch;
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) yield batch;
}

function isBatchOver(batch: readonly RawRow[], next: RawRow): boolean {
  if (batch.length < BATCH_ROWS) return false;
  const last = batch.at(-1)?.fields;
  const isOtherCapture = last?.capturedAt !== next.fields.capturedAt;
  const isOtherEvent = isOtherCapture || last?.eventId !== next.fields.eventId;
  return isOtherCapture || (isOtherEvent && batch.length >= 2 * BATCH_ROWS) || batch.length >= MOST_ROWS;
}

/** The sport of the first event that can be placed. */
function sportOf(rows: readonly RawRow[], finder: PlaceFinder): Sport | undefined {
  for (const raw of rows) {
    const event = readEvent(raw);
    const sport = 'reason' in event ? undefined : finder.sportOf(event);
    if (sport !== undefined) return sport;
  }
  return undefined;
}

/** Keeps the events of a body; those without prices that cannot be used are set aside and counted as rows. */
async function keepEventsOf(
  where: Undoable,
  reading: Reading,
  events: readonly EventOfBody[],
): Promise<LoadCounts> {
  const { request, load: open, finder } = reading;
  const { captures: all, refused } = eventCaptures(events, finder);
  // What prices were written of has told its event.
  const captures = all.filter((one) => !reading.written.has(writtenKey(one)));
  tellRefused(reading, refused);
  const origin = { provider: ODDS_PROVIDER, runId: open.runId };
  if (captures.length === 0 && refused.length === 0) return NO_ROWS;
  await batchIn(request, where, async (tx) => {
    await writeCaptures(tx, captures, origin, new Map());
    await quarantine(tx, open, request.sourceName, refused);
  });
  return { ...NO_ROWS, rows: refused.length, quarantined: refused.length };
}

function writtenKey({ sportId, providerEventId, capturedAtMs }: CapturedEvent): string {
  return `${sportId}|${capturedAtMs}|${providerEventId}`;
}

async function readOn(
  deps: LoadDeps,
  where: Undoable,
  reading: Reading,
  firstRows: readonly RawRow[],
  rest: AsyncIterable<RawRow[]>,
): Promise<LoadCounts> {
  let counts = countsOf(reading.load.counts);
  let toSkip = counts.rows;
  const take = async (batch: readonly RawRow[]): Promise<void> => {
    const fresh = batch.slice(toSkip);
    toSkip = Math.max(0, toSkip - batch.length);
    if (fresh.length > 0) counts = await loadBatch(deps, where, reading, fresh, counts);
    reading.request.onProgress?.(counts.rows);
  };
  await take(firstRows);
  for await (const batch of rest) await take(batch);
  return counts;
}

async function loadBatch(
  { db }: LoadDeps,
  where: Undoable,
  reading: Reading,
  batch: readonly RawRow[],
  before: LoadCounts,
): Promise<LoadCounts> {
  const { request, load: open } = reading;
  const { captures, repeated, refused, used } = prepared(batch, reading);
  if (!request.isDryRun) {
    await ensureMonthsOf(
      db,
      captures.map(({ capturedAtMs }) => capturedAtMs),
    );
  }
  const bookIds = await ensureBookmakers(
    where,
    captures.flatMap(({ books }) => books),
  );
  const counts = await batchIn(request, where, async (tx) => {
    const origin = { provider: ODDS_PROVIDER, runId: open.runId };
    const written = await writeCaptures(tx, captures, origin, bookIds);
    await quarantine(tx, open, request.sourceName, refused);
    if (reading.areSomeWaiting) await releaseRows(tx, ODDS_DATASET, REREAD_REASONS, used);
    const sum = addCounts(before, {
      ...NO_ROWS,
      ...written,
      repeated,
      rows: batch.length,
      quarantined: refused.length,
    });
    await noteProgress(tx, open, { rowsDone: sum.rows, counts: sum }, false);
    return sum;
  });
  if (reading.preset === BODY_PRESET)
    for (const capture of captures) reading.written.add(writtenKey(capture));
  return counts;
}

/** A part of a load, which runs again after a deadlock by itself; a dry run is one transaction, and does as a whole. */
function batchIn<T>(
  { isDryRun }: LoadRequest,
  where: Undoable,
  write: (tx: Executor) => Promise<T>,
): Promise<T> {
  return isDryRun ? where.transaction(write) : writingOdds(where, write);
}

/** Rows as captures, and those that are set aside. */
function prepared(batch: readonly RawRow[], reading: Reading) {
  const refused: QuarantinedRow[] = [];
  const placed: { row: OddsRow; place: NonNullable<ReturnType<PlaceFinder['place']>> }[] = [];
  for (const raw of batch) {
    const row = readRow(raw, reading.prices, reading.instants);
    if ('reason' in row) {
      refused.push({ line: raw.line, raw: raw.raw, ...row });
      continue;
    }
    const place = reading.finder.place(row);
    if (place === undefined) refused.push(unplaced(row));
    else placed.push({ row, place });
  }
  const { captures, repeated, contradicted } = groupCaptures(placed);
  for (const { row, stands } of contradicted) {
    const problem = `line ${stands.line} has ${stands.priceText} for the same at the same time`;
    const remedy = 'The higher price counts; remove the one that is wrong.';
    refused.push({ ...faultOf(row, 'price', row.priceText), reason: 'two_prices', problem, remedy });
  }
  tellRefused(reading, refused);
  return { captures, repeated, refused, used: placed.map(({ row }) => row.raw) };
}

function tellRefused({ reasons, told }: Reading, refused: readonly QuarantinedRow[]): void {
  for (const { raw: _raw, ...row } of refused) {
    reasons.set(row.reason, (reasons.get(row.reason) ?? 0) + 1);
    if (told.length < MOST_TOLD) told.push(row);
  }
}

function faultOf({ line, raw }: OddsRow, field: string, value: string) {
  return { line, raw, field, value };
}

async function finish(
  deps: LoadDeps,
  where: Undoable,
  reading: Reading,
  {
    counts,
    sport,
    fileHash,
    startedAtMs,
  }: { counts: LoadCounts; sport: Sport | undefined; fileHash: string; startedAtMs: number },
): Promise<LoadResult> {
  const { request, load: open, preset, prices, reasons, told } = reading;
  // An answer may have no prices; a table without rows was cut off.
  if (counts.rows === 0 && preset !== BODY_PRESET) {
    throw new LoadFileError('empty_file', 'the file has no rows', 'Fetch it again, and look at its size.');
  }
  const links = await batchIn(request, where, async (tx) => {
    if (sport !== undefined) await logLoad(deps, tx, reading, { counts, sport, fileHash, startedAtMs });
    await noteProgress(tx, open, { rowsDone: counts.rows, counts }, true);
    return linkOpenEvents(tx);
  });
  return {
    ...counts,
    source: request.sourceName,
    preset,
    prices,
    dry_run: request.isDryRun,
    resumed: open.isResumed,
    events_linked: links.linked,
    events_open: links.questions,
    by_reason: Object.fromEntries(reasons),
    quarantined_rows: told,
    run_id: sport === undefined ? null : open.runId,
  };
}

/** The run of the load, in the transaction that ends it. */
async function logLoad(
  { clock, parserVersion }: LoadDeps,
  tx: Executor,
  { request, load: open, preset }: Reading,
  facts: { counts: LoadCounts; sport: Sport; fileHash: string; startedAtMs: number },
): Promise<void> {
  const { counts, sport, fileHash, startedAtMs } = facts;
  await logWork(
    tx,
    {
      runId: open.runId,
      operation: 'load_odds',
      sport,
      seedingType: 'import',
      status: 'completed',
      details: { preset, ...counts },
      rows: { odds_changes: counts.changes, load_quarantine: counts.quarantined },
      actor: request.actor,
      fileHash,
      startedAtMs,
      endedAtMs: clock.nowMs(),
    },
    { source: request.sourceName, parserVersion: parserVersion() },
  );
}
