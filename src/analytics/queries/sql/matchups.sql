-- What ratings and the market say of a day's games. The market is the median over books of their newest prices, each without
-- its margin. Variables: league, date.
select mv.game_id, away.name || ' at ' || home.name as game, mv.starts_at, mv.elo_home, mv.elo_draw, mv.elo_away, mv.pythagorean_home,
       round(market.p_home, 4) as market_home, market.seen_at as market_seen_at, coalesce(market.books, 0) as n,
       (select max(finished_at) from data_refresh_log where dataset = 'mv_matchup_probabilities' and status = 'done') as data_as_of
from mv_matchup_probabilities as mv
join leagues on leagues.id = mv.league_id
join teams as home on home.id = mv.home_team_id
join teams as away on away.id = mv.away_team_id
left join lateral (
    select percentile_cont(0.5) within group (order by fair)::numeric as p_home, count(*) as books, max(last_seen_at) as seen_at
    from (
        select price.side, price.last_seen_at, 1 / price.price / sum(1 / price.price) over of_book as fair
        from odds_events as event
        join odds_current as price on price.event_id = event.id and price.market in ('h2h', 'h2h_3_way') and price.subject is null
                                  and price.line is null
        where event.game_id = mv.game_id and price.last_seen_at < mv.starts_at
        window of_book as (partition by event.id, price.bookmaker_id, price.market)
    ) as quoted where side = 'home'
) as market on true
where mv.played_on = :'date'::date and (nullif(:'league', '') is null or :'league' in (leagues.name, leagues.code))
order by mv.starts_at, mv.game_id;
