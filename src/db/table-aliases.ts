import { alias } from 'drizzle-orm/pg-core';
import { gameEvents, games } from './schema/games.ts';
import { leagues, players, seasons, sports, teams } from './schema/reference.ts';
import { seedingTasks } from './schema/tasks.ts';

/** Tables by the names that statements of several files give them, so that a condition of one fits the query of another. */

export const TASK = alias(seedingTasks, 'task');
export const GAME = alias(games, 'game');
export const SPORT = alias(sports, 'sport');
export const LEAGUE = alias(leagues, 'league');
export const SEASON = alias(seasons, 'season');
export const HOME = alias(teams, 'home');
export const AWAY = alias(teams, 'away');
export const PLAYER = alias(players, 'player');
export const TEAM = alias(teams, 'team');
export const EVENT = alias(gameEvents, 'event');
