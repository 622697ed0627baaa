import type { Executor } from '../db/database.ts';
import { logWork } from '../jobs/runs/run-log.ts';
import type { IngestRequest, IngestResult } from './ingest-request.ts';
import type { ReadFile } from './read-file.ts';

type GameCounts = Pick<IngestResult, 'games_added' | 'games_moved' | 'games_updated' | 'games_cancelled'>;

/** The rows that an import wrote, by dataset. */
export function rowsOfImport(counts: GameCounts, quarantined: number): Readonly<Record<string, number>> {
  const games = counts.games_added + counts.games_moved + counts.games_updated + counts.games_cancelled;
  return { games, schedule_quarantine: quarantined };
}

/** The entry of an import that is a run of its own, in the transaction that writes it. */
export async function logImport(
  tx: Executor,
  runId: string,
  {
    request,
    file,
    fileHash,
    isRetry = false,
    startedAtMs,
  }: {
    request: Pick<IngestRequest, 'sport' | 'seasonYear' | 'actor' | 'sourceName'>;
    file: ReadFile;
    fileHash?: string | undefined;
    isRetry?: boolean | undefined;
    startedAtMs: number;
  },
  { counts, endedAtMs, parserVersion }: { counts: GameCounts; endedAtMs: number; parserVersion: string },
): Promise<void> {
  await logWork(
    tx,
    {
      runId,
      operation: 'import_schedule',
      sport: request.sport,
      seedingType: 'import',
      status: 'completed',
      season: request.seasonYear,
      details: { rows: file.rows, preset: file.options.preset, isRetry },
      rows: rowsOfImport(counts, file.rejected.length),
      actor: request.actor,
      fileHash,
      startedAtMs,
      endedAtMs,
    },
    { source: request.sourceName, parserVersion },
  );
}
