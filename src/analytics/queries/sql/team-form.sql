-- The form of the teams of a league: last five and ten games, record, streak, ratings, days since the last game.
-- Variables: league, date.
select team.name as team, form.season_year as season, form.wins, form.losses, form.level,
       case form.streak_result when 1 then 'W' when -1 then 'L' else 'T' end || form.streak_games as streak, form.last5_win_share,
       form.last5_net_rating, form.last5_margin, form.last5_ats_wins, form.last5_ats_losses, form.last10_win_share,
       form.last10_net_rating, round(form.elo::numeric, 1) as elo, round(form.pythagorean_share::numeric, 4) as pythagorean_share,
       :'date'::date - form.last_played_on as days_since_last_game, form.last10_games as n,
       (select max(finished_at) from data_refresh_log where dataset = 'mv_team_current_form' and status = 'done') as data_as_of
from mv_team_current_form as form
join leagues on leagues.id = form.league_id
join teams as team on team.id = form.team_id
where :'league' in (leagues.name, leagues.code)
order by form.elo desc nulls last, team.name;
