import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type DatedGame,
  type TableSeason,
  daysOfTable,
  tableOn,
} from '../../../src/analytics/standings/days-of-table.ts';
import { FOOTBALL_STANDINGS } from '../../../src/sports/football/standings.ts';
import { rulesOfSeason } from '../../../src/sports/standings-rules.ts';

/** Results as they were published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../../shared/data/schedules/', import.meta.url));
const LEAGUES = { en: 'EPL', es: 'LALIGA', de: 'BUNDESLIGA', it: 'SERIEA', fr: 'LIGUE1' } as const;
const SEASONS = ['2022-23', '2023-24', '2024-25'];
const fileOf = (land: string, season: string): string => `${SHARED}openfootball_${season}_${land}.1.json`;
const isThere = Object.keys(LEAGUES).every((land) =>
  SEASONS.every((season) => existsSync(fileOf(land, season))),
);
if (!isThere) console.warn(`skipped: the published results are absent (${SHARED})`);

type Match = { date: string; team1: string; team2: string; score?: { ft?: [number, number] } };

/** Clubs that ended level on points, in the order of the official table, by a word of their names. */
const OFFICIAL: Readonly<Record<string, readonly string[]>> = {
  'en 2022-23': ['Aston Villa>Tottenham', 'Crystal Palace>Chelsea'],
  'en 2023-24': ['Newcastle>Manchester United', 'Brighton>Bournemouth', 'Everton>Brentford>Forest>Luton'],
  'es 2022-23': ['Girona>Rayo>Sevilla', 'Cádiz>Getafe>Valencia'],
  'es 2023-24': ['Celta>Sevilla', 'Mallorca>Las Palmas', 'Almería>Granada'],
  'de 2022-23': ['Bayern>Dortmund', 'Hoffenheim>Bremen'],
  'de 2023-24': ['Heidenheim>Bremen>Freiburg', 'Union>Bochum'],
  'it 2022-23': ['Atalanta>Roma>Juventus>Fiorentina'],
  'it 2023-24': ['Torino>Napoli', 'Verona>Lecce', 'Cagliari>Empoli'],
  'fr 2023-24': ['Metz>Lorient', 'Rennais>Toulouse>Montpellier>Strasbourg'],
};

/** Points of clubs from which some were taken off, as the official tables have them. */
const DEDUCTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'en 2023-24': { Everton: 40, Forest: 32 },
  'it 2022-23': { Juventus: 62 },
  'fr 2023-24': { Montpellier: 41 },
};

async function seasonOf(land: keyof typeof LEAGUES, season: string): Promise<TableSeason> {
  const { matches } = JSON.parse(await readFile(fileOf(land, season), 'utf8')) as { matches: Match[] };
  const games = matches
    .flatMap(({ date: day, team1: home, team2: away, score }): DatedGame[] =>
      score?.ft === undefined ? [] : [{ day, home, away, homeScore: score.ft[0], awayScore: score.ft[1] }],
    )
    .toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
  const known = FOOTBALL_STANDINGS[LEAGUES[land]] ?? expect.unreachable(land);
  const { rules } = rulesOfSeason(known, Number(season.slice(0, 4)));
  const clubs = [...new Set(games.map(({ home }) => home))];
  const deductions = (rules.deductions ?? [])
    .filter(({ seasonYear }) => String(seasonYear) === season.slice(0, 4))
    .map(({ team, decidedOn, points }) => {
      const word = team.replace(/ (FC|HSC)$/, '');
      return {
        team: clubs.find((club) => club.includes(word)) ?? expect.unreachable(team),
        decidedOn,
        points,
      };
    });
  return { rules, games, members: new Map(), deductions };
}

const CASES = Object.keys(LEAGUES).flatMap((land) =>
  SEASONS.map((season) => [land as keyof typeof LEAGUES, season] as const),
);

describe.skipIf(!isThere)('the final table of', () => {
  it.each(CASES)(
    '%s %s has the points and goals of its games, and the order of the official one',
    async (land, season) => {
      const of = await seasonOf(land, season);
      const last = daysOfTable(of).at(-1)?.asOf ?? '';
      const table = tableOn(of, last);
      const sums = new Map<string, { points: number; difference: number }>();
      for (const { home, away, homeScore, awayScore } of of.games) {
        const margin = homeScore - awayScore;
        for (const [club, own] of [
          [home, margin],
          [away, -margin],
        ] as const) {
          const known = sums.get(club) ?? { points: 0, difference: 0 };
          const points = known.points + (own > 0 ? 3 : own === 0 ? 1 : 0);
          sums.set(club, { points, difference: known.difference + own });
        }
      }
      for (const { team, points, deducted, pointsFor, pointsAgainst } of table)
        expect([team, (points ?? 0) + deducted, pointsFor - pointsAgainst]).toEqual([
          team,
          sums.get(team)?.points,
          sums.get(team)?.difference,
        ]);
      const placeOf = (word: string): number => table.findIndex(({ team }) => team.includes(word));
      for (const group of OFFICIAL[`${land} ${season}`] ?? []) {
        const places = group.split('>').map(placeOf);
        expect(places, group).toEqual(places.map((_place, index) => (places[0] ?? 0) + index));
      }
      for (const [word, points] of Object.entries(DEDUCTED[`${land} ${season}`] ?? {}))
        expect([word, table[placeOf(word)]?.points]).toEqual([word, points]);
      // No club of these seasons was level with another in all that the league compares.
      expect(new Set(table.map(({ rank }) => rank)).size).toBe(table.length);
    },
  );

  it('a season is told apart by the first result that differs, and by points that are taken off', async () => {
    const of = await seasonOf('en', '2023-24');
    const middle = of.games[200] ?? expect.unreachable();
    const games = of.games.map((game) =>
      game === middle ? { ...game, homeScore: game.homeScore + 1 } : game,
    );
    const keysOf = (one: TableSeason) =>
      new Set(daysOfTable(one).map(({ asOf, resultsHash }) => `${asOf} ${resultsHash}`));
    const known = keysOf(of);
    const firstOther = (other: TableSeason): string | undefined => {
      const others = keysOf(other);
      const isOfOne = (key: string): boolean => !known.has(key) || !others.has(key);
      return [...known, ...others].filter(isOfOne).toSorted()[0]?.slice(0, 10);
    };
    expect(firstOther({ ...of, games })).toBe(middle.day);
    expect(firstOther({ ...of, deductions: of.deductions.slice(0, -1) })).toBe('2024-03-18');
    expect(tableOn(of, '2023-11-16').every(({ deducted }) => deducted === 0)).toBe(true);
    expect(tableOn(of, '2023-11-17').filter(({ deducted }) => deducted > 0)).toMatchObject([
      { deducted: 10 },
    ]);
  });
});
