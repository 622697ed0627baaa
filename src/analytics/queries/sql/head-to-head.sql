-- The last meetings of two teams before a day, from the side of the first: score, spread and total at the close, pace, and who
-- was reported out. Variables: league, date, team, opponent, last.
with pair as (
    select one.id as team_id, other.id as opponent_id, leagues.id as league_id
    from leagues
    join teams as one on one.league_id = leagues.id and :'team' in (one.name, one.abbreviation, one.nickname, one.text_id)
    join teams as other on other.league_id = leagues.id and :'opponent' in (other.name, other.abbreviation, other.nickname, other.text_id)
    where :'league' in (leagues.name, leagues.code)
),
meeting as (
    select met.*, pair.opponent_id as other_id
    from pair
    join lateral (
        select own.game_id from team_schedule_context as own join games as game on game.id = own.game_id and game.status = 'completed'
        where own.team_id = pair.team_id and own.opponent_id = pair.opponent_id and own.played_on < :'date'::date
        order by own.starts_at desc limit coalesce(nullif(:'last', '')::int, 10)
    ) as found on true
    join team_market_results as met on met.game_id = found.game_id and met.team_id = pair.team_id
)
select meeting.game_id, meeting.played_on, meeting.is_home, meeting.points_for, meeting.points_against,
       meeting.points_for - meeting.points_against as margin, meeting.spread, meeting.ats_result, meeting.total,
       meeting.points_for + meeting.points_against as points, meeting.over_result, (
           select round(advanced.pace::numeric, 1) from team_game_advanced as advanced
           where advanced.season_year = meeting.season_year and advanced.game_id = meeting.game_id and advanced.team_id = meeting.team_id
       ) as pace,
       array(select distinct hurt.player_name from injuries as hurt
             where hurt.team_id in (meeting.team_id, meeting.other_id) and hurt.valid @> meeting.starts_at and lower(hurt.status) like 'out%'
             order by hurt.player_name) as out,
       count(*) over () as n, sum((meeting.points_for > meeting.points_against)::int) over () as wins,
       sum((meeting.is_home)::int) over () as home_games, sum((meeting.is_home and meeting.points_for > meeting.points_against)::int) over () as home_wins,
       count(*) over () < 10 as is_small,
       coalesce((select max(refreshed_at) from market_results where market_results.game_id = meeting.game_id), meeting.starts_at) as data_as_of
from meeting
order by meeting.starts_at desc;
