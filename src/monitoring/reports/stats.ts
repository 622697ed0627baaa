import type { Executor } from '../../db/database.ts';
import type { TaskStatus } from '../../domain/statuses.ts';
import { changedLines } from '../facts/corrections.ts';
import { outcomes, successRate } from '../facts/ended-games.ts';
import { type FactLook, beginLook } from '../facts/fact.ts';
import { callsPerGame, gameCalls } from '../facts/game-calls.ts';
import { callCounts } from '../facts/provider-calls.ts';
import { type TaskCounts, seedingDurations, taskCounts } from '../facts/reported-tasks.ts';
import type { DaysOfSport } from '../facts/scope.ts';
import { repeatedAttempts } from '../facts/repeated-attempts.ts';
import { starts } from '../facts/starts.ts';
import type { Stats } from './types.ts';

/** Everything that `monitor stats` tells, of the facts of one look. */
export async function readStats(db: Executor, scope: DaysOfSport): Promise<Stats> {
  const look = beginLook(db);
  const ended = await look.ask(outcomes, scope);
  const { started, measured, ...lateness } = await look.ask(starts, scope);
  return {
    days: scope.days,
    ...(await readTasks(look, scope)),
    success_rate: successRate(ended),
    retrying: ended.retrying,
    provider_calls: await look.ask(callCounts, scope),
    calls_per_game: callsPerGame(await look.ask(gameCalls, scope)),
    duration_seconds: await look.ask(seedingDurations, scope),
    lateness_seconds: { count: measured, ...lateness },
    started,
  };
}

async function readTasks(look: FactLook, scope: DaysOfSport) {
  const ended = await look.ask(outcomes, scope);
  const rows = await look.ask(taskCounts, scope);
  const ofGame = rows.filter((row) => row.is_game);
  const ofCorrection = rows.filter((row) => !row.is_game);
  return {
    by_status: {
      pending: having('pending', ofGame),
      running: having('running', ofGame),
      completed: ended.completed,
      failed: ended.failed,
      cancelled: having('cancelled', ofGame),
    },
    by_sport: [...Map.groupBy(ofGame, (row) => row.sport)].map(([sport, among]) => ({
      sport,
      tasks: sum(among, (row) => row.count),
      completed: having('completed', among),
      failed: having('failed', among),
    })),
    corrections: {
      pending: having('pending', ofCorrection),
      running: having('running', ofCorrection),
      completed: ended.corrections_completed,
      failed: ended.corrections_failed,
      retrying: ended.corrections_retrying,
      changed_lines: await look.ask(changedLines, scope),
    },
    retries: (await look.ask(repeatedAttempts, scope)).count,
    player_lines: sum(ofGame, (row) => row.player_lines),
    team_lines: sum(ofGame, (row) => row.team_lines),
  };
}

function sum(rows: readonly TaskCounts[], pick: (row: TaskCounts) => number): number {
  return rows.reduce((total, row) => total + pick(row), 0);
}

function having(status: TaskStatus, among: readonly TaskCounts[]): number {
  return sum(
    among.filter((row) => row.status === status),
    (row) => row.count,
  );
}
