import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, SeasonScope } from '../../datasets/dataset.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { games } from '../../db/schema/games.ts';
import { marketEfficiency } from '../../db/schema/market-efficiency.ts';
import { closingLines } from '../../db/schema/odds.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { CELL, type EfficiencyScope, isOfScope, judgedLines } from './judged-lines.ts';

/** A bin of forecasts has as many games at the least, and there are ten of them at most (data-platform, section 2.7). */
const LEAST_OF_BIN = 20;
const MOST_BINS = 10;

/** A probability is clipped here, so that one certainty that failed does not decide over all (section 2.7). */
const LEAST_PROBABILITY = 1e-6;

const table = marketEfficiency;

/** How good prices were as forecasts, by league, season, market and moment; a league is the entity of a change. */
export const marketEfficiencyDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one market of one league in one season at one moment, by source and method of the lines',
  meaning:
    'How good opening and closing prices were as forecasts: Brier score, log loss and RPS beside the base rate, calibration, what bets returned by price, and the distance of lines to results.',
  inputs: [
    { dataset: getTableName(closingLines) },
    { dataset: getTableName(games) },
    { dataset: getTableName(seasons) },
    { dataset: getTableName(sports) },
  ],
  refresh: { remove, write, keys },
  freshWithinSeconds: 60,
};

function remove({ seasonYear, entityIds }: SeasonScope): SQL {
  const isOne =
    entityIds === undefined ? sql`true` : sql`${table.leagueId} = any(${sql.param([...entityIds])}::int[])`;
  return sql`delete from ${table} where ${table.seasonYear} = ${seasonYear} and ${isOne}`;
}

function keys({ seasonYear, entityIds }: KeySelection): SQL {
  const ofRows = sql.join(
    [
      seasonYear === undefined ? sql`true` : sql`${table.seasonYear} = ${seasonYear}`,
      entityIds === undefined ? sql`true` : sql`${table.leagueId} = any(${sql.param([...entityIds])}::int[])`,
    ],
    sql` and `,
  );
  return sql`
    select ${seasons.year} as season_year, ${games.leagueId} as entity_id from ${closingLines}
    join ${games} on ${games.id} = ${closingLines.gameId} join ${seasons} on ${seasons.id} = ${games.seasonId}
    where ${isOfScope(scopeOf({ seasonYear, entityIds }))}
    union
    select ${table.seasonYear}, ${table.leagueId} from ${table} where ${ofRows}`;
}

function scopeOf({ seasonYear, entityIds }: KeySelection): EfficiencyScope {
  return { seasonYear, leagueIds: entityIds };
}

function write({ seasonYear, entityIds }: SeasonScope): SQL {
  const cell = sql.raw(CELL);
  return sql`
    insert into ${table} (${bareColumns(...COLUMNS)})
    with ${judgedLines({ seasonYear, leagueIds: entityIds })},
    shares as (
      select *, avg(y) over (partition by ${cell}, side) as base from forecast
      where market = 'h2h_3_way' or y <> 0.5
    ),
    game_scores as (
      select ${cell}, game_id, sum((p - y) ^ 2) / 2 as brier, sum((base - y) ^ 2) / 2 as base_brier,
             -sum(y * ln(${clipped('p')})) as log_loss, -sum(y * ln(${clipped('base')})) as base_log_loss,
             ${rps('p')} as rps, ${rps('base')} as base_rps
      from shares group by ${cell}, game_id
    ),
    scores as (
      select ${cell}, count(*) as games, avg(brier) as brier, avg(base_brier) as base_brier, avg(log_loss) as log_loss,
             avg(base_log_loss) as base_log_loss, avg(rps) as rps, avg(base_rps) as base_rps,
             avg(base_brier - brier) as gain, stddev_samp(base_brier - brier) / sqrt(count(*)) as gain_error
      from game_scores group by ${cell}
    ),
    margins as (
      select ${cell}, count(distinct game_id) as games, avg(1 - 1 / total) as hold from forecast group by ${cell}
    ),
    ${lineErrors()},
    ${bins()}
    select league_id, season_year, market, moment, source, method,
           coalesce(margins.games, 0), coalesce(margins.games - coalesce(scores.games, 0), 0), distances.stale,
           brier, log_loss, rps, base_brier, base_log_loss, base_rps, gain, gain_error, hold,
           distances.lines, line_error, base_line_error, compared, open_line_error, points_gained, points_gained_error,
           close_nearer, coalesce(calibration.bins, '[]'), coalesce(by_price.bins, '[]')
    from distances left join margins using (${cell}) left join scores using (${cell})
    left join calibration using (${cell}) left join by_price using (${cell})`;
}

const COLUMNS = [
  table.leagueId,
  table.seasonYear,
  table.market,
  table.moment,
  table.source,
  table.method,
  table.games,
  table.undecided,
  table.stale,
  table.brier,
  table.logLoss,
  table.rps,
  table.baseBrier,
  table.baseLogLoss,
  table.baseRps,
  table.gain,
  table.gainError,
  table.hold,
  table.lines,
  table.lineError,
  table.baseLineError,
  table.compared,
  table.openLineError,
  table.pointsGained,
  table.pointsGainedError,
  table.closeNearer,
  table.calibration,
  table.byPrice,
];

function clipped(column: string): SQL {
  return sql`greatest(${LEAST_PROBABILITY}::float8, least(1 - ${LEAST_PROBABILITY}::float8, ${sql.raw(column)}))`;
}

/** Ranked probability score of home, draw and away; null of two outcomes. */
function rps(column: string): SQL {
  const miss = (sides: string) => sql.raw(`sum(${column} - y) filter (where side in (${sides}))`);
  return sql`case when count(*) = 3 then (${miss("'home'")} ^ 2 + ${miss("'home', 'draw'")} ^ 2) / 2 end`;
}

/** Distances of lines and results, and how much nearer the close is than the opening of the same game. */
function lineErrors(): SQL {
  const cell = sql.raw(CELL);
  return sql`
    game_lines as (
      select distinct on (${cell}, game_id) ${cell}, game_id, point::float8, result::float8, is_stale
      from line order by ${cell}, game_id, case when side in ('home', 'over') then 0 else 1 end
    ),
    paired as (
      select own.*, abs(own.point - own.result) as error, abs(opening.point - own.result) as open_error,
             avg(own.result) filter (where own.point is not null) over (
               partition by own.league_id, own.season_year, own.market, own.moment, own.source, own.method) as mean
      from game_lines as own
      left join game_lines as opening on own.moment = 'close' and opening.moment = 'open'
        and opening.game_id = own.game_id and opening.market = own.market
        and opening.source = own.source and opening.method = own.method
    ),
    distances as (
      select ${cell}, count(*) filter (where is_stale) as stale, count(point) as lines, avg(error) as line_error,
             avg(abs(mean - result)) filter (where point is not null) as base_line_error,
             count(open_error) filter (where point is not null) as compared,
             avg(open_error) filter (where point is not null) as open_line_error,
             avg(open_error - error) as points_gained,
             stddev_samp(open_error - error) / sqrt(nullif(count(open_error - error), 0)) as points_gained_error,
             avg((error < open_error)::int) filter (where error <> open_error) as close_nearer
      from paired group by ${cell}
    )`;
}

/** Forecasts in bins of equal count, and outcomes of like price. */
function bins(): SQL {
  const cell = sql.raw(CELL);
  const digits = (column: string) => sql.raw(`round((${column})::numeric, 6)`);
  return sql`
    counted as (
      select *, count(*) over (partition by ${cell}) as forecasts from shares
      where market = 'h2h_3_way' or side in ('home', 'over')
    ),
    ranked as (
      select *, ntile(greatest(1, least(${MOST_BINS}::int, forecasts / ${LEAST_OF_BIN}::int))::int) over (
        partition by ${cell} order by p, game_id, side) as bin from counted
    ),
    calibration as (
      select ${cell}, jsonb_agg(jsonb_build_object('games', n, 'from', low, 'to', high, 'mean', mean, 'hits', hits)
                                order by bin) as bins
      from (select ${cell}, bin, count(*) as n, ${digits('min(p)')} as low, ${digits('max(p)')} as high,
                   ${digits('avg(p)')} as mean, sum(y) as hits from ranked group by ${cell}, bin) as of_bin
      group by ${cell}
    ),
    by_price as (
      select ${cell}, jsonb_agg(jsonb_build_object('bets', n, 'implied', implied, 'fair', fair, 'hits', hits,
                                                   'returned', returned) order by bin desc) as bins
      from (select ${cell}, least(9, floor(10 / price)) as bin, count(*) as n, ${digits('avg(1 / price)')} as implied,
                   ${digits('avg(p)')} as fair, sum(y) as hits,
                   ${digits(`avg(case when y = 0.5 then 0 when y > 0.5 then (price - 1) * (2 * y - 1) else 2 * y - 1 end)`)}
                     as returned
            from forecast group by ${cell}, least(9, floor(10 / price))) as of_price
      group by ${cell}
    )`;
}
