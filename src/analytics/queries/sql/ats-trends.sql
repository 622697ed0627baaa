-- Records against the closing spread by team, of a season up to a day, in a situation, or of the last games.
-- Variables: league, date, season, team, situation, last.
with wanted as materialized (
    select leagues.id as league_id, coalesce(nullif(:'season', '')::int, (
               select season_year from team_schedule_context as newest
               where newest.league_id = leagues.id and newest.played_on <= :'date'::date
               order by newest.played_on desc limit 1)) as season_year, leagues.sport_id
    from leagues where :'league' in (leagues.name, leagues.code)
),
settled as (
    select own.game_id, own.team_id, own.played_on, line.result, line.lead, line.profit, line.refreshed_at,
           row_number() over (partition by own.team_id order by own.starts_at desc, own.game_id desc) as recency
    from market_results as line
    join games as game on game.id = line.game_id
    join team_schedule_context as own on own.game_id = line.game_id
        and own.team_id = case line.side when 'home' then game.home_team_id else game.away_team_id end
    where line.league_id = (select league_id from wanted) and line.season_year = (select season_year from wanted)
      and game.league_id = (select league_id from wanted)
      and game.season_id = (select seasons.id from seasons join wanted on wanted.sport_id = seasons.sport_id and wanted.season_year = seasons.year)
      and line.book = 'consensus' and line.market = 'spreads' and line.moment = 'close' and line.result <> 'void'
      and own.played_on <= :'date'::date and (game.game_type is null or game.game_type in ('regular', 'playin', 'playoff'))
      and case coalesce(nullif(:'situation', ''), 'all')
              when 'all' then true
              when 'home' then own.is_home
              when 'road' then not own.is_home and not game.is_neutral_site
              when 'back_to_back' then own.is_back_to_back
              when 'rest_1' then own.rest_days = 1
              when 'rest_2' then own.rest_days = 2
              when 'rest_3_plus' then own.rest_days >= 3
              when 'three_in_four' then own.games_in_4 >= 3
              when 'favourite' then case line.side when 'home' then line.point else -line.point end < 0
              when 'underdog' then case line.side when 'home' then line.point else -line.point end > 0
              else false
          end
),
record as (
    select team_id, count(*) as n,
           sum(case result when 'win' then 1 when 'half_win' then 0.5 else 0 end) as wins,
           sum(case result when 'loss' then 1 when 'half_loss' then 0.5 else 0 end) as losses,
           sum(case result when 'push' then 1 when 'half_win' then 0.5 when 'half_loss' then 0.5 else 0 end) as pushes,
           avg(lead) as margin, sum(profit) as profit, count(profit) as bets, max(refreshed_at) as data_as_of
    from settled where nullif(:'last', '') is null or recency <= nullif(:'last', '')::int
    group by team_id
)
select team.name as team, record.n, wins, losses, pushes, round(wins / nullif(wins + losses, 0), 4) as cover_share,
       round(interval_95.low, 4) as low, round(interval_95.high, 4) as high, round(margin, 2) as margin_to_line,
       round(profit, 2) as profit, round(profit / nullif(bets, 0), 4) as roi, record.n < 10 as is_small, record.data_as_of
from record
join teams as team on team.id = record.team_id
-- Wilson's interval at 95 %.
cross join lateral (select wins + losses as trials, wins / nullif(wins + losses, 0) as share, 1.96 ^ 2 as z2) as told
cross join lateral (
    select greatest(0, (share + z2 / (2 * trials) - 1.96 * sqrt(share * (1 - share) / trials + z2 / (4 * trials ^ 2))) / (1 + z2 / trials)) as low,
           least(1, (share + z2 / (2 * trials) + 1.96 * sqrt(share * (1 - share) / trials + z2 / (4 * trials ^ 2))) / (1 + z2 / trials)) as high
    where trials > 0
) as interval_95
where nullif(:'team', '') is null or :'team' in (team.name, team.abbreviation, team.nickname, team.text_id)
order by cover_share desc nulls last, record.n desc, team.name;
