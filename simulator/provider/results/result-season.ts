import type { ResultSport } from '../../../src/domain/sport.ts';
import type { GameRequest } from '../simulated-api.ts';
import { resultTeams } from './result-teams.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

type Calendar = {
  /** Month (0 to 11) and day of the opening, and the hour of a game in UTC. */
  opens: readonly [month: number, day: number, hourUtc: number];
  rounds: number;
  daysApart: number;
  /** Every so many rounds the first pair plays twice on a day. */
  doubleheaderEvery?: number;
};

const CALENDARS: Readonly<Record<ResultSport, Calendar>> = {
  NHL: { opens: [9, 7, 23], rounds: 82, daysApart: 2 },
  MLB: { opens: [2, 27, 23], rounds: 162, daysApart: 1, doubleheaderEvery: 40 },
};

/** A season in rounds in which everybody plays; `season` is the year in which it starts. */
export function generateResultSeason(
  sport: ResultSport,
): (options: { season: number }) => readonly GameRequest[] {
  return ({ season }) => {
    const { opens, rounds, daysApart, doubleheaderEvery } = CALENDARS[sport];
    const [month, day, hour] = opens;
    const firstMs = Date.UTC(season, month, day, hour);
    return Array.from({ length: rounds }, (_, round) => firstMs + round * daysApart * DAY_MS).flatMap(
      (startMs, round) => {
        const games = pairsOf(sport, round).map(([home, away]) => ({ home, away, startMs }));
        const [first] = games;
        const isDouble = doubleheaderEvery !== undefined && round % doubleheaderEvery === 1;
        return isDouble && first ? [{ ...first, startMs: startMs - 5 * HOUR_MS }, ...games] : games;
      },
    );
  };
}

/** The pairs of a round by the circle method; who is at home takes turns. */
function pairsOf(sport: ResultSport, round: number): readonly (readonly [home: string, away: string])[] {
  const codes = resultTeams(sport).map(({ code }) => code);
  const [fixed = '', ...others] = codes;
  const turned = others.map((_, index) => others[(index + round) % others.length] ?? '');
  const circle = [fixed, ...turned];
  return Array.from({ length: circle.length / 2 }, (_, index) => {
    const pair = [circle[index] ?? '', circle[circle.length - 1 - index] ?? ''] as const;
    return round % 2 === 0 ? pair : ([pair[1], pair[0]] as const);
  });
}
