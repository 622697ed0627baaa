/** Small answers of the league's own hosts, written for tests. */

const HOME = { teamId: 1_610_612_739, teamCity: 'Cleveland', teamName: 'Cavaliers', teamTricode: 'CLE' };
const AWAY = { teamId: 1_610_612_741, teamCity: 'Chicago', teamName: 'Bulls', teamTricode: 'CHI' };

/** A row of a board; 7 PM in New York is midnight in UTC. */
export function boardGame(more: object = {}) {
  return {
    gameId: '0022500171',
    gameStatus: 1,
    gameStatusText: '7:00 pm ET',
    gameTimeUTC: '2025-11-06T00:00:00Z',
    gameEt: '2025-11-05T19:00:00Z',
    homeTeam: { ...HOME, score: 0, periods: [] },
    awayTeam: { ...AWAY, score: 0, periods: [] },
    ...more,
  };
}

export function boardOf(...games: unknown[]) {
  return { response: { scoreboard: { gameDate: '2025-11-05', games } }, parameters: {} };
}

export function scheduleOf(...games: unknown[]) {
  const gameDates = [{ gameDate: '11/05/2025 00:00:00', games }];
  return { response: { leagueSchedule: { seasonYear: '2025-26', gameDates } }, parameters: {} };
}

export type Person = { id: number; starter?: boolean; more?: object; figures?: object };

/** A side of a box score of stats.nba.com: five starters and one from the bench, by default. */
function sideOf(team: typeof HOME, people: readonly Person[]) {
  const players = people.map(({ id, starter = false, more = {}, figures = {} }) => ({
    personId: id,
    firstName: 'Pat',
    familyName: `Number ${id}`,
    position: starter ? 'G' : '',
    comment: '',
    statistics: { minutes: '20:30', points: 2, ...figures },
    ...more,
  }));
  return { ...team, players, statistics: { minutes: '240:00', points: 2 * people.length } };
}

export function sixPlayers(firstId: number): Person[] {
  return Array.from({ length: 6 }, (_, index) => ({ id: firstId + index, starter: index < 5 }));
}

export function boxOf(home = sixPlayers(10), away = sixPlayers(20)) {
  const boxScoreTraditional = {
    gameId: '0022500171',
    homeTeam: sideOf(HOME, home),
    awayTeam: sideOf(AWAY, away),
  };
  return { response: { boxScoreTraditional }, parameters: {} };
}
