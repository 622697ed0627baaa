import { sql } from 'drizzle-orm';
import { alias } from './alias.ts';
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

/** A game with its sport, league and season, as what a statement reads from. */
export const GAME_IN_FULL = sql`
  ${games} as ${GAME}
  join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
  join ${leagues} as ${LEAGUE} on ${LEAGUE.id} = ${GAME.leagueId}
  join ${seasons} as ${SEASON} on ${SEASON.id} = ${GAME.seasonId}`;
