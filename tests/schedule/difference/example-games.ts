import type { ExistingGame } from '../../../src/schedule/difference/change-types.ts';
import type { ResolvedGame } from '../../../src/schedule/resolve-game.ts';

export const NOW_MS = Date.parse('2026-01-10T12:00:00Z');

/** A game of Golden State at Minnesota, 19:00 in New York, with whatever the test is about. */
export function incoming(
  slateDate: string,
  overrides: Partial<ResolvedGame<string>> = {},
): ResolvedGame<string> {
  return {
    line: 1,
    homeName: 'Minnesota Timberwolves',
    awayName: 'Golden State Warriors',
    homeTeamKey: 'MIN',
    awayTeamKey: 'GSW',
    seasonYear: 2025,
    leagueName: 'NBA',
    startMs: Date.parse(`${slateDate}T19:00:00-05:00`),
    localDate: slateDate,
    slateDate,
    timezone: 'America/New_York',
    isTimeConfirmed: true,
    week: null,
    round: null,
    gameType: 'regular',
    venue: null,
    isNeutralSite: false,
    externalGameId: null,
    externalSource: null,
    status: null,
    homeScore: null,
    awayScore: null,
    ...overrides,
  };
}

let nextId = 1;

export function existing(
  slateDate: string,
  overrides: Partial<ExistingGame<string>> = {},
): ExistingGame<string> {
  const game = incoming(slateDate);
  nextId += 1;
  return {
    gameId: nextId,
    leagueName: game.leagueName,
    seasonYear: game.seasonYear,
    homeTeamKey: game.homeTeamKey,
    awayTeamKey: game.awayTeamKey,
    startMs: game.startMs,
    slateDate,
    isTimeConfirmed: true,
    status: 'scheduled',
    seedingStatus: 'pending',
    externalGameId: null,
    externalSource: null,
    week: null,
    gameType: 'regular',
    venue: null,
    homeScore: null,
    awayScore: null,
    ...overrides,
  };
}
