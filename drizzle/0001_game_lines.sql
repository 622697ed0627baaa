-- What drizzle cannot declare: the deferrable identity of a game, and tables partitioned by season.

-- Deferrable, because one statement may move several meetings of a pair past each other.
alter table games add constraint unique_game
    unique (sport_id, season_id, game_date, home_team_id, away_team_id) deferrable initially deferred;
--> statement-breakpoint
create table nba_player_game_stats (
    season_year integer not null,
    game_id integer not null references games (id) on delete cascade,
    player_id integer not null references players (id),
    team_id integer not null references teams (id),
    points smallint,
    field_goals_made smallint,
    field_goals_attempted smallint,
    three_pointers_made smallint,
    three_pointers_attempted smallint,
    free_throws_made smallint,
    free_throws_attempted smallint,
    offensive_rebounds smallint,
    defensive_rebounds smallint,
    total_rebounds smallint,
    assists smallint,
    steals smallint,
    blocks smallint,
    turnovers smallint,
    personal_fouls smallint,
    plus_minus smallint,
    seconds_played integer not null check (seconds_played >= 0),
    start_position varchar(5),
    is_starter boolean generated always as (start_position is not null) stored,
    comment varchar(200),
    content_hash varchar(64) not null,
    fence bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    corrected_at timestamptz,
    primary key (season_year, game_id, player_id)
) partition by list (season_year);
--> statement-breakpoint
create index idx_nba_player_game_stats_player on nba_player_game_stats (player_id, season_year);
--> statement-breakpoint
create index idx_nba_player_game_stats_game on nba_player_game_stats (game_id);
--> statement-breakpoint
create index idx_nba_player_game_stats_is_starter on nba_player_game_stats (player_id) where is_starter;
--> statement-breakpoint
create table nba_team_game_stats (
    season_year integer not null,
    game_id integer not null references games (id) on delete cascade,
    team_id integer not null references teams (id),
    is_home boolean not null,
    points smallint,
    field_goals_made smallint,
    field_goals_attempted smallint,
    three_pointers_made smallint,
    three_pointers_attempted smallint,
    free_throws_made smallint,
    free_throws_attempted smallint,
    offensive_rebounds smallint,
    defensive_rebounds smallint,
    total_rebounds smallint,
    assists smallint,
    steals smallint,
    blocks smallint,
    turnovers smallint,
    personal_fouls smallint,
    plus_minus smallint,
    seconds_played integer check (seconds_played >= 0),
    fast_break_points smallint,
    points_in_paint smallint,
    second_chance_points smallint,
    points_off_turnovers smallint,
    biggest_lead smallint,
    longest_run smallint,
    content_hash varchar(64) not null,
    fence bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    corrected_at timestamptz,
    primary key (season_year, game_id, team_id)
) partition by list (season_year);
--> statement-breakpoint
create index idx_nba_team_game_stats_team on nba_team_game_stats (team_id, season_year);
--> statement-breakpoint
create index idx_nba_team_game_stats_game on nba_team_game_stats (game_id);
--> statement-breakpoint
-- One partition a season; seasons outside the range share the default partition.
do $$
declare
    season integer;
begin
    for season in 2015..2040 loop
        execute format('create table nba_player_game_stats_%s partition of nba_player_game_stats for values in (%s)', season, season);
        execute format('create table nba_team_game_stats_%s partition of nba_team_game_stats for values in (%s)', season, season);
    end loop;
end
$$;
--> statement-breakpoint
create table nba_player_game_stats_other partition of nba_player_game_stats default;
--> statement-breakpoint
create table nba_team_game_stats_other partition of nba_team_game_stats default;
--> statement-breakpoint
create table nfl_player_game_stats (
    season_year integer not null,
    game_id integer not null references games (id) on delete cascade,
    player_id integer not null references players (id),
    team_id integer not null references teams (id),
    passing_completions smallint,
    passing_attempts smallint,
    passing_yards smallint,
    passing_touchdowns smallint,
    passing_interceptions smallint,
    times_sacked smallint,
    sack_yards_lost smallint,
    passer_rating numeric(5, 1),
    passing_two_point_conversions smallint,
    rushing_attempts smallint,
    rushing_yards smallint,
    rushing_touchdowns smallint,
    longest_rush smallint,
    rushing_two_point_conversions smallint,
    receiving_targets smallint,
    receptions smallint,
    receiving_yards smallint,
    receiving_touchdowns smallint,
    longest_reception smallint,
    receiving_two_point_conversions smallint,
    fumbles smallint,
    fumbles_lost smallint,
    fumbles_recovered smallint,
    fumble_recovery_touchdowns smallint,
    tackles numeric(4, 1),
    solo_tackles numeric(4, 1),
    sacks numeric(4, 1),
    tackles_for_loss numeric(4, 1),
    passes_defended smallint,
    quarterback_hits smallint,
    forced_fumbles smallint,
    blocked_kicks smallint,
    interceptions smallint,
    interception_yards smallint,
    interception_touchdowns smallint,
    kick_returns smallint,
    kick_return_yards smallint,
    longest_kick_return smallint,
    kick_return_touchdowns smallint,
    punt_returns smallint,
    punt_return_yards smallint,
    longest_punt_return smallint,
    punt_return_touchdowns smallint,
    conversion_returns smallint,
    field_goals_made smallint,
    field_goals_attempted smallint,
    field_goal_percentage numeric(5, 1),
    longest_field_goal smallint,
    field_goals_from_1_to_19 smallint,
    field_goals_from_20_to_29 smallint,
    field_goals_from_30_to_39 smallint,
    field_goals_from_40_to_49 smallint,
    field_goals_from_50 smallint,
    extra_points_made smallint,
    extra_points_attempted smallint,
    kicking_points smallint,
    punts smallint,
    punt_yards smallint,
    longest_punt smallint,
    punt_touchbacks smallint,
    punts_inside_20 smallint,
    content_hash varchar(64) not null,
    fence bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    corrected_at timestamptz,
    primary key (season_year, game_id, player_id)
) partition by list (season_year);
--> statement-breakpoint
create index idx_nfl_player_game_stats_player on nfl_player_game_stats (player_id, season_year);
--> statement-breakpoint
create index idx_nfl_player_game_stats_game on nfl_player_game_stats (game_id);
--> statement-breakpoint
create table nfl_team_game_stats (
    season_year integer not null,
    game_id integer not null references games (id) on delete cascade,
    team_id integer not null references teams (id),
    is_home boolean not null,
    first_downs smallint,
    passing_first_downs smallint,
    rushing_first_downs smallint,
    penalty_first_downs smallint,
    third_down_conversions smallint,
    third_down_attempts smallint,
    fourth_down_conversions smallint,
    fourth_down_attempts smallint,
    plays smallint,
    drives smallint,
    total_yards smallint,
    net_passing_yards smallint,
    passing_completions smallint,
    passing_attempts smallint,
    passing_interceptions smallint,
    times_sacked smallint,
    sack_yards_lost smallint,
    rushing_yards smallint,
    rushing_attempts smallint,
    red_zone_scores smallint,
    red_zone_attempts smallint,
    penalties smallint,
    penalty_yards smallint,
    turnovers smallint,
    fumbles_lost smallint,
    possession_seconds smallint,
    interceptions smallint,
    fumbles_recovered smallint,
    sacks numeric(4, 1),
    safeties smallint,
    interception_touchdowns smallint,
    points_against smallint,
    content_hash varchar(64) not null,
    fence bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    corrected_at timestamptz,
    primary key (season_year, game_id, team_id)
) partition by list (season_year);
--> statement-breakpoint
create index idx_nfl_team_game_stats_team on nfl_team_game_stats (team_id, season_year);
--> statement-breakpoint
create index idx_nfl_team_game_stats_game on nfl_team_game_stats (game_id);
--> statement-breakpoint
do $$
declare
    season integer;
begin
    for season in 2015..2040 loop
        execute format('create table nfl_player_game_stats_%s partition of nfl_player_game_stats for values in (%s)', season, season);
        execute format('create table nfl_team_game_stats_%s partition of nfl_team_game_stats for values in (%s)', season, season);
    end loop;
end
$$;
--> statement-breakpoint
create table nfl_player_game_stats_other partition of nfl_player_game_stats default;
--> statement-breakpoint
create table nfl_team_game_stats_other partition of nfl_team_game_stats default;
--> statement-breakpoint
create table football_player_game_stats (
    season_year integer not null,
    game_id integer not null references games (id) on delete cascade,
    player_id integer not null references players (id),
    team_id integer not null references teams (id),
    minutes smallint check (minutes >= 0),
    shirt_number smallint,
    position varchar(5),
    is_captain boolean not null,
    is_substitute boolean not null,
    is_starter boolean generated always as (not is_substitute) stored,
    rating numeric(4, 2),
    offsides smallint,
    shots_total smallint,
    shots_on_target smallint,
    goals smallint,
    goals_conceded smallint,
    assists smallint,
    saves smallint,
    passes_total smallint,
    key_passes smallint,
    passes_accurate smallint,
    pass_accuracy_percent numeric(5, 2),
    tackles smallint,
    blocks smallint,
    interceptions smallint,
    duels_total smallint,
    duels_won smallint,
    dribbles_attempted smallint,
    dribbles_succeeded smallint,
    dribbled_past smallint,
    fouls_drawn smallint,
    fouls_committed smallint,
    yellow_cards smallint,
    red_cards smallint,
    penalties_won smallint,
    penalties_committed smallint,
    penalties_scored smallint,
    penalties_missed smallint,
    penalties_saved smallint,
    content_hash varchar(64) not null,
    fence bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    corrected_at timestamptz,
    primary key (season_year, game_id, player_id)
) partition by list (season_year);
--> statement-breakpoint
create index idx_football_player_game_stats_player on football_player_game_stats (player_id, season_year);
--> statement-breakpoint
create index idx_football_player_game_stats_game on football_player_game_stats (game_id);
--> statement-breakpoint
create index idx_football_player_game_stats_is_starter on football_player_game_stats (player_id) where is_starter;
--> statement-breakpoint
create table football_team_game_stats (
    season_year integer not null,
    game_id integer not null references games (id) on delete cascade,
    team_id integer not null references teams (id),
    is_home boolean not null,
    formation varchar(20),
    goals smallint,
    goals_halftime smallint,
    goals_fulltime smallint,
    goals_extra_time smallint,
    penalty_shootout_goals smallint,
    shots_on_target smallint,
    shots_off_target smallint,
    shots_total smallint,
    shots_blocked smallint,
    shots_inside_box smallint,
    shots_outside_box smallint,
    fouls smallint,
    corners smallint,
    offsides smallint,
    possession_percent numeric(5, 2) check (possession_percent between 0 and 100),
    yellow_cards smallint,
    red_cards smallint,
    saves smallint,
    passes_total smallint,
    passes_accurate smallint,
    pass_accuracy_percent numeric(5, 2),
    expected_goals numeric(5, 2),
    content_hash varchar(64) not null,
    fence bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    corrected_at timestamptz,
    primary key (season_year, game_id, team_id)
) partition by list (season_year);
--> statement-breakpoint
create index idx_football_team_game_stats_team on football_team_game_stats (team_id, season_year);
--> statement-breakpoint
create index idx_football_team_game_stats_game on football_team_game_stats (game_id);
--> statement-breakpoint
do $$
declare
    season integer;
begin
    for season in 2015..2040 loop
        execute format('create table football_player_game_stats_%s partition of football_player_game_stats for values in (%s)', season, season);
        execute format('create table football_team_game_stats_%s partition of football_team_game_stats for values in (%s)', season, season);
    end loop;
end
$$;
--> statement-breakpoint
create table football_player_game_stats_other partition of football_player_game_stats default;
--> statement-breakpoint
create table football_team_game_stats_other partition of football_team_game_stats default;
