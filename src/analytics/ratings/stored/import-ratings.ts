import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../../db/database.ts';
import { loadQuarantine } from '../../../db/schema/data-loads.ts';
import type { Actor } from '../../../domain/actor.ts';
import { newRunId } from '../../../jobs/runs/run-id.ts';
import { logWork } from '../../../jobs/runs/run-log.ts';
import {
  type QuarantinedRow,
  noteProgress,
  openLoad,
  quarantine,
  releaseRows,
} from '../../../loads/load-record.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { InitialRating } from '../read-initial-ratings.ts';
import { giveRatings } from './give-ratings.ts';
import { ROW_REASONS, type RatingsOf, givenOf } from './given-of.ts';
import type { ListedTeam } from './rated-team.ts';

/** The name of these files among the datasets that are loaded. */
const DATASET = 'ratings';

export type RatingImport = RatingsOf & {
  /** The file as messages name it. */
  fileName: string;
  actor: Actor;
};

/** What an import came to; field names as they are published. */
export type ImportedRatings = {
  league: string;
  written: number;
  same: number;
  /** Rows that wait in quarantine, with what is wrong and how to mend it. */
  quarantined_rows: readonly Omit<QuarantinedRow, 'raw'>[];
};

/**
 * Gives the ratings of a file to the teams that its names mean. Rows whose team is not plain wait in quarantine until they
 * come again with a name that is; those that waited and are in now leave it. All of it in one transaction.
 */
export function importRatings(
  { db, clock, parserVersion }: { db: Database; clock: Clock; parserVersion: () => string },
  read: ReadonlyMap<string, InitialRating>,
  teams: readonly ListedTeam[],
  request: RatingImport,
): Promise<ImportedRatings> {
  const { league, sport, source, fileName, actor } = request;
  const startedAtMs = clock.nowMs();
  const fileHash = createHash('sha256')
    .update(JSON.stringify([[...read], league, request.moment, source]))
    .digest('hex');
  return db.transaction(async (tx) => {
    const { given, refused, used } = givenOf(read, teams, request);
    const runId = newRunId('import_ratings', sport);
    const facts = { dataset: DATASET, fileHash, source: fileName, preset: DATASET, actor: actor.name };
    const open = await openLoad(tx, { ...facts, newRunId: runId });
    const kept = await giveRatings(tx, given, { source, actor, league });
    await releaseRows(
      tx,
      DATASET,
      ROW_REASONS,
      used.map(({ raw }) => raw),
    );
    for (const row of used) await releaseRenamed(tx, fileName, row);
    await quarantine(tx, open, fileName, refused);
    const counts = { rows: read.size, ...kept, quarantined: refused.length };
    await noteProgress(tx, open, { rowsDone: read.size, counts }, true);
    await logWork(
      tx,
      {
        runId: open.runId,
        operation: 'import_ratings',
        sport,
        seedingType: 'import',
        fileHash,
        status: 'completed',
        startedAtMs,
        endedAtMs: clock.nowMs(),
        actor: actor.name,
        details: { source, ...counts },
        rows: { given_ratings: kept.written, load_quarantine: refused.length },
      },
      { source: fileName, parserVersion: parserVersion() },
    );
    return { league, ...kept, quarantined_rows: refused.map(({ raw: _raw, ...row }) => row) };
  });
}

/** A row that waited under another name of its team: the same line of the same file, and all but the name the same. */
async function releaseRenamed(
  tx: Executor,
  fileName: string,
  { line, raw: { team: _team, ...others } }: { line: number; raw: Readonly<Record<string, unknown>> },
): Promise<void> {
  await tx
    .delete(loadQuarantine)
    .where(
      and(
        eq(loadQuarantine.dataset, DATASET),
        eq(loadQuarantine.source, fileName),
        eq(loadQuarantine.line, line),
        sql`${loadQuarantine.raw} @> ${JSON.stringify(others)}::jsonb`,
      ),
    );
}
