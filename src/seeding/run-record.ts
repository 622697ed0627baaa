import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { type Claim, isFirstPass } from './claim.ts';

/** What one run of a task cost. */
export type RunCost = { calls: number; startedAtMs: number; endedAtMs: number };

/** Why a run failed: a word for programs, and words for people. */
export type RunFailure = { errorType: string; message: string };

/** How long a run took, in seconds, as far as its column holds them. */
export function durationSeconds({ startedAtMs, endedAtMs }: RunCost): number {
  return Math.min(999_999, Math.max(0, endedAtMs - startedAtMs) / 1000);
}

function seedingType(claim: Claim): string {
  if (!isFirstPass(claim)) return 'correction';
  return claim.blanketId === null ? 'targeted' : 'blanket';
}

/** Writes a run that ended its task into the log of all work; returns the id of the entry. */
export async function insertSyncLog(
  tx: Executor,
  claim: Claim,
  status: 'completed' | 'failed',
  cost: RunCost,
  counts: { players: number; teams: number },
  failure: RunFailure | undefined,
): Promise<number> {
  const row = await firstRow<{ id: number }>(
    tx,
    sql`
      insert into sync_log (operation, sport_id, season_id, game_id, task_id, seeding_type, status, team_count,
                            player_count, api_calls_made, duration_seconds, details)
      values ('seed_game', ${claim.game.sportId}, ${claim.game.seasonId}, ${claim.game.gameId}, ${claim.taskId},
              ${seedingType(claim)}, ${status}, ${counts.teams}, ${counts.players},
              ${cost.calls}, ${durationSeconds(cost)}, ${failure ? JSON.stringify(failure) : null}::jsonb)
      returning id`,
  );
  if (!row) throw new Error('sync_log returned no id');
  return row.id;
}
