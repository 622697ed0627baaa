-- Rest, travel and road trips of both sides of a day's games, with what became of home teams in the same spot before.
-- A spot is the rest of both sides (0, 1, 2, 3 and more days). Variables: league, date.
with today as (
    select home.game_id, home.league_id, home.starts_at, home.team_id as home_id, away.team_id as away_id,
           home.rest_days as home_rest, away.rest_days as away_rest, least(home.rest_days, 3) as home_spot,
           least(away.rest_days, 3) as away_spot, home.is_back_to_back as home_back_to_back, away.is_back_to_back as away_back_to_back,
           home.games_in_4 >= 3 as home_three_in_four, away.games_in_4 >= 3 as away_three_in_four, home.travel_km as home_travel_km,
           away.travel_km as away_travel_km, home.tz_shift_h as home_tz_shift_h, away.tz_shift_h as away_tz_shift_h,
           away.road_trip_no, greatest(home.refreshed_at, away.refreshed_at) as refreshed_at
    from team_schedule_context as home
    join team_schedule_context as away on away.game_id = home.game_id and away.team_id = home.opponent_id
    join leagues on leagues.id = home.league_id
    where home.is_home and home.played_on = :'date'::date and (nullif(:'league', '') is null or :'league' in (leagues.name, leagues.code))
),
spot as materialized (
    select game_id, league_id, min(least(rest_days, 3)) filter (where is_home) as home_spot,
           min(least(rest_days, 3)) filter (where not is_home) as away_spot
    from team_schedule_context
    where league_id = any(array(select distinct league_id from today)) and played_on < :'date'::date
    group by game_id, league_id having bool_or(is_home) and count(rest_days) = 2
),
final as materialized (
    select id as game_id, home_score - away_score as margin from games
    where league_id = any(array(select distinct league_id from today)) and status = 'completed'
),
line as materialized (
    select game_id, result from market_results
    where league_id = any(array(select distinct league_id from today)) and book = 'consensus' and moment = 'close'
      and market = 'spreads' and side = 'home'
),
history as (
    select spot.league_id, spot.home_spot, spot.away_spot, count(*) as n, count(*) filter (where final.margin > 0) as home_wins,
           sum(case line.result when 'win' then 1 when 'half_win' then 0.5 when 'loss' then 0 when 'half_loss' then 0 end) as covers,
           sum(case line.result when 'win' then 1 when 'loss' then 1 when 'half_win' then 0.5 when 'half_loss' then 0.5 end) as decided,
           avg(final.margin) as margin
    from spot join final on final.game_id = spot.game_id left join line on line.game_id = spot.game_id
    group by spot.league_id, spot.home_spot, spot.away_spot
)
select today.game_id, away.name || ' at ' || home.name as game, today.starts_at, today.home_rest, today.away_rest,
       today.home_rest - today.away_rest as rest_difference, today.home_back_to_back, today.away_back_to_back,
       today.home_three_in_four, today.away_three_in_four, today.home_travel_km, today.away_travel_km, today.home_tz_shift_h,
       today.away_tz_shift_h, today.road_trip_no as away_road_trip_no, coalesce(history.n, 0) as n,
       round(history.home_wins::numeric / nullif(history.n, 0), 4) as home_win_share,
       round(history.covers / nullif(history.decided, 0), 4) as home_cover_share, round(history.margin, 2) as home_margin,
       coalesce(history.n, 0) < 10 as is_small, today.refreshed_at as data_as_of
from today
join teams as home on home.id = today.home_id
join teams as away on away.id = today.away_id
left join history on history.league_id = today.league_id and history.home_spot = today.home_spot and history.away_spot = today.away_spot
order by abs(today.home_rest - today.away_rest) desc nulls last, today.starts_at, today.game_id;
