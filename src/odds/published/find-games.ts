import { sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { seasons } from '../../db/schema/reference.ts';
import { selecting } from '../../db/selecting.ts';
import { type AskedGame, type CandidateGame, LOOKED_AROUND_DAYS } from './decide-game.ts';

/** A pair of teams on a day, or in a season where the day is not told. */
export type AskedPair = AskedGame & {
  leagueId: number;
  homeTeamId: number;
  awayTeamId: number;
  seasonYear: number;
};

/** A score while a game is played, and one that was awarded, is not the one that an archive has. */
function finalScore(score: AnyPgColumn) {
  return sql<number | null>`case when ${games.status} = 'completed' then ${score} end`;
}

/** The games of each pair around its day, in one statement; those of pair `n` are at place `n`. */
export async function findGames(tx: Executor, pairs: readonly AskedPair[]): Promise<CandidateGame[][]> {
  const found: CandidateGame[][] = pairs.map(() => []);
  if (pairs.length === 0) return found;
  const list = (valueOf: (pair: AskedPair, place: number) => unknown) => sql.param(pairs.map(valueOf));
  const rows = await rowsOf(
    tx,
    selecting(
      {
        place: sql<number>`asked.place`,
        id: games.id,
        slateDate: games.slateDate,
        startsAt: games.gameDatetime,
        week: games.week,
        seasonYear: seasons.year,
        homeScore: finalScore(games.homeScore),
        awayScore: finalScore(games.awayScore),
        isExchanged: sql<boolean>`asked.is_exchanged`,
      },
      (columns) => sql`
      with pairs as (select * from unnest(
        ${list((_, place) => place)}::int[], ${list((pair) => pair.leagueId)}::int[],
        ${list((pair) => pair.homeTeamId)}::int[], ${list((pair) => pair.awayTeamId)}::int[],
        ${list((pair) => pair.date ?? null)}::date[], ${list((pair) => pair.seasonYear)}::int[])
          as pair (place, league_id, home_id, away_id, day, season_year)),
      asked as (
        select pairs.*, home_id as first_id, away_id as second_id, false as is_exchanged from pairs
        union all select pairs.*, away_id, home_id, true from pairs)
      select ${columns} from asked
      join ${games} on ${games.homeTeamId} = asked.first_id and ${games.awayTeamId} = asked.second_id
        and ${games.leagueId} = asked.league_id and ${games.status} <> 'cancelled'
        and (asked.day is null
             or ${games.slateDate} between asked.day - ${LOOKED_AROUND_DAYS}::int and asked.day + ${LOOKED_AROUND_DAYS}::int)
      join ${seasons} on ${seasons.id} = ${games.seasonId}
        and (asked.day is not null or ${seasons.year} = asked.season_year)
      order by ${games.id}`,
    ),
  );
  for (const { place, startsAt, ...game } of rows)
    found[place]?.push({ ...game, startMs: startsAt.getTime() });
  return found;
}
