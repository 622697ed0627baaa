import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { changedRows } from '../db/rows.ts';
import type { RejectedRow } from './read-rows.ts';

export type QuarantineScope = {
  sportId: number;
  seasonId: number;
  leagueIdOf: (leagueName: string) => number;
  importId: number;
  source: string;
  /** How the rows were read, so that a retry reads them the same way. */
  options: Record<string, unknown>;
};

/** Keeps rows that cannot be used. A row that waits already is not kept twice. Returns how many are new. */
export async function quarantineRows(
  tx: Executor,
  rejected: readonly RejectedRow[],
  scope: QuarantineScope,
): Promise<number> {
  if (rejected.length === 0) return 0;
  const records = rejected.map((row) => ({
    league_id: row.leagueName === null ? null : scope.leagueIdOf(row.leagueName),
    line: row.line,
    raw: row.raw,
    raw_hash: hashRow(row.raw),
    reason: row.reason,
    detail: row.detail,
    remedy: row.remedy,
  }));
  return changedRows(
    tx,
    sql`
      insert into schedule_quarantine (import_id, sport_id, season_id, source, options, league_id, line, raw, raw_hash,
                                       reason, detail, remedy)
      select ${scope.importId}, ${scope.sportId}, ${scope.seasonId}, ${scope.source},
             ${JSON.stringify(scope.options)}::jsonb, league_id, line, raw, raw_hash, reason, detail, remedy
      from json_populate_recordset(null::schedule_quarantine, ${JSON.stringify(records)}::json)
      on conflict (season_id, raw_hash) where status = 'open' do nothing`,
  );
}

export function hashRow(raw: string | object): string {
  return createHash('sha256')
    .update(typeof raw === 'string' ? raw : JSON.stringify(raw))
    .digest('hex');
}
