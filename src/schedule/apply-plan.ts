import type { Executor } from '../db/database.ts';
import type { GameChange, SchedulePlan } from './difference/change-types.ts';
import { type Followed, type FollowScope, followGames, insertTasks } from './follow-games.ts';
import {
  type WriteScope,
  callOffGames,
  insertEvents,
  insertGames,
  insertRosters,
  updateGames,
} from './write-games.ts';

export type ApplyScope = WriteScope & FollowScope;

/** Games written by one statement. */
const BATCH = 5_000;

/** Writes a plan: games with their timelines, and the tasks that follow them. The caller holds the locks. */
export async function applyPlan(
  tx: Executor,
  plan: SchedulePlan<number>,
  scope: ApplyScope,
): Promise<Followed> {
  const tasksAdded = await addGames(tx, plan.add, scope);
  const changes = [...plan.move, ...plan.confirmTime, ...plan.update];
  for (const part of batches(changes)) await updateGames(tx, part, scope);
  const calledOffIds = plan.cancel.map(({ existing }) => existing.gameId);
  for (const part of batches(calledOffIds)) await callOffGames(tx, part, scope);
  const followed = await followGames(
    tx,
    {
      ids: [...changes.map(idOf), ...calledOffIds],
      movedIds: [...plan.move, ...plan.confirmTime].map(idOf),
      returnedIds: changes.filter(isOnAgain).map(idOf),
    },
    scope,
  );
  return { ...followed, tasksCreated: tasksAdded + followed.tasksCreated };
}

/** The games that a plan changes. */
export function changedIds(plan: SchedulePlan<number>): number[] {
  return [...plan.move, ...plan.confirmTime, ...plan.update, ...plan.cancel].map(
    ({ existing }) => existing.gameId,
  );
}

async function addGames(
  tx: Executor,
  games: SchedulePlan<number>['add'],
  scope: ApplyScope,
): Promise<number> {
  let tasks = 0;
  for (const part of batches(games)) {
    const ids = await insertGames(tx, part, scope);
    await insertRosters(tx, ids, scope);
    tasks += await insertTasks(tx, ids, scope);
    const message = `Ingested from ${scope.source} (import ${scope.importId}).`;
    await insertEvents(tx, ids, { kind: 'ingested', message }, scope);
  }
  return tasks;
}

const OFF: ReadonlySet<string> = new Set(['cancelled', 'awarded', 'postponed']);

function isOnAgain({ existing, target }: GameChange<number>): boolean {
  return OFF.has(existing.status) && !OFF.has(target.status);
}

function idOf(change: GameChange<number>): number {
  return change.existing.gameId;
}

function* batches<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}
