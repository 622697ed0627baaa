import { randomUUID } from 'node:crypto';
import type { Sport } from '../../domain/sport.ts';

/** What else than seeding a game asks a provider for something that costs a call. */
export type RunOperation =
  | 'refresh_schedule'
  | 'refresh_rosters'
  | 'ingest_schedule'
  | 'finish_early'
  | 'sweep_season';

/**
 * Names one start of a seeding task: a claim raises the task's fence, so that the pair is never used twice, and
 * whoever sees the task knows the name of its run.
 */
export function seedRunId({ taskId, fence }: { taskId: number; fence: number }): string {
  return `seed_game/${taskId}/${fence}`;
}

/** Names one run of any other work. */
export function newRunId(operation: RunOperation, sport: Sport): string {
  return `${operation}/${sport}/${randomUUID()}`;
}
