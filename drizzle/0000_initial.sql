CREATE TABLE "game_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"task_id" integer,
	"kind" varchar(40) NOT NULL,
	"message" text NOT NULL,
	"data" jsonb,
	"actor" varchar(100) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "game_rosters" (
	"id" serial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"player_id" integer NOT NULL,
	"team_id" integer NOT NULL,
	"is_starter" boolean DEFAULT false NOT NULL,
	"is_injured" boolean DEFAULT false NOT NULL,
	"status" varchar(20) DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_game_player" UNIQUE("game_id","player_id"),
	CONSTRAINT "roster_status_known" CHECK ("game_rosters"."status" in ('active', 'inactive', 'injured', 'dnp'))
);
--> statement-breakpoint
CREATE TABLE "games" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"season_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"external_game_id" varchar(50),
	"external_source" varchar(30),
	"provider_game_id" varchar(50),
	"game_date" date NOT NULL,
	"game_time" time,
	"game_datetime" timestamp with time zone NOT NULL,
	"slate_date" date NOT NULL,
	"time_confirmed" boolean DEFAULT true NOT NULL,
	"home_team_id" integer NOT NULL,
	"away_team_id" integer NOT NULL,
	"is_neutral_site" boolean DEFAULT false NOT NULL,
	"venue_name" varchar(200),
	"week" integer,
	"round" varchar(80),
	"game_type" varchar(20),
	"status" varchar(20) DEFAULT 'scheduled' NOT NULL,
	"home_score" integer,
	"away_score" integer,
	"home_period_scores" integer[],
	"away_period_scores" integer[],
	"seeded_at" timestamp with time zone,
	"seeding_status" varchar(20) DEFAULT 'pending' NOT NULL,
	"seeding_attempts" integer DEFAULT 0 NOT NULL,
	"last_seeding_error" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"import_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "game_status_known" CHECK ("games"."status" in ('scheduled', 'in_progress', 'completed', 'postponed', 'suspended', 'cancelled', 'awarded')),
	CONSTRAINT "game_seeding_status_known" CHECK ("games"."seeding_status" in ('pending', 'in_progress', 'partial', 'completed', 'failed', 'skipped')),
	CONSTRAINT "game_sides_differ" CHECK ("games"."home_team_id" <> "games"."away_team_id"),
	CONSTRAINT "game_scores_not_negative" CHECK ("games"."home_score" >= 0 and "games"."away_score" >= 0)
);
--> statement-breakpoint
CREATE TABLE "schedule_imports" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"league_id" integer,
	"season_id" integer NOT NULL,
	"source" text NOT NULL,
	"preset" varchar(30) NOT NULL,
	"actor" varchar(100) NOT NULL,
	"result" jsonb,
	"undone_at" timestamp with time zone,
	"undone_by" varchar(100),
	"undo_result" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedule_quarantine" (
	"id" serial PRIMARY KEY NOT NULL,
	"import_id" integer,
	"sport_id" integer NOT NULL,
	"league_id" integer,
	"season_id" integer NOT NULL,
	"source" text NOT NULL,
	"line" integer NOT NULL,
	"raw" jsonb NOT NULL,
	"raw_hash" varchar(64) NOT NULL,
	"options" jsonb NOT NULL,
	"reason" varchar(40) NOT NULL,
	"detail" text NOT NULL,
	"remedy" text NOT NULL,
	"status" varchar(20) DEFAULT 'open' NOT NULL,
	"resolved_at" timestamp with time zone,
	"resolved_by" varchar(100),
	"resolution" text,
	"resolved_import_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "queue_stores" (
	"name" varchar(200) PRIMARY KEY NOT NULL,
	"epoch" varchar(40) NOT NULL,
	"last_reconciled_at" timestamp with time zone,
	"last_drift" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"worker_id" varchar(100) PRIMARY KEY NOT NULL,
	"hostname" varchar(200) NOT NULL,
	"process_id" integer NOT NULL,
	"version" varchar(40) NOT NULL,
	"queues" text[] NOT NULL,
	"concurrency" integer NOT NULL,
	"running_task_ids" integer[] NOT NULL,
	"completed_count" integer DEFAULT 0 NOT NULL,
	"failed_count" integer DEFAULT 0 NOT NULL,
	"state" varchar(20) NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"last_job_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "provider_quota" (
	"host" text PRIMARY KEY NOT NULL,
	"recent_sends" bigint[] DEFAULT '{}'::bigint[] NOT NULL,
	"in_flight" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"day" date NOT NULL,
	"day_used" integer DEFAULT 0 NOT NULL,
	"day_limit" integer,
	"minute_limit" integer,
	"second_blocked_until" timestamp with time zone,
	"minute_blocked_until" timestamp with time zone,
	"day_blocked_until" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_quota_day_used_not_negative" CHECK ("provider_quota"."day_used" >= 0)
);
--> statement-breakpoint
CREATE TABLE "api_usage" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"host" varchar(200) NOT NULL,
	"endpoint" varchar(100) NOT NULL,
	"query" jsonb,
	"http_status" integer,
	"outcome" varchar(20) NOT NULL,
	"detail" text,
	"duration_ms" integer NOT NULL,
	"response_bytes" integer,
	"game_id" integer,
	"task_id" integer,
	"started_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_payloads" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"host" varchar(200) NOT NULL,
	"endpoint" varchar(100) NOT NULL,
	"query" jsonb NOT NULL,
	"game_id" integer,
	"body_hash" varchar(64) NOT NULL,
	"body" "bytea" NOT NULL,
	"fetched_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leagues" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"name" varchar(100) NOT NULL,
	"timezone" varchar(64) NOT NULL,
	"api_sports_id" varchar(20),
	"schedule_refreshed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_league" UNIQUE("sport_id","name")
);
--> statement-breakpoint
CREATE TABLE "players" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"api_sports_id" varchar(20),
	"first_name" varchar(100),
	"last_name" varchar(100),
	"full_name" varchar(200) NOT NULL,
	"position" varchar(20),
	"current_team_id" integer,
	"is_active" boolean DEFAULT true NOT NULL,
	"last_seeded_at" timestamp with time zone,
	"last_game_date" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seasons" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"year" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_season" UNIQUE("sport_id","year")
);
--> statement-breakpoint
CREATE TABLE "sports" (
	"id" serial PRIMARY KEY NOT NULL,
	"display_name" varchar(20) NOT NULL,
	"paused_at" timestamp with time zone,
	"pause_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sports_display_name_unique" UNIQUE("display_name")
);
--> statement-breakpoint
CREATE TABLE "team_alias_changes" (
	"id" serial PRIMARY KEY NOT NULL,
	"league_id" integer NOT NULL,
	"team_id" integer NOT NULL,
	"alias" varchar(150) NOT NULL,
	"action" varchar(10) NOT NULL,
	"actor" varchar(100) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "team_aliases" (
	"id" serial PRIMARY KEY NOT NULL,
	"league_id" integer NOT NULL,
	"team_id" integer NOT NULL,
	"alias" varchar(150) NOT NULL,
	"source" varchar(50) DEFAULT 'manual' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"name" varchar(100) NOT NULL,
	"abbreviation" varchar(10),
	"city" varchar(100),
	"nickname" varchar(100),
	"api_sports_id" varchar(20),
	"roster_refreshed_at" timestamp with time zone,
	"last_seeded_at" timestamp with time zone,
	"last_game_date" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_team" UNIQUE("league_id","name")
);
--> statement-breakpoint
CREATE TABLE "seeding_task_entities" (
	"id" serial PRIMARY KEY NOT NULL,
	"task_id" integer NOT NULL,
	"entity_type" varchar(10) NOT NULL,
	"provider_entity_id" varchar(20) NOT NULL,
	"entity_id" integer,
	"status" varchar(20) NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"error_message" text,
	"content_hash" varchar(64),
	"seeded_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_task_entity" UNIQUE("task_id","entity_type","provider_entity_id"),
	CONSTRAINT "task_entity_type_known" CHECK ("seeding_task_entities"."entity_type" in ('player', 'team')),
	CONSTRAINT "task_entity_status_known" CHECK ("seeding_task_entities"."status" in ('completed', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "seeding_tasks" (
	"id" serial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"pass" varchar(20) DEFAULT 'first' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"scheduled_time" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"execution_time" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"status" varchar(20) DEFAULT 'pending' NOT NULL,
	"hold_reason" varchar(20),
	"hold_detail" text,
	"team_count" integer,
	"player_count" integer,
	"api_calls_made" integer DEFAULT 0 NOT NULL,
	"duration_seconds" numeric(8, 2),
	"error_type" varchar(40),
	"error_message" text,
	"retry_count" integer DEFAULT 0 NOT NULL,
	"max_retries" integer DEFAULT 3 NOT NULL,
	"next_retry_at" timestamp with time zone,
	"enqueued_at" timestamp with time zone,
	"claimed_by" varchar(100),
	"lease_expires_at" timestamp with time zone,
	"start_count" integer DEFAULT 0 NOT NULL,
	"sync_log_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_game_task" UNIQUE("game_id","pass"),
	CONSTRAINT "task_status_known" CHECK ("seeding_tasks"."status" in ('pending', 'running', 'completed', 'failed', 'cancelled')),
	CONSTRAINT "task_hold_reason_known" CHECK ("seeding_tasks"."hold_reason" is null or "seeding_tasks"."hold_reason" in ('not_final', 'quota', 'breaker_open', 'paused', 'time_unknown', 'postponed')),
	CONSTRAINT "task_running_is_claimed" CHECK ("seeding_tasks"."status" <> 'running' or "seeding_tasks"."lease_expires_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "sync_log" (
	"id" serial PRIMARY KEY NOT NULL,
	"operation" varchar(40) NOT NULL,
	"sport_id" integer NOT NULL,
	"season_id" integer,
	"game_id" integer,
	"task_id" integer,
	"seeding_type" varchar(20) NOT NULL,
	"status" varchar(20) NOT NULL,
	"team_count" integer DEFAULT 0 NOT NULL,
	"player_count" integer DEFAULT 0 NOT NULL,
	"api_calls_made" integer DEFAULT 0 NOT NULL,
	"duration_seconds" numeric(8, 2),
	"details" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "game_events" ADD CONSTRAINT "game_events_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game_rosters" ADD CONSTRAINT "game_rosters_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game_rosters" ADD CONSTRAINT "game_rosters_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "game_rosters" ADD CONSTRAINT "game_rosters_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "games" ADD CONSTRAINT "games_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "games" ADD CONSTRAINT "games_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "games" ADD CONSTRAINT "games_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "games" ADD CONSTRAINT "games_home_team_id_teams_id_fk" FOREIGN KEY ("home_team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "games" ADD CONSTRAINT "games_away_team_id_teams_id_fk" FOREIGN KEY ("away_team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_imports" ADD CONSTRAINT "schedule_imports_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_imports" ADD CONSTRAINT "schedule_imports_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_imports" ADD CONSTRAINT "schedule_imports_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_quarantine" ADD CONSTRAINT "schedule_quarantine_import_id_schedule_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."schedule_imports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_quarantine" ADD CONSTRAINT "schedule_quarantine_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_quarantine" ADD CONSTRAINT "schedule_quarantine_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_quarantine" ADD CONSTRAINT "schedule_quarantine_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_quarantine" ADD CONSTRAINT "schedule_quarantine_resolved_import_id_schedule_imports_id_fk" FOREIGN KEY ("resolved_import_id") REFERENCES "public"."schedule_imports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leagues" ADD CONSTRAINT "leagues_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "players" ADD CONSTRAINT "players_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "players" ADD CONSTRAINT "players_current_team_id_teams_id_fk" FOREIGN KEY ("current_team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seasons" ADD CONSTRAINT "seasons_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_alias_changes" ADD CONSTRAINT "team_alias_changes_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_alias_changes" ADD CONSTRAINT "team_alias_changes_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_aliases" ADD CONSTRAINT "team_aliases_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_aliases" ADD CONSTRAINT "team_aliases_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seeding_task_entities" ADD CONSTRAINT "seeding_task_entities_task_id_seeding_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."seeding_tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD CONSTRAINT "seeding_tasks_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seeding_tasks" ADD CONSTRAINT "seeding_tasks_sync_log_id_sync_log_id_fk" FOREIGN KEY ("sync_log_id") REFERENCES "public"."sync_log"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_log" ADD CONSTRAINT "sync_log_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_log" ADD CONSTRAINT "sync_log_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_log" ADD CONSTRAINT "sync_log_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_game_events_game" ON "game_events" USING btree ("game_id","id");--> statement-breakpoint
CREATE INDEX "idx_game_events_import" ON "game_events" USING btree (((data ->> 'importId')::int)) WHERE kind in ('ingested', 'schedule_changed', 'cancelled');--> statement-breakpoint
CREATE INDEX "idx_game_rosters_lookup" ON "game_rosters" USING btree ("game_id","team_id");--> statement-breakpoint
CREATE INDEX "idx_game_rosters_player" ON "game_rosters" USING btree ("player_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_game_external" ON "games" USING btree ("league_id","season_id","external_source","external_game_id") WHERE "games"."external_game_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "unique_game_provider" ON "games" USING btree ("sport_id","provider_game_id") WHERE "games"."provider_game_id" is not null;--> statement-breakpoint
CREATE INDEX "idx_games_datetime" ON "games" USING btree ("game_datetime");--> statement-breakpoint
CREATE INDEX "idx_games_sport_season_date" ON "games" USING btree ("sport_id","season_id","game_date");--> statement-breakpoint
CREATE INDEX "idx_games_league_season" ON "games" USING btree ("league_id","season_id");--> statement-breakpoint
CREATE INDEX "idx_games_slate" ON "games" USING btree ("slate_date");--> statement-breakpoint
CREATE INDEX "idx_games_seeding_open" ON "games" USING btree ("seeding_status") WHERE seeding_status <> 'completed';--> statement-breakpoint
CREATE INDEX "idx_games_teams" ON "games" USING btree ("home_team_id","away_team_id");--> statement-breakpoint
CREATE INDEX "idx_games_away_team" ON "games" USING btree ("away_team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_open_quarantine" ON "schedule_quarantine" USING btree ("season_id","raw_hash") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "idx_quarantine_status" ON "schedule_quarantine" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "idx_quarantine_import" ON "schedule_quarantine" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "idx_quarantine_resolved_import" ON "schedule_quarantine" USING btree ("resolved_import_id");--> statement-breakpoint
CREATE INDEX "idx_api_usage_started" ON "api_usage" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "idx_api_usage_game" ON "api_usage" USING btree ("game_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_provider_payload" ON "provider_payloads" USING btree ("game_id","endpoint","body_hash");--> statement-breakpoint
CREATE INDEX "idx_provider_payloads_game" ON "provider_payloads" USING btree ("game_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_player_api_sports" ON "players" USING btree ("sport_id","api_sports_id") WHERE "players"."api_sports_id" is not null;--> statement-breakpoint
CREATE INDEX "idx_players_team" ON "players" USING btree ("current_team_id");--> statement-breakpoint
CREATE INDEX "idx_players_last_seeded" ON "players" USING btree ("last_seeded_at");--> statement-breakpoint
CREATE INDEX "idx_team_alias_changes_team" ON "team_alias_changes" USING btree ("team_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_team_alias" ON "team_aliases" USING btree ("league_id",lower("alias"));--> statement-breakpoint
CREATE UNIQUE INDEX "unique_team_api_sports" ON "teams" USING btree ("sport_id","api_sports_id") WHERE "teams"."api_sports_id" is not null;--> statement-breakpoint
CREATE INDEX "idx_teams_last_seeded" ON "teams" USING btree ("last_seeded_at");--> statement-breakpoint
CREATE INDEX "idx_seeding_tasks_due" ON "seeding_tasks" USING btree ("due_at") WHERE status in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "idx_seeding_tasks_unpublished" ON "seeding_tasks" USING btree ("id") WHERE status = 'pending' and enqueued_at is null;--> statement-breakpoint
CREATE INDEX "idx_seeding_tasks_status" ON "seeding_tasks" USING btree ("status","updated_at");--> statement-breakpoint
CREATE INDEX "idx_seeding_tasks_scheduled" ON "seeding_tasks" USING btree ("scheduled_time") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "idx_sync_log_date_type" ON "sync_log" USING btree ("created_at","seeding_type");--> statement-breakpoint
CREATE INDEX "idx_sync_log_game" ON "sync_log" USING btree ("game_id");