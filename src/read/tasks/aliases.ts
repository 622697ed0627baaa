import { alias } from '../../db/alias.ts';
import { games } from '../../db/schema/games.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';

// A condition is made in one file and stands in the statement of another: these are the names that both know.

/** The task that a statement of lists is about. */
export const task = alias(seedingTasks, 'task');

/** The game that a statement of lists is about, or the game of its task. */
export const game = alias(games, 'game');

/** The sport of that game. */
export const sport = alias(sports, 'sport');

/** The season of that game. */
export const season = alias(seasons, 'season');
