import { createHash } from 'node:crypto';
import type { Database, Executor } from '../../db/database.ts';
import { type Undoable, takenBack } from '../../db/taken-back.ts';
import type { Sport } from '../../domain/sport.ts';
import type { SeasonYear } from '../../domain/season.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { logWork } from '../../jobs/runs/run-log.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import {
  type OpenLoad,
  type QuarantinedRow,
  noteProgress,
  endingLoad,
  openLoad,
  quarantine,
} from '../../loads/load-record.ts';
import { unpacked } from '../../loads/read-bytes.ts';
import { forgetLoad, refusalKey, releaseOthers } from '../../loads/release-rows.ts';
import { type Spool, createSpool } from '../../loads/spool.ts';
import { createPublishedGameFinder } from './find-game.ts';
import { type BoxScoreCounts, NO_ROWS, addCounts } from './game-account.ts';
import { type RowGroups, groupRows } from './group-rows.ts';
import type { TaskSettings } from './lock-first-pass.ts';
import { type MendedRows, findMendedRows } from './mended-rows.ts';
import { type ReadRow, readPublished, refusedRow } from './read-rows.ts';
import type { BoundLayout } from './recognise-layout.ts';
import type { GameWriter } from './game-writer.ts';
import { writeGame } from './write-game.ts';

const BOX_SCORES_DATASET = 'box-scores';

/** Rows in quarantine that are told; all of them are kept. */
const MOST_TOLD = 200;

/** Refused rows that are written together. */
const REFUSED_TOGETHER = 500;

export type BoxScoreRequest = {
  /** Opens the file; twice, for its hash comes first. */
  open: () => Promise<AsyncIterable<Buffer>>;
  sourceName: string;
  preset?: string | undefined;
  /** Rows of other seasons are left out. */
  season?: SeasonYear | undefined;
  isDryRun: boolean;
  actor: string;
  onProgress?: (rowsDone: number) => void;
  /** Writes in the transaction that ends the load: how far whoever asked for it has come. */
  inTheEnd?: (tx: Executor, ended: { counts: BoxScoreCounts; runId: string }) => Promise<void>;
};

/** What a load came to; field names as they are published. */
export type BoxScoreResult = BoxScoreCounts & {
  source: string;
  preset: string;
  dry_run: boolean;
  /** It went on where one of the same file was cut off. */
  resumed: boolean;
  by_reason: Readonly<Record<string, number>>;
  quarantined_rows: readonly Omit<QuarantinedRow, 'raw'>[];
  run_id: string | null;
};

export type BoxScoreDeps = {
  db: Database;
  clock: { nowMs: () => number };
  parserVersion: () => string;
  tasks: TaskSettings;
};

/** What is known while a file is loaded. */
type Loading = {
  deps: BoxScoreDeps;
  request: BoxScoreRequest;
  inPart: InPart;
  /** For rows until their game is written. */
  spool: Spool;
  bound: BoundLayout;
  load: OpenLoad;
  reasons: Map<string, number>;
  /** Keys of all rows that were refused. */
  refused: Set<string>;
  mended: MendedRows;
  told: Omit<QuarantinedRow, 'raw'>[];
};

/** The transaction of a part of a load, and the record of the load in it. */
type Part = { tx: Undoable; load: OpenLoad };
type InPart = <T>(work: (part: Part) => Promise<T>) => Promise<T>;

/**
 * Loads a published file of box scores: its rows are read and placed, then each game is written with its progress in one
 * transaction, so that a load that is cut off loses nothing, repeats nothing, and goes on with the same command. A dry run
 * does the same and takes each of these transactions back as it ends, so that nobody waits for it. Throws LoadFileError.
 */
export async function loadBoxScores(deps: BoxScoreDeps, request: BoxScoreRequest): Promise<BoxScoreResult> {
  const spool = createSpool();
  try {
    return await load(deps, request, spool);
  } finally {
    await spool.close();
  }
}

async function load(deps: BoxScoreDeps, request: BoxScoreRequest, spool: Spool): Promise<BoxScoreResult> {
  const startedAtMs = deps.clock.nowMs();
  const fileHash = await hashOf(request);
  const { bound, rows } = await readPublished(unpacked(await request.open()), request.preset);
  const { layout } = bound;
  const facts = {
    dataset: BOX_SCORES_DATASET,
    fileHash,
    source: request.sourceName,
    preset: layout.preset,
    actor: request.actor,
    newRunId: newRunId('load_box_scores', layout.sport),
  };
  const { opened, inPart } = request.isDryRun
    ? await inPartsTakenBack(deps.db, facts)
    : await inParts(deps.db, facts);
  const loading = {
    deps,
    request,
    inPart,
    spool,
    bound,
    load: opened,
    reasons: new Map<string, number>(),
    refused: new Set<string>(),
    mended: await findMendedRows(deps.db, layout, BOX_SCORES_DATASET),
    told: [],
  };
  // A dry run has no record of its own: one of the same file stays as it was.
  if (request.isDryRun) return loadOn(loading, rows, { fileHash, startedAtMs });
  return endingLoad(deps.db, opened, () => loadOn(loading, rows, { fileHash, startedAtMs }));
}

async function loadOn(
  loading: Loading,
  rows: AsyncIterable<ReadRow>,
  { fileHash, startedAtMs }: { fileHash: string; startedAtMs: number },
): Promise<BoxScoreResult> {
  const { request, inPart, load: opened } = loading;
  const { layout } = loading.bound;
  const { groups, counts: unplaced } = await placeRows(loading, rows).catch(async (error: unknown) => {
    // A file that is refused is no load: nothing is to go on with it.
    if (error instanceof LoadFileError) await inPart((part) => forgetLoad(part.tx, part.load));
    throw error;
  });
  const ofGames = await writeGames(loading, groups);
  const counts = addCounts(unplaced, ofGames);
  await inPart(async (part) => {
    await logLoad(loading, part, { counts, sport: layout.sport, fileHash, startedAtMs });
    // One that went on knows nothing of what it set aside before.
    if (!opened.isResumed) await releaseOthers(part.tx, part.load, loading.refused);
    await noteProgress(part.tx, part.load, { rowsDone: counts.rows, counts }, true);
    await request.inTheEnd?.(part.tx, { counts, runId: opened.runId });
  });
  return {
    ...counts,
    source: request.sourceName,
    preset: layout.preset,
    dry_run: request.isDryRun,
    resumed: opened.isResumed,
    by_reason: Object.fromEntries(loading.reasons),
    quarantined_rows: loading.told,
    run_id: request.isDryRun ? null : opened.runId,
  };
}

type LoadFacts = Parameters<typeof openLoad>[1];

async function inParts(db: Database, facts: LoadFacts): Promise<{ opened: OpenLoad; inPart: InPart }> {
  const opened = await openLoad(db, facts);
  return { opened, inPart: (work) => db.transaction((tx) => work({ tx, load: opened })) };
}

/** The record of the load is taken back with each part, and begun anew in the next. */
async function inPartsTakenBack(
  db: Database,
  facts: LoadFacts,
): Promise<{ opened: OpenLoad; inPart: InPart }> {
  const inPart: InPart = (work) =>
    takenBack(
      (begun) => db.transaction(begun),
      async (tx) => work({ tx, load: await openLoad(tx, facts) }),
    );
  return { opened: await inPart(({ load: open }) => Promise.resolve(open)), inPart };
}

/** The hash of the file and of everything that says how it is read. */
async function hashOf({ open, preset, season }: BoxScoreRequest): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await open()) hash.update(chunk);
  return hash.update(JSON.stringify([preset, season])).digest('hex');
}

/** Reads the file and finds the game of each row; rows that have none go to quarantine as they come. Throws LoadFileError. */
async function placeRows(
  loading: Loading,
  rows: AsyncIterable<ReadRow>,
): Promise<{ groups: RowGroups; counts: BoxScoreCounts }> {
  const { bound, request, deps, inPart } = loading;
  const { layout } = bound;
  const finder = await createPublishedGameFinder(deps.db, layout);
  const groups = groupRows([...bound.positions.keys()], loading.spool);
  let counts = NO_ROWS;
  let refused: QuarantinedRow[] = [];
  const setAside = async (least: number): Promise<void> => {
    if (refused.length < least) return;
    await inPart((part) => keepRefused(loading, part, refused));
    counts = addCounts(counts, { rows: refused.length, quarantined: refused.length });
    refused = [];
  };
  for await (const read of rows) {
    if (!read.ok) refused.push(read.refused);
    else {
      const { row } = read;
      const found = await finder.find(layout.placeOf(row.cells));
      if (!found.ok) refused.push(refusedRow(row, found.fault, bound));
      else if (request.season !== undefined && found.game.seasonYear !== request.season)
        counts = addCounts(counts, { rows: 1, other_season: 1 });
      else await groups.add(found.game, row);
    }
    await setAside(REFUSED_TOGETHER);
  }
  await setAside(1);
  if (counts.rows + groups.rows === 0)
    throw new LoadFileError('empty_file', 'the file has no rows', 'Fetch it again, and look at its size.');
  return { groups, counts };
}

/** Writes the games that are not written yet, each in a transaction with how far the load is. */
async function writeGames(loading: Loading, groups: RowGroups): Promise<BoxScoreCounts> {
  const { deps, request, inPart, bound, load: opened } = loading;
  const writer: GameWriter = {
    ...deps,
    bound,
    runId: opened.runId,
    fileName: request.sourceName,
    actor: request.actor.slice(0, 100),
  };
  // Where other rows have a game than before, what was done is not known by its place any more: it is found the same.
  const goesOn = opened.counts['placed'] === groups.rows;
  let counts = addCounts(NO_ROWS, goesOn ? opened.counts : {});
  let toSkip = counts.rows;
  for await (const group of groups.all()) {
    if (toSkip >= group.rows.length) {
      toSkip -= group.rows.length;
      continue;
    }
    counts = await inPart(async (part) => {
      const { tx } = part;
      const account = await writeGame(tx, writer, group);
      await keepRefused(loading, part, account.refused);
      const refusedLines = new Set(account.refused.map(({ line }) => line));
      await loading.mended.release(
        tx,
        group.rows.filter(({ line }) => !refusedLines.has(line)),
      );
      const sum = addCounts(counts, account.counts);
      const kept = { ...sum, placed: groups.rows };
      await noteProgress(tx, part.load, { rowsDone: sum.rows, counts: kept }, false);
      return sum;
    });
    request.onProgress?.(counts.rows);
  }
  return counts;
}

async function keepRefused(
  { request, reasons, refused, mended, told }: Loading,
  { tx, load: opened }: Part,
  rows: readonly QuarantinedRow[],
): Promise<void> {
  await quarantine(tx, opened, request.sourceName, rows);
  mended.keep(rows.map(({ raw }) => raw));
  for (const { raw: _raw, ...row } of rows) {
    refused.add(refusalKey(row));
    reasons.set(row.reason, (reasons.get(row.reason) ?? 0) + 1);
    if (told.length < MOST_TOLD) told.push(row);
  }
}

/** The run of the load, in the transaction that ends it. */
async function logLoad(
  { deps: { clock, parserVersion }, request, bound: { layout } }: Loading,
  { tx, load: opened }: Part,
  facts: { counts: BoxScoreCounts; sport: Sport; fileHash: string; startedAtMs: number },
): Promise<void> {
  const { counts, sport, fileHash, startedAtMs } = facts;
  await logWork(
    tx,
    {
      runId: opened.runId,
      operation: 'load_box_scores',
      sport,
      seedingType: 'import',
      status: 'completed',
      ...(request.season === undefined ? {} : { season: request.season }),
      details: { preset: layout.preset, source: layout.source, ...counts },
      rows: { [layout.table.table]: counts.written, load_quarantine: counts.quarantined },
      actor: request.actor,
      fileHash,
      startedAtMs,
      endedAtMs: clock.nowMs(),
    },
    { source: request.sourceName, parserVersion: parserVersion() },
  );
}
