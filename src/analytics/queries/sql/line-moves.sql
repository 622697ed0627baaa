-- How lines of a day's games moved before their start, market by market: of the first side, over all books. A move is half a
-- point of the line, or two hundredths of implied probability at the same line; steam is three books in ten minutes.
-- Variables: league, date.
with wanted as (
    select game.id as game_id, game.game_datetime as starts_at, away.name || ' at ' || home.name as name, sports.display_name as sport
    from games as game
    join leagues on leagues.id = game.league_id
    join sports on sports.id = game.sport_id
    join teams as home on home.id = game.home_team_id
    join teams as away on away.id = game.away_team_id
    where game.slate_date = :'date'::date and (nullif(:'league', '') is null or :'league' in (leagues.name, leagues.code))
),
quote as (
    select wanted.game_id, change.market, change.bookmaker_id, change.captured_at, change.price,
           -- Of moneylines what moves is the implied probability.
           coalesce(change.point, round(1 / change.price, 4)) as value, change.point,
           lag(change.point) over of_series as point_before, lag(change.price) over of_series as price_before,
           lead(change.price) over of_series is null as is_last
    from wanted
    join odds_events as event on event.game_id = wanted.game_id
    join odds_changes as change on change.event_id = event.id and change.captured_at < wanted.starts_at
        and change.captured_at >= event.first_seen_at and change.captured_at <= event.last_seen_at
    where change.market in ('spreads', 'totals', 'h2h', 'h2h_3_way') and change.side in ('home', 'over') and change.subject is null
    window of_series as (partition by change.series_id order by change.captured_at)
),
move as (
    select quote.*, case when point is distinct from point_before then sign(point - point_before)
                         else sign(1 / price - 1 / price_before) end as direction
    from quote
    where price_before is not null
      and (abs(point - point_before) >= 0.5 or (point is not distinct from point_before and abs(1 / price - 1 / price_before) >= 0.02))
),
steam as (
    select game_id, market, count(*) as steams, max(captured_at) as last_steam_at
    from (
        select game_id, market, captured_at,
               array_agg(bookmaker_id) over (partition by game_id, market, direction order by captured_at
                                             range between interval '10 minutes' preceding and current row) as movers
        from move
    ) as together
    where (select count(distinct mover) from unnest(movers) as mover) >= 3
    group by game_id, market
),
span as (
    select game_id, market, min(value) as low, max(value) as high, count(*) as n, count(distinct bookmaker_id) as books,
           percentile_disc(0.5) within group (order by value) filter (where price_before is null) as open,
           percentile_disc(0.5) within group (order by value) filter (where is_last) as now, max(captured_at) as data_as_of
    from quote group by game_id, market
)
select wanted.game_id, wanted.name as game, wanted.starts_at, span.market, span.open, span.now, span.high, span.low,
       span.now - span.open as moved, coalesce(steam.steams, 0) as steams, steam.last_steam_at,
       array(
           select number from unnest(case when wanted.sport = 'NFL' and span.market = 'spreads' then array[3, 7, -3, -7] else '{}' end) as number
           where number > least(span.open, span.now) and number < greatest(span.open, span.now) order by number
       ) as crossed_key_numbers,
       (
           select jsonb_agg(jsonb_build_object('at', captured_at, 'book', key, 'value', value) order by captured_at, key)
           from (select move.captured_at, book.key, move.value from move join bookmakers as book on book.id = move.bookmaker_id
                 where move.game_id = span.game_id and move.market = span.market order by move.captured_at desc limit 20) as newest
       ) as path,
       span.books, span.n, span.data_as_of
from wanted
join span on span.game_id = wanted.game_id
left join steam on steam.game_id = span.game_id and steam.market = span.market
order by wanted.starts_at, wanted.game_id, span.market;
