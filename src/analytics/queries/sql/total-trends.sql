-- How totals ended at the close, by team, official, venue or pace of both sides (thirds of their last 20 games).
-- Variables: league, date, season, by.
with wanted as materialized (
    select leagues.id as league_id, coalesce(nullif(:'season', '')::int, (
               select season_year from team_schedule_context as newest
               where newest.league_id = leagues.id and newest.played_on <= :'date'::date
               order by newest.played_on desc limit 1)) as season_year, leagues.sport_id
    from leagues where :'league' in (leagues.name, leagues.code)
),
settled as (
    select game.id as game_id, game.home_team_id, game.away_team_id, game.slate_date, game.venue_name, over_bet.result, over_bet.lead,
           over_bet.profit as over_profit, under_bet.profit as under_profit, over_bet.refreshed_at, over_bet.season_year, over_bet.league_id
    from market_results as over_bet
    join market_results as under_bet on under_bet.game_id = over_bet.game_id and under_bet.market = 'totals'
        and under_bet.moment = 'close' and under_bet.book = 'consensus' and under_bet.source = over_bet.source and under_bet.side = 'under'
    join games as game on game.id = over_bet.game_id
    where over_bet.league_id = (select league_id from wanted) and over_bet.season_year = (select season_year from wanted)
      and game.league_id = (select league_id from wanted)
      and game.season_id = (select seasons.id from seasons join wanted on wanted.sport_id = seasons.sport_id and wanted.season_year = seasons.year)
      and over_bet.book = 'consensus' and over_bet.market = 'totals' and over_bet.moment = 'close' and over_bet.side = 'over'
      and over_bet.result <> 'void' and game.slate_date <= :'date'::date
      and (game.game_type is null or game.game_type in ('regular', 'playin', 'playoff'))
),
paced as (
    select result, lead, over_profit, under_profit, settled.refreshed_at, ntile(3) over (order by avg(form.pace), settled.game_id) as third
    from settled
    join team_schedule_context as own on own.game_id = settled.game_id
    join games as before on before.id = own.previous_game_id
    join team_performance_trends as form on form.team_id = own.team_id and form.league_id = settled.league_id
        and form.season_year = settled.season_year and form.window_games = 20 and form.as_of = before.slate_date
    where :'by' = 'pace' and form.pace is not null
    group by settled.game_id, result, lead, over_profit, under_profit, settled.refreshed_at having count(*) = 2
),
grouped as (
    select team.name as of_group, result, lead, over_profit, under_profit, refreshed_at from settled
    join teams as team on team.id in (settled.home_team_id, settled.away_team_id) where :'by' = 'team'
    union all
    select named.official_name, result, lead, over_profit, under_profit, refreshed_at from settled
    join (select distinct game_id, official_name from game_officials where gone_at is null) as named on named.game_id = settled.game_id
    where :'by' = 'official'
    union all
    select venue_name, result, lead, over_profit, under_profit, refreshed_at from settled where :'by' = 'venue' and venue_name is not null
    union all
    select (array['slow', 'medium', 'fast'])[third], result, lead, over_profit, under_profit, refreshed_at from paced
),
record as (
    select of_group, count(*) as n,
           sum(case result when 'win' then 1 when 'half_win' then 0.5 else 0 end) as overs,
           sum(case result when 'loss' then 1 when 'half_loss' then 0.5 else 0 end) as unders,
           sum(case result when 'push' then 1 when 'half_win' then 0.5 when 'half_loss' then 0.5 else 0 end) as pushes,
           avg(lead) as margin, sum(over_profit) as over_profit, sum(under_profit) as under_profit, count(over_profit) as bets,
           max(refreshed_at) as data_as_of
    from grouped group by of_group
)
select of_group as "group", n, overs, unders, pushes, round(overs / nullif(overs + unders, 0), 4) as over_share,
       round(interval_95.low, 4) as low, round(interval_95.high, 4) as high, round(margin, 2) as margin_to_total,
       round(over_profit, 2) as over_profit, round(under_profit, 2) as under_profit, n < 10 as is_small, data_as_of
from record
cross join lateral (select overs + unders as trials, overs / nullif(overs + unders, 0) as share, 1.96 ^ 2 as z2) as told
cross join lateral (
    select greatest(0, (share + z2 / (2 * trials) - 1.96 * sqrt(share * (1 - share) / trials + z2 / (4 * trials ^ 2))) / (1 + z2 / trials)) as low,
           least(1, (share + z2 / (2 * trials) + 1.96 * sqrt(share * (1 - share) / trials + z2 / (4 * trials ^ 2))) / (1 + z2 / trials)) as high
    where trials > 0
) as interval_95
order by over_share desc nulls last, n desc, of_group;
