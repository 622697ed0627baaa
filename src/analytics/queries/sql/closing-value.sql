-- What lines of logged predictions were worth by the close, by model, market, book and time before the start; the interval
-- is of 200 resamples, drawn by a hash, so that the same rows give the same interval. Variables: league, date, model.
with taken as (
    select said.model, said.version, line.market, line.book, line.side, line.point, line.price, said.made_at, game.game_datetime,
           closing.fair_probability, closing.point as close_point, closing.result as close_result, closing.refreshed_at, game.home_score, game.away_score,
           row_number() over (partition by said.model, said.version, line.market, line.book order by said.id, line.side) - 1 as place,
           case when game.game_datetime - said.made_at < interval '1 hour' then '0-1 h'
                when game.game_datetime - said.made_at < interval '6 hours' then '1-6 h'
                when game.game_datetime - said.made_at < interval '24 hours' then '6-24 h' else '24 h and more' end as before_start
    from predictions_log as said
    join games as game on game.id = said.game_id and game.status = 'completed' and said.made_at < game.game_datetime
    join leagues on leagues.id = game.league_id
    cross join lateral jsonb_to_recordset(said.lines_at_the_time)
        as line (market text, side text, book text, point numeric, price numeric)
    join market_results as closing on closing.game_id = said.game_id and closing.market = line.market and closing.moment = 'close'
        and closing.book = 'consensus' and closing.side = line.side
    where (nullif(:'league', '') is null or :'league' in (leagues.name, leagues.code)) and game.slate_date <= :'date'::date
      and (nullif(:'model', '') is null or said.model = :'model')
),
valued as (
    select taken.*, case when point is not distinct from close_point then price * fair_probability - 1 end as price_clv,
           case when side in ('home', 'under') then point - close_point when side in ('away', 'over') then close_point - point end as line_clv,
           -- A quarter line is two half stakes at the lines beside it.
           case when market in ('h2h', 'h2h_3_way')
                then case close_result when 'win' then price - 1 when 'push' then 0 when 'void' then 0 else -1 end
                else (select sum(case sign(ahead) when 1 then price - 1 when 0 then 0 else -1 end) / 2
                      from unnest(case when mod(abs(point) * 4, 2) = 1 then array[0.25, -0.25] else array[0, 0] end) as step
                      cross join lateral (
                          select case when market = 'spreads' then home_score - away_score + point + step
                                      else home_score + away_score - point - step end
                                 * case when side in ('home', 'over') then 1 else -1 end as ahead) as at_line)
           end as profit
    from taken
),
grouped as (
    select model, version, market, book, before_start, count(*) as n, avg(price_clv) as price_clv, avg(line_clv) as line_clv,
           sum(profit) as profit, avg(profit) as roi, array_agg(profit order by place) as profits, max(refreshed_at) as data_as_of
    from valued group by model, version, market, book, before_start
)
select model, version, market, book, before_start, n, round(price_clv, 4) as price_clv, round(line_clv, 2) as line_clv,
       round(profit, 2) as profit, round(roi, 4) as roi, round(resampled.low, 4) as roi_low, round(resampled.high, 4) as roi_high,
       n < 30 as is_small, data_as_of
from grouped
cross join lateral (
    select percentile_disc(0.025) within group (order by mean) as low, percentile_disc(0.975) within group (order by mean) as high
    from (select draw, avg(profits[1 + abs(hashint8(draw * 1000003 + pick)::bigint) % n]) as mean
          from generate_series(1, 200) as draw cross join generate_series(1, n) as pick group by draw) as means
) as resampled
order by model, version, market, book, before_start;
