import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { rateGame } from '../../../src/analytics/ratings/elo.ts';
import type { FileResult } from '../../../src/analytics/ratings/file-result.ts';
import { franchiseOf } from '../../../src/analytics/ratings/franchise-of.ts';
import { rateGames } from '../../../src/analytics/ratings/rate-games.ts';
import type { RatedGame, TeamRating } from '../../../src/analytics/ratings/rated-game.ts';
import { readInitialRatings } from '../../../src/analytics/ratings/read-initial-ratings.ts';
import { readResults } from '../../../src/analytics/ratings/read-results.ts';
import { NBA_RATINGS } from '../../../src/sports/nba/ratings.ts';
import { NFL_RATINGS } from '../../../src/sports/nfl/ratings.ts';
import type { RatingRules } from '../../../src/sports/rating-rules.ts';

/** Ratings as they were published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../../shared/data/platform/elo/', import.meta.url));
const NBA = `${SHARED}nba_elo_1947-2010.csv`;
const FRANCHISES = `${SHARED}nba_franchises.csv`;
const NFL = `${SHARED}nfl_games_elo_1920-2010.csv`;
const NFL_INITIAL = `${SHARED}nfl_initial_elos.csv`;
const isThere = [NBA, FRANCHISES, NFL, NFL_INITIAL].every((path) => existsSync(path));
if (!isThere) console.warn(`skipped: the published ratings are absent (${SHARED})`);

type Cells = Readonly<Record<string, string>>;

/** Rows of a published file by their lines; these files quote nothing. */
async function publishedRows(path: string): Promise<ReadonlyMap<number, Cells>> {
  const [header = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split(/\r?\n/);
  const names = header.split(',');
  return new Map(
    lines.map((line, index) => {
      const cells = line.split(',');
      return [index + 2, Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))];
    }),
  );
}

const figure = (row: Cells | undefined, name: string): number => Number(row?.[name] || Number.NaN);

const results = (path: string, rules: RatingRules, canEndLevel: boolean) =>
  readResults(createReadStream(path), {
    ...rules,
    source: 'the file',
    canEndLevel,
    doLeaguesMatter: rules.elo.promotedTakeMeanOfRelegated,
  });

/** The widest difference of a decade. */
function widestByDecade(
  rows: readonly RatedGame<FileResult>[],
  differenceOf: (row: RatedGame<FileResult>) => number,
): Record<string, number> {
  const widest: Record<string, number> = {};
  for (const row of rows) {
    const decade = `${Math.floor(row.game.season / 10)}0s`;
    widest[decade] = Math.max(widest[decade] ?? 0, differenceOf(row));
  }
  return widest;
}

describe.skipIf(!isThere)('published ratings of the NBA', () => {
  let rows: readonly RatedGame<FileResult>[];
  let published: ReadonlyMap<number, Cells>;
  beforeAll(async () => {
    published = await publishedRows(NBA);
    rows = rateGames(NBA_RATINGS.elo, (await results(NBA, NBA_RATINGS, false)).games).rows;
  });

  it('follow from the scores alone within 0.001, from the first game to the last', () => {
    expect(rows).toHaveLength(56_828);
    const widest = widestByDecade(rows, ({ game, home, away, probability }) => {
      const row = published.get(game.id);
      return Math.max(
        Math.abs(home.before - figure(row, 'elo1_pre')),
        Math.abs(away.before - figure(row, 'elo2_pre')),
        Math.abs(home.after - figure(row, 'elo1_post')),
        Math.abs(away.after - figure(row, 'elo2_post')),
        // A thousandth of a point is worth at most 1.5e-6.
        Math.abs(probability - figure(row, 'elo_prob1')) * 500,
      );
    });
    expect(Object.entries(widest).filter(([, points]) => !(points < 0.001))).toEqual([]);
    expect(Object.keys(widest)).toHaveLength(8);
  });

  it('follow step by step from those before the game', () => {
    const steps = rows.map(({ game }) => {
      const row = published.get(game.id);
      const before = { home: figure(row, 'elo1_pre'), away: figure(row, 'elo2_pre') };
      const { home, away } = rateGame(NBA_RATINGS.elo, before, game);
      return Math.max(
        Math.abs(home.after - figure(row, 'elo1_post')),
        Math.abs(away.after - figure(row, 'elo2_post')),
      );
    });
    expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(0.01);
  });

  it('go on with a franchise that moves or is renamed', async () => {
    const listed = [...(await publishedRows(FRANCHISES)).values()];
    const ours = new Map<string, Set<string>>();
    for (const { franchise = '', team_code: code = '', first_season: first } of listed) {
      const names = ours.get(franchise) ?? new Set();
      ours.set(franchise, names.add(franchiseOf(NBA_RATINGS.franchiseCodes, code, Number(first) - 1)));
    }
    expect([...ours].filter(([, names]) => names.size !== 1)).toEqual([]);
    expect(new Set([...ours.values()].flatMap((names) => [...names])).size).toBe(ours.size);
  });
});

describe.skipIf(!isThere)('published ratings of the NFL', () => {
  it('follow from first ratings and scores alone, probabilities within 1e-5', async () => {
    const published = await publishedRows(NFL);
    const teams: ReadonlyMap<string, TeamRating> = await readInitialRatings(createReadStream(NFL_INITIAL), {
      source: 'the file',
      nameOf: (team) => team,
    });
    const { games } = await results(NFL, NFL_RATINGS, true);
    const { rows } = rateGames(NFL_RATINGS.elo, games, { from: { teams, leagues: new Map() } });
    expect(rows).toHaveLength(14_138);
    const chances = widestByDecade(rows, ({ game, probability }) =>
      Math.abs(probability - figure(published.get(game.id), 'elo_prob1')),
    );
    expect(Object.entries(chances).filter(([, difference]) => !(difference < 1e-5))).toEqual([]);
    const points = widestByDecade(rows, ({ game, home, away }) =>
      Math.max(
        Math.abs(home.before - figure(published.get(game.id), 'elo1')),
        Math.abs(away.before - figure(published.get(game.id), 'elo2')),
      ),
    );
    expect(Object.entries(points).filter(([, difference]) => !(difference < 0.001))).toEqual([]);
  });
});
