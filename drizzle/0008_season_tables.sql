-- What drizzle cannot declare: season totals with generated rates (without foreign keys, so that adding up never
-- waits for a run that has locked a team, nor the other way), the triggers that mark them, and an unlogged table.

create table nba_player_season_stats (
    season_year integer not null,
    league_id integer not null,
    game_type varchar(20) not null,
    team_id integer not null,
    player_id integer not null,
    games integer not null,
    starts integer not null,
    points integer,
    field_goals_made integer,
    field_goals_attempted integer,
    three_pointers_made integer,
    three_pointers_attempted integer,
    free_throws_made integer,
    free_throws_attempted integer,
    offensive_rebounds integer,
    defensive_rebounds integer,
    total_rebounds integer,
    assists integer,
    steals integer,
    blocks integer,
    turnovers integer,
    personal_fouls integer,
    plus_minus integer,
    seconds_played integer,
    field_goal_percentage numeric generated always as (round(100.0 * field_goals_made / nullif(field_goals_attempted, 0)::numeric, 1)) stored,
    three_point_percentage numeric generated always as (round(100.0 * three_pointers_made / nullif(three_pointers_attempted, 0)::numeric, 1)) stored,
    free_throw_percentage numeric generated always as (round(100.0 * free_throws_made / nullif(free_throws_attempted, 0)::numeric, 1)) stored,
    effective_field_goal_percentage numeric generated always as (round(100.0 * (field_goals_made + 0.5 * three_pointers_made) / nullif(field_goals_attempted, 0)::numeric, 1)) stored,
    true_shooting_percentage numeric generated always as (round(100.0 * points / nullif((2 * (field_goals_attempted + 0.44 * free_throws_attempted)), 0)::numeric, 1)) stored,
    refreshed_at timestamptz not null default now(),
    primary key (season_year, league_id, game_type, team_id, player_id)
);
--> statement-breakpoint
create index idx_nba_player_season_stats_player on nba_player_season_stats (player_id, season_year);
--> statement-breakpoint
create index idx_nba_player_season_stats_team on nba_player_season_stats (team_id, season_year);
--> statement-breakpoint
create table nba_team_season_stats (
    season_year integer not null,
    league_id integer not null,
    game_type varchar(20) not null,
    team_id integer not null,
    games integer not null,
    points integer,
    field_goals_made integer,
    field_goals_attempted integer,
    three_pointers_made integer,
    three_pointers_attempted integer,
    free_throws_made integer,
    free_throws_attempted integer,
    offensive_rebounds integer,
    defensive_rebounds integer,
    total_rebounds integer,
    assists integer,
    steals integer,
    blocks integer,
    turnovers integer,
    personal_fouls integer,
    plus_minus integer,
    seconds_played integer,
    fast_break_points integer,
    points_in_paint integer,
    second_chance_points integer,
    points_off_turnovers integer,
    biggest_lead integer,
    longest_run integer,
    field_goal_percentage numeric generated always as (round(100.0 * field_goals_made / nullif(field_goals_attempted, 0)::numeric, 1)) stored,
    three_point_percentage numeric generated always as (round(100.0 * three_pointers_made / nullif(three_pointers_attempted, 0)::numeric, 1)) stored,
    free_throw_percentage numeric generated always as (round(100.0 * free_throws_made / nullif(free_throws_attempted, 0)::numeric, 1)) stored,
    effective_field_goal_percentage numeric generated always as (round(100.0 * (field_goals_made + 0.5 * three_pointers_made) / nullif(field_goals_attempted, 0)::numeric, 1)) stored,
    true_shooting_percentage numeric generated always as (round(100.0 * points / nullif((2 * (field_goals_attempted + 0.44 * free_throws_attempted)), 0)::numeric, 1)) stored,
    refreshed_at timestamptz not null default now(),
    primary key (season_year, league_id, game_type, team_id)
);
--> statement-breakpoint
create index idx_nba_team_season_stats_team on nba_team_season_stats (team_id, season_year);
--> statement-breakpoint
create table nfl_player_season_stats (
    season_year integer not null,
    league_id integer not null,
    game_type varchar(20) not null,
    team_id integer not null,
    player_id integer not null,
    games integer not null,
    passing_completions integer,
    passing_attempts integer,
    passing_yards integer,
    passing_touchdowns integer,
    passing_interceptions integer,
    times_sacked integer,
    sack_yards_lost integer,
    passing_two_point_conversions integer,
    rushing_attempts integer,
    rushing_yards integer,
    rushing_touchdowns integer,
    rushing_two_point_conversions integer,
    receiving_targets integer,
    receptions integer,
    receiving_yards integer,
    receiving_touchdowns integer,
    receiving_two_point_conversions integer,
    fumbles integer,
    fumbles_lost integer,
    fumbles_recovered integer,
    fumble_recovery_touchdowns integer,
    tackles numeric(9, 2),
    solo_tackles numeric(9, 2),
    sacks numeric(9, 2),
    tackles_for_loss numeric(9, 2),
    passes_defended integer,
    quarterback_hits integer,
    forced_fumbles integer,
    blocked_kicks integer,
    interceptions integer,
    interception_yards integer,
    interception_touchdowns integer,
    kick_returns integer,
    kick_return_yards integer,
    kick_return_touchdowns integer,
    punt_returns integer,
    punt_return_yards integer,
    punt_return_touchdowns integer,
    conversion_returns integer,
    field_goals_made integer,
    field_goals_attempted integer,
    field_goals_from_1_to_19 integer,
    field_goals_from_20_to_29 integer,
    field_goals_from_30_to_39 integer,
    field_goals_from_40_to_49 integer,
    field_goals_from_50 integer,
    extra_points_made integer,
    extra_points_attempted integer,
    kicking_points integer,
    punts integer,
    punt_yards integer,
    punt_touchbacks integer,
    punts_inside_20 integer,
    longest_rush integer,
    longest_reception integer,
    longest_kick_return integer,
    longest_punt_return integer,
    longest_field_goal integer,
    longest_punt integer,
    completion_percentage numeric generated always as (round(100.0 * passing_completions / nullif(passing_attempts, 0)::numeric, 1)) stored,
    yards_per_pass numeric generated always as (round(passing_yards / nullif(passing_attempts, 0)::numeric, 1)) stored,
    passer_rating numeric generated always as (case when passing_attempts > 0 then round(100.0 / 6 * (greatest(0, least(2.375, (coalesce(passing_completions, 0) / passing_attempts::numeric - 0.3) * 5)) + greatest(0, least(2.375, (coalesce(passing_yards, 0) / passing_attempts::numeric - 3) * 0.25)) + greatest(0, least(2.375, coalesce(passing_touchdowns, 0) / passing_attempts::numeric * 20)) + greatest(0, least(2.375, 2.375 - coalesce(passing_interceptions, 0) / passing_attempts::numeric * 25))), 1) end) stored,
    yards_per_rush numeric generated always as (round(rushing_yards / nullif(rushing_attempts, 0)::numeric, 1)) stored,
    catch_percentage numeric generated always as (round(100.0 * receptions / nullif(receiving_targets, 0)::numeric, 1)) stored,
    yards_per_reception numeric generated always as (round(receiving_yards / nullif(receptions, 0)::numeric, 1)) stored,
    field_goal_percentage numeric generated always as (round(100.0 * field_goals_made / nullif(field_goals_attempted, 0)::numeric, 1)) stored,
    extra_point_percentage numeric generated always as (round(100.0 * extra_points_made / nullif(extra_points_attempted, 0)::numeric, 1)) stored,
    yards_per_punt numeric generated always as (round(punt_yards / nullif(punts, 0)::numeric, 1)) stored,
    refreshed_at timestamptz not null default now(),
    primary key (season_year, league_id, game_type, team_id, player_id)
);
--> statement-breakpoint
create index idx_nfl_player_season_stats_player on nfl_player_season_stats (player_id, season_year);
--> statement-breakpoint
create index idx_nfl_player_season_stats_team on nfl_player_season_stats (team_id, season_year);
--> statement-breakpoint
create table nfl_team_season_stats (
    season_year integer not null,
    league_id integer not null,
    game_type varchar(20) not null,
    team_id integer not null,
    games integer not null,
    first_downs integer,
    passing_first_downs integer,
    rushing_first_downs integer,
    penalty_first_downs integer,
    third_down_conversions integer,
    third_down_attempts integer,
    fourth_down_conversions integer,
    fourth_down_attempts integer,
    plays integer,
    drives integer,
    total_yards integer,
    net_passing_yards integer,
    passing_completions integer,
    passing_attempts integer,
    passing_interceptions integer,
    times_sacked integer,
    sack_yards_lost integer,
    rushing_yards integer,
    rushing_attempts integer,
    red_zone_scores integer,
    red_zone_attempts integer,
    penalties integer,
    penalty_yards integer,
    turnovers integer,
    fumbles_lost integer,
    possession_seconds integer,
    interceptions integer,
    fumbles_recovered integer,
    sacks numeric(9, 2),
    safeties integer,
    interception_touchdowns integer,
    points_against integer,
    completion_percentage numeric generated always as (round(100.0 * passing_completions / nullif(passing_attempts, 0)::numeric, 1)) stored,
    yards_per_play numeric generated always as (round(total_yards / nullif(plays, 0)::numeric, 1)) stored,
    yards_per_rush numeric generated always as (round(rushing_yards / nullif(rushing_attempts, 0)::numeric, 1)) stored,
    third_down_percentage numeric generated always as (round(100.0 * third_down_conversions / nullif(third_down_attempts, 0)::numeric, 1)) stored,
    fourth_down_percentage numeric generated always as (round(100.0 * fourth_down_conversions / nullif(fourth_down_attempts, 0)::numeric, 1)) stored,
    red_zone_percentage numeric generated always as (round(100.0 * red_zone_scores / nullif(red_zone_attempts, 0)::numeric, 1)) stored,
    refreshed_at timestamptz not null default now(),
    primary key (season_year, league_id, game_type, team_id)
);
--> statement-breakpoint
create index idx_nfl_team_season_stats_team on nfl_team_season_stats (team_id, season_year);
--> statement-breakpoint
create table football_player_season_stats (
    season_year integer not null,
    league_id integer not null,
    game_type varchar(20) not null,
    team_id integer not null,
    player_id integer not null,
    games integer not null,
    starts integer not null,
    minutes integer,
    offsides integer,
    shots_total integer,
    shots_on_target integer,
    goals integer,
    goals_conceded integer,
    assists integer,
    saves integer,
    passes_total integer,
    key_passes integer,
    tackles integer,
    blocks integer,
    interceptions integer,
    duels_total integer,
    duels_won integer,
    dribbles_attempted integer,
    dribbles_succeeded integer,
    dribbled_past integer,
    fouls_drawn integer,
    fouls_committed integer,
    yellow_cards integer,
    red_cards integer,
    penalties_won integer,
    penalties_committed integer,
    penalties_scored integer,
    penalties_missed integer,
    penalties_saved integer,
    passes_accurate integer,
    rating_sum numeric(9, 2),
    rating_games integer,
    average_rating numeric generated always as (round(rating_sum / nullif(rating_games, 0)::numeric, 2)) stored,
    shot_accuracy_percentage numeric generated always as (round(100.0 * shots_on_target / nullif(shots_total, 0)::numeric, 1)) stored,
    goal_conversion_percentage numeric generated always as (round(100.0 * goals / nullif(shots_total, 0)::numeric, 1)) stored,
    pass_accuracy_percentage numeric generated always as (round(100.0 * passes_accurate / nullif(passes_total, 0)::numeric, 1)) stored,
    duel_percentage numeric generated always as (round(100.0 * duels_won / nullif(duels_total, 0)::numeric, 1)) stored,
    dribble_percentage numeric generated always as (round(100.0 * dribbles_succeeded / nullif(dribbles_attempted, 0)::numeric, 1)) stored,
    minutes_per_goal numeric generated always as (round(minutes / nullif(goals, 0)::numeric, 1)) stored,
    refreshed_at timestamptz not null default now(),
    primary key (season_year, league_id, game_type, team_id, player_id)
);
--> statement-breakpoint
create index idx_football_player_season_stats_player on football_player_season_stats (player_id, season_year);
--> statement-breakpoint
create index idx_football_player_season_stats_team on football_player_season_stats (team_id, season_year);
--> statement-breakpoint
create table football_team_season_stats (
    season_year integer not null,
    league_id integer not null,
    game_type varchar(20) not null,
    team_id integer not null,
    games integer not null,
    goals integer,
    goals_halftime integer,
    goals_fulltime integer,
    goals_extra_time integer,
    penalty_shootout_goals integer,
    shots_on_target integer,
    shots_off_target integer,
    shots_total integer,
    shots_blocked integer,
    shots_inside_box integer,
    shots_outside_box integer,
    fouls integer,
    corners integer,
    offsides integer,
    yellow_cards integer,
    red_cards integer,
    saves integer,
    passes_total integer,
    passes_accurate integer,
    possession_percent_sum numeric(9, 2),
    possession_percent_games integer,
    expected_goals_sum numeric(9, 2),
    expected_goals_games integer,
    average_possession_percentage numeric generated always as (round(possession_percent_sum / nullif(possession_percent_games, 0)::numeric, 1)) stored,
    average_expected_goals numeric generated always as (round(expected_goals_sum / nullif(expected_goals_games, 0)::numeric, 2)) stored,
    shot_accuracy_percentage numeric generated always as (round(100.0 * shots_on_target / nullif(shots_total, 0)::numeric, 1)) stored,
    goal_conversion_percentage numeric generated always as (round(100.0 * goals / nullif(shots_total, 0)::numeric, 1)) stored,
    pass_accuracy_percentage numeric generated always as (round(100.0 * passes_accurate / nullif(passes_total, 0)::numeric, 1)) stored,
    refreshed_at timestamptz not null default now(),
    primary key (season_year, league_id, game_type, team_id)
);
--> statement-breakpoint
create index idx_football_team_season_stats_team on football_team_season_stats (team_id, season_year);
--> statement-breakpoint
-- Arguments: sport, kind of entity, column of the lines that names it.
create function note_season_figures() returns trigger language plpgsql as $$
declare
    lines text := case tg_op when 'INSERT' then 'select * from new_lines'
                             when 'DELETE' then 'select * from old_lines'
                             else 'select * from new_lines union all select * from old_lines' end;
begin
    execute format(
        'insert into season_figure_changes (sport, entity, season_year, entity_ids)
         select %L, %L, season_year, array_agg(distinct %I) from (%s) as line group by season_year',
        tg_argv[0], tg_argv[1], tg_argv[2], lines);
    return null;
end
$$;
--> statement-breakpoint
create trigger season_figures_after_insert after insert on nba_player_game_stats referencing new table as new_lines
    for each statement execute function note_season_figures ('NBA', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_update after update on nba_player_game_stats referencing old table as old_lines new table as new_lines
    for each statement execute function note_season_figures ('NBA', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_delete after delete on nba_player_game_stats referencing old table as old_lines
    for each statement execute function note_season_figures ('NBA', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_insert after insert on nba_team_game_stats referencing new table as new_lines
    for each statement execute function note_season_figures ('NBA', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_update after update on nba_team_game_stats referencing old table as old_lines new table as new_lines
    for each statement execute function note_season_figures ('NBA', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_delete after delete on nba_team_game_stats referencing old table as old_lines
    for each statement execute function note_season_figures ('NBA', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_insert after insert on nfl_player_game_stats referencing new table as new_lines
    for each statement execute function note_season_figures ('NFL', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_update after update on nfl_player_game_stats referencing old table as old_lines new table as new_lines
    for each statement execute function note_season_figures ('NFL', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_delete after delete on nfl_player_game_stats referencing old table as old_lines
    for each statement execute function note_season_figures ('NFL', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_insert after insert on nfl_team_game_stats referencing new table as new_lines
    for each statement execute function note_season_figures ('NFL', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_update after update on nfl_team_game_stats referencing old table as old_lines new table as new_lines
    for each statement execute function note_season_figures ('NFL', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_delete after delete on nfl_team_game_stats referencing old table as old_lines
    for each statement execute function note_season_figures ('NFL', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_insert after insert on football_player_game_stats referencing new table as new_lines
    for each statement execute function note_season_figures ('FOOTBALL', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_update after update on football_player_game_stats referencing old table as old_lines new table as new_lines
    for each statement execute function note_season_figures ('FOOTBALL', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_delete after delete on football_player_game_stats referencing old table as old_lines
    for each statement execute function note_season_figures ('FOOTBALL', 'player', 'player_id');
--> statement-breakpoint
create trigger season_figures_after_insert after insert on football_team_game_stats referencing new table as new_lines
    for each statement execute function note_season_figures ('FOOTBALL', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_update after update on football_team_game_stats referencing old table as old_lines new table as new_lines
    for each statement execute function note_season_figures ('FOOTBALL', 'team', 'team_id');
--> statement-breakpoint
create trigger season_figures_after_delete after delete on football_team_game_stats referencing old table as old_lines
    for each statement execute function note_season_figures ('FOOTBALL', 'team', 'team_id');
--> statement-breakpoint
-- A game that turns out to be of another kind or league takes its lines with it.
create function note_season_figures_of_game() returns trigger language plpgsql as $$
begin
    insert into season_figure_changes (sport, entity, season_year, entity_ids)
    select 'NBA', 'player', season_year, array_agg(player_id) from nba_player_game_stats where game_id = new.id group by season_year
    union all
    select 'NBA', 'team', season_year, array_agg(team_id) from nba_team_game_stats where game_id = new.id group by season_year
    union all
    select 'NFL', 'player', season_year, array_agg(player_id) from nfl_player_game_stats where game_id = new.id group by season_year
    union all
    select 'NFL', 'team', season_year, array_agg(team_id) from nfl_team_game_stats where game_id = new.id group by season_year
    union all
    select 'FOOTBALL', 'player', season_year, array_agg(player_id) from football_player_game_stats where game_id = new.id group by season_year
    union all
    select 'FOOTBALL', 'team', season_year, array_agg(team_id) from football_team_game_stats where game_id = new.id group by season_year;
    return null;
end
$$;
--> statement-breakpoint
create trigger season_figures_of_game after update of game_type, league_id on games for each row
    when (coalesce(old.game_type, 'regular') <> coalesce(new.game_type, 'regular') or old.league_id <> new.league_id)
    execute function note_season_figures_of_game ();
--> statement-breakpoint
-- What was seeded before is added up as soon as somebody looks.
insert into season_figure_changes (sport, entity, season_year, entity_ids)
    select 'NBA', 'player', season_year, array_agg(distinct player_id) from nba_player_game_stats
    group by season_year, player_id / 200
    union all
    select 'NBA', 'team', season_year, array_agg(distinct team_id) from nba_team_game_stats
    group by season_year, team_id / 200
    union all
    select 'NFL', 'player', season_year, array_agg(distinct player_id) from nfl_player_game_stats
    group by season_year, player_id / 200
    union all
    select 'NFL', 'team', season_year, array_agg(distinct team_id) from nfl_team_game_stats
    group by season_year, team_id / 200
    union all
    select 'FOOTBALL', 'player', season_year, array_agg(distinct player_id) from football_player_game_stats
    group by season_year, player_id / 200
    union all
    select 'FOOTBALL', 'team', season_year, array_agg(distinct team_id) from football_team_game_stats
    group by season_year, team_id / 200;
--> statement-breakpoint
-- Answers that workers share for minutes: losing them costs a call, so that they are not logged.
create unlogged table shared_answers (
    key text primary key,
    answer bytea,
    asked_at timestamptz,
    expires_at timestamptz not null,
    claimed_by text,
    claimed_until timestamptz,
    claim_rank smallint
);
--> statement-breakpoint
create index idx_shared_answers_expires on shared_answers (expires_at);
