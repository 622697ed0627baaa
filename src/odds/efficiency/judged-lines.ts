import { type SQL, sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { JUDGED_MARKETS } from '../../domain/judged-markets.ts';
import { closingLines } from '../../db/schema/odds.ts';
import { seasons } from '../../db/schema/reference.ts';

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
    line as (
      select ${games.leagueId} as league_id, ${seasons.year} as season_year, ${closingLines.gameId} as game_id,
             ${closingLines.market} as market, ${closingLines.side} as side, at.moment, ${closingLines.source} as source,
             ${closingLines.devigMethod} as method, at.point, at.price, at.fair,
             at.moment = 'close' and coalesce(${closingLines.isStale}, false) as is_stale,
             case ${closingLines.market} when 'totals' then ${home} + ${away}
                                         when 'spreads' then ${away} - ${home} end as result,
             case ${closingLines.market} when 'totals' then ${home} + ${away} - at.point
                                         when 'spreads' then ${home} - ${away} + at.point
                                         else ${home} - ${away} end as ahead
      from ${closingLines}
      join ${games} on ${games.id} = ${closingLines.gameId}
      join ${seasons} on ${seasons.id} = ${games.seasonId}
      cross join lateral (values
        ('open', ${closingLines.openPoint}, ${closingLines.openPrice}, null::numeric),
        ('close', ${closingLines.closePoint}, ${closingLines.closePrice}, ${closingLines.fairProbability})
      ) as at (moment, point, price, fair)
      where ${closingLines.market} = any(${sql.param([...JUDGED_MARKETS])}::text[])
        and ${games.status} = 'completed' and ${home} is not null and ${away} is not null
        and (at.price is not null or at.point is not null) and ${isOfScope(scope)}
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

/** A quarter line is two half stakes at the lines beside it. */
function outcome(): SQL {
  return sql`case
    when market = 'h2h_3_way' then
      (side = case sign(ahead) when 1 then 'home' when 0 then 'draw' else 'away' end)::int::numeric
    when point is not null and mod(abs(point) * 4, 2) = 1 then (sign(lead - 0.25) + sign(lead + 0.25) + 2) / 4.0
    else (sign(lead) + 1) / 2.0 end`;
}
