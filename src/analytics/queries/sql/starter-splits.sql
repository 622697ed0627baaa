-- Figures of a player of the NBA as a starter and from the bench, season by season. Variables: player.
select player.id as player_id, player.full_name as player, split.season_year as season, split.is_starter, split.minutes, split.points,
       split.points_sd, split.rebounds, split.assists, split.threes, split.turnovers, split.ts, split.points_per_36, split.plus_minus,
       split.games < 10 as is_small, split.games as n,
       (select max(finished_at) from data_refresh_log where dataset = 'mv_player_starter_splits' and status = 'done') as data_as_of
from mv_player_starter_splits as split
join players as player on player.id = split.player_id
where :'player' in (player.full_name, player.id::text)
order by player.id, split.season_year desc, split.is_starter desc;
