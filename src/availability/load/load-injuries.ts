import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import type { League } from '../../domain/league.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { logWork } from '../../jobs/runs/run-log.ts';
import { type QuarantinedRow, noteProgress, openLoad, quarantine } from '../../loads/load-record.ts';
import { takenBack } from '../../db/taken-back.ts';
import { unpacked } from '../../loads/read-bytes.ts';
import { placeReports } from './place-reports.ts';
import { readInjuryFile } from './read-injury-file.ts';
import { toldOnce } from './told-once.ts';
import { type WeeklyCounts, writeWeekly } from './write-weekly.ts';

/** The name of these files among the datasets that are loaded. */
const DATASET = 'injuries';
/** Who publishes this layout: the source of its rows, and the name of the layout. */
const PUBLISHER = 'nflverse';
/** Rows in quarantine that are told; all of them are kept. */
const MOST_TOLD = 200;

export type InjuryLoadRequest = {
  open: () => Promise<AsyncIterable<Buffer>>;
  sourceName: string;
  league?: League | undefined;
  isDryRun: boolean;
  actor: string;
};

/** What a load came to; field names as they are published. */
export type InjuryLoadResult = WeeklyCounts & {
  source: string;
  preset: string;
  league: string;
  dry_run: boolean;
  rows: number;
  quarantined: number;
  by_reason: Readonly<Record<string, number>>;
  quarantined_rows: readonly Omit<QuarantinedRow, 'raw'>[];
  run_id: string | null;
};

export type InjuryLoadDeps = { db: Database; clock: { nowMs: () => number }; parserVersion: () => string };

/**
 * Loads a weekly list of injuries, in one transaction; a dry run does everything and takes it back, so that what it
 * tells is what a load would do. Throws LoadFileError.
 */
export async function loadInjuries(
  deps: InjuryLoadDeps,
  request: InjuryLoadRequest,
): Promise<InjuryLoadResult> {
  const startedAtMs = deps.clock.nowMs();
  const bytes: Buffer[] = [];
  for await (const chunk of unpacked(await request.open())) bytes.push(chunk);
  const file = Buffer.concat(bytes);
  const work = async (tx: Executor): Promise<InjuryLoadResult> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`load ${DATASET}`}, 0))`);
    return load(tx, deps, request, { file, startedAtMs });
  };
  if (!request.isDryRun) return deps.db.transaction(work);
  return { ...(await takenBack((begun) => deps.db.transaction(begun), work)), run_id: null };
}

async function load(
  tx: Executor,
  deps: InjuryLoadDeps,
  request: InjuryLoadRequest,
  { file, startedAtMs }: { file: Buffer; startedAtMs: number },
): Promise<InjuryLoadResult> {
  const { reports, refused: unread } = readInjuryFile(file.toString('utf8'));
  const placed = await placeReports(tx, reports, request.league);
  const once = toldOnce(placed.placed);
  const refused = [...unread, ...placed.refused, ...once.refused].toSorted(
    (one, other) => one.line - other.line,
  );
  const { sport } = placed.league;
  const fileHash = createHash('sha256').update(file).update(placed.league.name).digest('hex');
  const open = await openLoad(tx, {
    dataset: DATASET,
    fileHash,
    source: request.sourceName,
    preset: PUBLISHER,
    actor: request.actor,
    newRunId: newRunId('load_injuries', sport),
  });
  const written = await writeWeekly(
    tx,
    { ...placed, reports: once.reports },
    { source: PUBLISHER, runId: open.runId },
  );
  await quarantine(tx, open, request.sourceName, refused);
  const rows = reports.length + unread.length;
  const counts = { rows, ...written, quarantined: refused.length };
  await noteProgress(tx, open, { rowsDone: rows, counts }, true);
  await logWork(
    tx,
    {
      runId: open.runId,
      operation: 'load_injuries',
      sport,
      seedingType: 'import',
      fileHash,
      status: 'completed',
      startedAtMs,
      endedAtMs: deps.clock.nowMs(),
      actor: request.actor,
      details: { preset: PUBLISHER, ...counts },
      rows: { injuries: written.added, load_quarantine: refused.length },
    },
    { source: request.sourceName, parserVersion: deps.parserVersion() },
  );
  const reasons = Map.groupBy(refused, ({ reason }) => reason);
  return {
    source: request.sourceName,
    preset: PUBLISHER,
    league: placed.league.name,
    dry_run: request.isDryRun,
    ...counts,
    by_reason: Object.fromEntries([...reasons].map(([reason, all]) => [reason, all.length])),
    quarantined_rows: refused.slice(0, MOST_TOLD).map(({ raw: _raw, ...row }) => row),
    run_id: open.runId,
  };
}
