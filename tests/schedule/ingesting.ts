import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import type { QueuedJob } from '../../src/jobs/store.ts';
import type { IngestRequest, IngestResult } from '../../src/schedule/ingest-request.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import type { TestApp } from '../support/test-app.ts';

/** An ingest of a text, with everything seeded whatever its age; a row that cannot be used goes to quarantine. */
export function requestOf(text: string, overrides: Partial<IngestRequest> = {}): IngestRequest {
  return ingestRequest(text, { sourceName: 'test.csv', isStrict: false, ...overrides });
}

/** A native CSV with these rows under `date,time,home_team,away_team,…`. */
export function csvOf(rows: readonly string[], moreColumns = ''): string {
  return [`date,time,home_team,away_team${moreColumns}`, ...rows].join('\n');
}

export function ingest(
  { app }: TestApp,
  rows: readonly string[],
  overrides: Partial<IngestRequest> = {},
  moreColumns = '',
): Promise<IngestResult> {
  return app.ingestService.ingest(requestOf(csvOf(rows, moreColumns), overrides));
}

export type GameState = {
  id: number;
  status: string;
  seeding: string;
  at: string;
  confirmed: boolean;
  task: string | null;
  due: string | null;
  revision: number | null;
  hold: string | null;
};

/** A game with its first task, by the abbreviation of its home team. */
export async function gameOf({ app }: TestApp, home: string): Promise<GameState> {
  const row = await firstRow<Omit<GameState, 'at' | 'due'> & { at: Date; due: Date | null }>(
    app.database.db,
    sql`select game.id, game.status, game.seeding_status as seeding, game.game_datetime as at,
               game.time_confirmed as confirmed, task.status as task, task.due_at as due, task.revision,
               task.hold_reason as hold
        from games as game join teams as home on home.id = game.home_team_id
        left join seeding_tasks as task on task.game_id = game.id and task.pass = 'first'
        where home.abbreviation = ${home} order by game.id desc limit 1`,
  );
  if (!row) throw new Error(`no game at ${home}`);
  return { ...row, at: row.at.toISOString(), due: row.due?.toISOString() ?? null };
}

/** The ids of the jobs that the queue still holds for a game. */
export async function jobsOf({ app }: TestApp, gameId: number, queue = 'seeding-nba'): Promise<string[]> {
  const jobs: QueuedJob[] = [];
  for await (const page of app.store.listOpenJobs(queue)) jobs.push(...page);
  return jobs.map((job) => job.jobId).filter((id) => id.startsWith(`game-${gameId}-`));
}

/** Kinds and messages of a game's timeline, oldest first. */
export async function timelineOf({ app }: TestApp, gameId: number): Promise<[string, string][]> {
  const rows = await rowsOf<{ kind: string; message: string }>(
    app.database.db,
    sql`select kind, message from game_events where game_id = ${gameId} order by id`,
  );
  return rows.map(({ kind, message }) => [kind, message]);
}

/** How far the queue is from the tasks; all zero when they agree. */
export async function driftOf({ app }: TestApp): Promise<Record<string, number>> {
  return { ...(await app.reconciler.run({ isDryRun: true })).drift };
}

export const NO_DRIFT = { missing: 0, orphaned: 0, mistimed: 0 };
