import { type SQL, sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { JUDGED_MARKETS } from '../../domain/judged-markets.ts';
import { SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { closingLines } from '../../db/schema/odds.ts';
import { seasons, sports } from '../../db/schema/reference.ts';

/** Which leagues and season lines are of; all where nothing is said. */
export type EfficiencyScope = { seasonYear?: number | undefined; leagueIds?: readonly number[] | undefined };

/** The games of a scope that were played to an end: an awarded result says nothing of a forecast. */
export function isOfScope({ seasonYear, leagueIds }: EfficiencyScope): SQL {
  const isOfSeason = seasonYear === undefined ? sql`true` : sql`${seasons.year} = ${seasonYear}`;
  const isOfLeague =
    leagueIds === undefined ? sql`true` : sql`${games.leagueId} = any(${sql.param([...leagueIds])}::int[])`;
  return sql`${isOfSeason} and ${isOfLeague}`;
}

/** What names a cell: the figures of a row of the dataset follow from the games of a cell. */
export const CELL = 'league_id, season_year, market, moment, source, method';

/**
 * CTEs over the closing lines of a scope. `line` has a row for each outcome of a market at a moment; `forecast` those of
 * markets with a price of each outcome, with the fair probability `p`, the outcome `y` (1 won, 0 lost, 0.5 returned, and
 * between them where half of a stake is) and the margin `total`.
 */
export function judgedLines(scope: EfficiencyScope): SQL {
  const home = sql`${games.homeScore}`;
  const away = sql`${games.awayScore}`;
  return sql`
    closed as (
      select ${closingLines}.*, ${games.leagueId} as league_id, ${seasons.year} as season_year,
             ${marketOf()} as judged, ${home} + ${away} as points, ${home} - ${away} as margin,
             ${regulationMargin()} as regulation_margin
      from ${closingLines}
      join ${games} on ${games.id} = ${closingLines.gameId}
      join ${seasons} on ${seasons.id} = ${games.seasonId}
      join ${sports} on ${sports.id} = ${games.sportId}
      where ${closingLines.market} = any(${sql.param([...JUDGED_MARKETS])}::text[])
        and ${games.status} = 'completed' and ${home} is not null and ${away} is not null and ${isOfScope(scope)}
    ),
    line as (
      select league_id, season_year, game_id, judged as market, side, at.moment, source, devig_method as method,
             at.point, at.price, at.fair, at.moment = 'close' and coalesce(is_stale, false) as is_stale,
             case judged when 'totals' then points when 'spreads' then -margin end as result,
             case judged when 'totals' then points - at.point
                         when 'spreads' then margin + at.point
                         when 'h2h_3_way' then regulation_margin
                         else margin end as ahead
      from closed
      cross join lateral (values
        ('open', open_point, open_price, null::numeric), ('close', close_point, close_price, fair_probability)
      ) as at (moment, point, price, fair)
      where at.price is not null or at.point is not null
    ),
    priced as (
      select *, count(*) over game as outcomes, sum(1 / price) over game as total,
             case when market = 'h2h_3_way' then 0
                  when side in ('home', 'over') then ahead else -ahead end as lead
      from line where price is not null and ahead is not null
      window game as (partition by game_id, market, moment, source, method)
    ),
    forecast as (
      select *, coalesce(fair, 1 / price / total)::float8 as p, ${outcome()}::float8 as y
      from priced where outcomes = case when market = 'h2h_3_way' then 3 else 2 end
    )`;
}

/** Feeds have the moneyline of football with its draw under `h2h` as well: it is one with three outcomes. */
function marketOf(): SQL {
  const { gameId, source, market, side } = closingLines;
  return sql`case when ${market} = 'h2h' and bool_or(${side} = 'draw') over (partition by ${gameId}, ${source}, ${market})
      and not bool_or(${market} = 'h2h_3_way') over (partition by ${gameId}, ${source})
    then 'h2h_3_way' else ${market} end`;
}

/**
 * By how much home led when regulation was over, by which a market with a draw is settled: of a sport with overtime the
 * score has that in it as well. Null where its periods are not known.
 */
function regulationMargin(): SQL {
  const bySport = SPORTS.flatMap((sport) => {
    const { regulationPeriods: periods } = SPORT_FACTS[sport];
    return periods === undefined ? [] : [sql`when ${sport} then ${marginAfter(periods)}`];
  });
  return sql`case ${sports.displayName} ${sql.join(bySport, sql` `)} else ${games.homeScore} - ${games.awayScore} end`;
}

/** Innings that nobody had to play are no gap: of an inning that home left out there is no score. */
function marginAfter(periods: number): SQL {
  const sumOf = (scores: typeof games.homePeriodScores | typeof games.awayPeriodScores): SQL =>
    sql`(select sum(points) from unnest((${scores})[1:${sql.raw(String(periods))}]) as points)`;
  return sql`${sumOf(games.homePeriodScores)} - ${sumOf(games.awayPeriodScores)}`;
}

/** A quarter line is two half stakes at the lines beside it. */
function outcome(): SQL {
  return sql`case
    when market = 'h2h_3_way' then
      (side = case sign(ahead) when 1 then 'home' when 0 then 'draw' else 'away' end)::int::numeric
    when point is not null and mod(abs(point) * 4, 2) = 1 then (sign(lead - 0.25) + sign(lead + 0.25) + 2) / 4.0
    else (sign(lead) + 1) / 2.0 end`;
}
