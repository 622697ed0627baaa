import { type SQL, sql } from 'drizzle-orm';
import type { RunKind } from '../../domain/runs.ts';

const KINDS: Readonly<Record<string, RunKind>> = {
  seed_game: 'attempt',
  import_schedule: 'import',
  load_odds: 'import',
  load_box_scores: 'import',
  load_injuries: 'import',
  import_ratings: 'import',
  update_odds: 'refresh',
  ingest_schedule: 'import',
  replay: 'replay',
  undo_import: 'correction',
  merge_players: 'correction',
  split_players: 'correction',
  unlink_ids: 'correction',
  sweep_season: 'backfill',
  backfill_history: 'backfill',
  refresh_schedule: 'refresh',
  refresh_rosters: 'refresh',
  refresh_players: 'refresh',
  read_account: 'refresh',
  finish_early: 'refresh',
  update_games: 'refresh',
  poll_injuries: 'refresh',
  poll_lineups: 'refresh',
  poll_officials: 'refresh',
  compare_sources: 'refresh',
};

/** The kind of an operation; undefined for one that this version does not know. */
export function runKindOf(operation: string): RunKind | undefined {
  return KINDS[operation];
}

/** The same in SQL: null for an operation that this version does not know. */
export function runKindSql(operation: SQL): SQL {
  const cases = Object.entries(KINDS).map(([name, kind]) => sql`when ${name} then ${kind}`);
  return sql`(case ${operation} ${sql.join(cases, sql` `)} end)`;
}
