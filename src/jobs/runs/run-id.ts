import { randomUUID } from 'node:crypto';

/** What else than seeding a game writes collected data, asks a provider for something, or reads what was asked for earlier. */
export type RunOperation =
  | 'refresh_schedule'
  | 'refresh_rosters'
  | 'refresh_players'
  | 'ingest_schedule'
  | 'finish_early'
  | 'update_games'
  | 'poll_injuries'
  | 'poll_lineups'
  | 'poll_officials'
  | 'load_injuries'
  | 'import_ratings'
  | 'compare_sources'
  | 'sweep_season'
  | 'backfill_history'
  | 'read_account'
  | 'import_schedule'
  | 'load_odds'
  | 'load_box_scores'
  | 'update_odds'
  | 'undo_import'
  | 'replay'
  | 'merge_players'
  | 'split_players'
  | 'unlink_ids';

/**
 * Names one start of a seeding task: a claim raises the task's fence, so that the pair is never used twice, and
 * whoever sees the task knows the name of its run.
 */
export function seedRunId({ taskId, fence }: { taskId: number; fence: number }): string {
  return `seed_game/${taskId}/${fence}`;
}

/** Names one run of any other work: by the sport that it is for, or the host where it is for all of them. */
export function newRunId(operation: RunOperation, of: string): string {
  return `${operation}/${of}/${randomUUID()}`;
}
