import { type SQL, sql } from 'drizzle-orm';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { GAME_STATUSES, SEEDING_STATUSES, TASK_STATUSES } from '../../domain/statuses.ts';
import { game, task } from './aliases.ts';

/** Words that people use for a state, and the word that is meant. */
const SYNONYMS: Readonly<Record<string, string>> = {
  canceled: 'cancelled',
  live: 'in_progress',
  done: 'completed',
};

/** Every state of games, statistics and tasks, and `held`: a task that waits for a reason. */
const STATES: ReadonlySet<string> = new Set([
  ...GAME_STATUSES,
  ...SEEDING_STATUSES,
  ...TASK_STATUSES,
  'held',
]);

/** The state that a word of a search names; undefined for any other word. */
export function stateOfWord(word: string): string | undefined {
  const lower = word.toLowerCase();
  const state = SYNONYMS[lower] ?? lower;
  return STATES.has(state) ? state : undefined;
}

/** Games (alias game) in a state: that of the game itself where games know it, otherwise that of their statistics. */
export function gamesInState(state: string): SQL {
  if (isOneOf(GAME_STATUSES, state)) return sql`${game.status} = ${state}`;
  if (state === 'running') return sql`${game.seedingStatus} = 'in_progress'`;
  if (isOneOf(SEEDING_STATUSES, state)) return sql`${game.seedingStatus} = ${state}`;
  return sql`${game.id} = any(array(select ${task.gameId} from ${seedingTasks} as ${task} where ${IS_HELD}))`;
}

/** Where a state is to be looked for: with the task (alias task) if tasks know it, otherwise with its game. */
export function tasksInState(state: string): { of: 'task' | 'game'; where: SQL } {
  if (state === 'held') return { of: 'task', where: IS_HELD };
  if (isOneOf(TASK_STATUSES, state)) return { of: 'task', where: sql`${task.status} = ${state}` };
  return { of: 'game', where: gamesInState(state) };
}

/** A task (alias task) that waits for a reason. */
const IS_HELD: SQL = sql`(${task.status} = 'pending' and ${task.holdReason} is not null)`;

function isOneOf(states: readonly string[], state: string): boolean {
  return states.includes(state);
}
