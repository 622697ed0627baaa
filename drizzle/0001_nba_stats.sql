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
