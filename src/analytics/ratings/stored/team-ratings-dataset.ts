import { type SQL, eq, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, Replayed, SeasonScope } from '../../../datasets/dataset.ts';
import type { Transaction } from '../../../db/locked-transaction.ts';
import { games } from '../../../db/schema/games.ts';
import { leagues, seasons, sports, teams } from '../../../db/schema/reference.ts';
import { givenRatings, teamRatings } from '../../../db/schema/team-ratings.ts';
import { SPORTS } from '../../../domain/sport.ts';
import { rulesNameOf } from './rules-of-sport.ts';
import { type RatedLeagues, readLeaguesToRate } from './league-rules.ts';
import { type ReplayedSeason, replayLeagues } from './replay-leagues.ts';

const table = teamRatings;

/** Ratings that are given, those that are computed, and the view of the latter under its public name. */
export function ratingDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(givenRatings),
      relation: 'table',
      grain: 'one rating that a team was given',
      meaning:
        'Ratings before a first game, of the end of a season or for the start of one, with their source.',
      inputs: [{ dataset: getTableName(teams) }],
    },
    teamRatingsDataset,
    {
      name: 'team_ratings_history',
      relation: 'view',
      grain: 'one team in one final game',
      meaning: 'Ratings over time by names of teams and leagues.',
      inputs: [
        { dataset: getTableName(table) },
        { dataset: getTableName(teams) },
        { dataset: getTableName(leagues) },
      ],
    },
  ];
}

/** Ratings before and after each game; a league is the entity of a change. */
export const teamRatingsDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one team in one final game that counts',
  meaning:
    'Elo before and after the game, what the team was expected to get of it, and the Pythagorean share of its season so far.',
  inputs: [games, seasons, sports, leagues, teams, givenRatings].map((input) => ({
    dataset: getTableName(input),
  })),
  refresh: { replay, rebuild, keys },
  rules: () => SPORTS.flatMap((sport) => rulesNameOf(sport) ?? []).join(', '),
  freshWithinSeconds: 60,
};

async function replay(tx: Transaction, scopes: readonly SeasonScope[]): Promise<Replayed> {
  const isOfAll = scopes.some(({ entityIds }) => entityIds === undefined);
  const ids = new Set(scopes.flatMap(({ entityIds = [] }) => entityIds));
  const rated = await readLeaguesToRate(tx, isOfAll ? undefined : [...ids]);
  const disturbed = new Set<number>();
  return totalOf(rated, (leaguesRated) => {
    const years = scopes.flatMap(({ seasonYear, entityIds }) =>
      entityIds === undefined || entityIds.some((id) => leaguesRated.leagueIds.includes(id))
        ? [seasonYear]
        : [],
    );
    return replayLeagues(tx, leaguesRated, { changed: new Set(years), disturbed });
  });
}

async function rebuild(tx: Transaction, leagueIds?: readonly number[]): Promise<Replayed> {
  const whole = { changed: 'all', disturbed: new Set<number>() } as const;
  return totalOf(await readLeaguesToRate(tx, leagueIds), (rated) => replayLeagues(tx, rated, whole));
}

async function totalOf(
  rated: readonly RatedLeagues[],
  seasonsOf: (rated: RatedLeagues) => Promise<readonly ReplayedSeason[]>,
): Promise<Replayed> {
  const all: ReplayedSeason[] = [];
  for (const one of rated) all.push(...(await seasonsOf(one)));
  return {
    removed: all.reduce((sum, { removed }) => sum + removed, 0),
    written: all.reduce((sum, { written }) => sum + written, 0),
    changed: all.map(({ seasonYear, teamIds }) => ({ seasonYear, entityIds: teamIds })),
  };
}

function keys({ seasonYear, entityIds }: KeySelection): SQL {
  const isSeason = (year: SQL): SQL => (seasonYear === undefined ? sql`true` : sql`${year} = ${seasonYear}`);
  const isLeague = (league: SQL): SQL =>
    entityIds === undefined ? sql`true` : sql`${league} = any(${sql.param([...entityIds])}::int[])`;
  return sql`
    select ${seasons.year} as season_year, ${games.leagueId} as entity_id from ${games}
    join ${seasons} on ${eq(seasons.id, games.seasonId)}
    where ${isSeason(sql`${seasons.year}`)} and ${isLeague(sql`${games.leagueId}`)}
    union
    select ${table.seasonYear}, ${table.leagueId} from ${table}
    where ${isSeason(sql`${table.seasonYear}`)} and ${isLeague(sql`${table.leagueId}`)}`;
}
