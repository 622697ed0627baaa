-- A player's figures in games that he began, against a line: the one that is given, or the one in the middle of the books for
-- his next game. Variables: date, player, stat (points, rebounds, assists, threes), line, season.
with subject as (
    select player.id, player.full_name from players as player
    join sports on sports.id = player.sport_id and sports.display_name = 'NBA'
    where :'player' in (player.full_name, player.id::text)
),
stat as (
    select case :'stat' when 'rebounds' then 'player_rebounds' when 'assists' then 'player_assists' when 'threes' then 'player_threes'
                        else 'player_points' end as market
),
line_game as (
    select subject.id as player_id, subject.full_name, line.game_id, game.game_datetime as starts_at, line.is_starter,
           case :'stat' when 'rebounds' then line.total_rebounds when 'assists' then line.assists
                        when 'threes' then line.three_pointers_made else line.points end as value,
           line.seconds_played / 60.0 as minutes, line.updated_at,
           row_number() over (partition by subject.id order by game.game_datetime desc, game.id desc) as recency
    from subject
    join nba_player_game_stats as line on line.player_id = subject.id
    join games as game on game.id = line.game_id
    where game.slate_date < :'date'::date and line.seconds_played > 0
      and line.season_year >= coalesce(nullif(:'season', '')::int, extract(year from :'date'::date)::int - 2)
),
offered as (
    select subject.id as player_id, percentile_disc(0.5) within group (order by price.point) as point, max(price.last_seen_at) as seen_at
    from subject cross join stat
    join odds_current as price on price.market = stat.market and price.subject = subject.full_name and price.side = 'over'
    join odds_events as event on event.id = price.event_id
    join games as game on game.id = event.game_id and game.slate_date = :'date'::date
    where nullif(:'line', '') is null
    group by subject.id
),
against as (
    select subject.id as player_id, coalesce(nullif(:'line', '')::numeric, offered.point) as line,
           case when nullif(:'line', '') is not null then 'given' when offered.point is not null then 'on offer' end as line_is, offered.seen_at
    from subject left join offered on offered.player_id = subject.id
),
roles as (
    select player_id, count(*) filter (where is_starter) as started_of_last_10, count(*) as of_last,
           bool_or(changed) as role_changed
    from (select *, is_starter is distinct from lead(is_starter) over (partition by player_id order by recency)
                    and lead(game_id) over (partition by player_id order by recency) is not null as changed
          from line_game where recency <= 10) as newest
    group by player_id
)
select line_game.player_id, line_game.full_name as player, coalesce(nullif(:'stat', ''), 'points') as stat, against.line, against.line_is,
       count(*) filter (where is_starter) as n, round(avg(value) filter (where is_starter), 2) as mean,
       percentile_cont(0.5) within group (order by value) filter (where is_starter) as median,
       round(stddev_samp(value) filter (where is_starter), 2) as sd,
       round((count(*) filter (where is_starter and value > against.line))::numeric
             / nullif(count(*) filter (where is_starter and value <> against.line), 0), 4) as over_share,
       count(*) filter (where is_starter and value = against.line) as pushes,
       count(*) filter (where not is_starter) as bench_games, round(avg(value) filter (where not is_starter), 2) as bench_mean,
       round(avg(minutes) filter (where is_starter), 1) as minutes, roles.started_of_last_10, roles.role_changed,
       count(*) filter (where is_starter) < 10 as is_small, greatest(max(line_game.updated_at), max(against.seen_at)) as data_as_of
from line_game
join against on against.player_id = line_game.player_id
join roles on roles.player_id = line_game.player_id
group by line_game.player_id, line_game.full_name, against.line, against.line_is, roles.started_of_last_10, roles.role_changed
order by line_game.player_id;
