import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { game, task } from './aliases.ts';
import { IS_OVERDUE } from './task-conditions.ts';
import type { Search } from './page-ids.ts';
import { sportCondition } from './reference-conditions.ts';
import { type GameFilter, gameSearches } from './game-filter.ts';
import { tasksInState } from './search-states.ts';
import { readSearchText } from './search-text.ts';
import type { TaskFilter } from './task-filter-fields.ts';
import { TASK_ALONE } from './task-rows.ts';
import { waysToPlay } from './team-condition.ts';
import { areAllAbbreviations, findTeams } from './team-search.ts';
import { inTroubleBecause } from './trouble-search.ts';

const TASK_AND_GAME: SQL = sql`${seedingTasks} as ${task} join ${games} as ${game} on ${game.id} = ${task.gameId}`;

/**
 * The ways in which a task matches a filter; a task may match in several. Each is a search of its own, because one
 * condition that looks for teams or words of an error cannot use the index of either. Looks teams up for the text,
 * otherwise pure. With `needsGame` every search looks at the game too.
 */
export async function taskSearches(
  executor: Executor,
  filter: TaskFilter,
  needsGame = false,
): Promise<readonly Search[]> {
  const { dates, ids, states, words } = readSearchText(filter.text ?? '');
  const inState = states.map(tasksInState);
  const stateOf = (what: 'task' | 'game'): SQL[] =>
    inState.filter((state) => state.of === what).map((state) => state.where);
  const ofTask = [...taskConditions(filter, ids), ...stateOf('task')];
  const ofGame = [...(await gameConditions(executor, filter, dates)), ...stateOf('game')];
  const chosen = await chosenGames(executor, filter.games);
  const search = (taskParts: readonly SQL[], gameParts: readonly SQL[]): Search[] =>
    chosen.map((way) => searchFor(taskParts, [...gameParts, ...way], needsGame));
  if (words.length === 0) return search(ofTask, ofGame);

  const teams = await findTeams(executor, words);
  const playing = waysToPlay(words, teams).flatMap((way) => search(ofTask, [...ofGame, way]));
  if (areAllAbbreviations(words, teams)) return playing;
  const trouble = inTroubleBecause(words, teams);
  return [...playing, ...search([...ofTask, ...trouble.ofTask], [...ofGame, ...trouble.ofGame])];
}

/** The ways in which a game may be one of those that a filter of games means; a single one without a condition for all. */
async function chosenGames(
  executor: Executor,
  filter: GameFilter | undefined,
): Promise<readonly (readonly SQL[])[]> {
  if (filter === undefined) return [[]];
  const ways = await gameSearches(executor, filter);
  return ways.length === 0 ? [[sql`false`]] : ways.map((way) => [way]);
}

function searchFor(ofTask: readonly SQL[], ofGame: readonly SQL[], needsGame: boolean): Search {
  const parts = [...ofTask, ...ofGame];
  return {
    source: ofGame.length === 0 && !needsGame ? TASK_ALONE : TASK_AND_GAME,
    where: parts.length === 0 ? sql`true` : sql.join(parts, sql` and `),
  };
}

/** What the task alone tells. */
function taskConditions(filter: TaskFilter, ids: readonly number[]): SQL[] {
  const parts: SQL[] = [];
  if (filter.status) parts.push(sql`${task.status} = ${filter.status}`);
  if (filter.gameId !== undefined) parts.push(sql`${task.gameId} = ${filter.gameId}`);
  if (filter.days !== undefined) {
    const span = sql`${filter.days} * interval '1 day'`;
    parts.push(sql`${task.scheduledTime} between now() - ${span} and now() + ${span}`);
  }
  if (filter.holdReason)
    parts.push(sql`${task.status} = 'pending' and ${task.holdReason} = ${filter.holdReason}`);
  if (filter.isHeld !== undefined) {
    const held = sql`(${task.status} = 'pending' and ${task.holdReason} is not null)`;
    parts.push(filter.isHeld ? held : sql`not ${held}`);
  }
  if (filter.isOverdue !== undefined) {
    const overdue = sql`${task.id} in (select ${seedingTasks.id} from ${seedingTasks} where ${IS_OVERDUE})`;
    parts.push(filter.isOverdue ? overdue : sql`not ${overdue}`);
  }
  if (filter.errorType) parts.push(sql`${task.errorType} = ${filter.errorType}`);
  parts.push(...ids.map((id) => sql`(${task.id} = ${id} or ${task.gameId} = ${id})`));
  return parts;
}

/** What only its game tells. */
async function gameConditions(
  executor: Executor,
  { sport, date }: TaskFilter,
  dates: readonly string[],
): Promise<SQL[]> {
  const days = [...(date ? [date] : []), ...dates];
  return [
    ...(sport ? [await sportCondition(executor, sport)] : []),
    ...days.map((day) => sql`${game.slateDate} = ${day}::date`),
  ];
}
