CREATE TABLE "line_changes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"task_id" integer,
	"pass" varchar(20) NOT NULL,
	"action" varchar(10) NOT NULL,
	"entity_type" varchar(10) NOT NULL,
	"player_id" integer,
	"team_id" integer,
	"column_name" varchar(63),
	"old_value" jsonb,
	"new_value" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "line_change_action_known" CHECK ("line_changes"."action" in ('changed', 'added', 'removed')),
	CONSTRAINT "line_change_entity_known" CHECK ("line_changes"."entity_type" in ('player', 'team', 'game')),
	CONSTRAINT "line_change_is_of_its_entity" CHECK (("line_changes"."player_id" is not null) = ("line_changes"."entity_type" = 'player'))
);
--> statement-breakpoint
CREATE TABLE "provider_payload_games" (
	"payload_id" bigint NOT NULL,
	"host" varchar(200) NOT NULL,
	"provider_game_id" varchar(50) NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "provider_payload_games_payload_id_provider_game_id_pk" PRIMARY KEY("payload_id","provider_game_id")
);
--> statement-breakpoint
ALTER TABLE "provider_payloads" ADD COLUMN "last_fetched_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "line_changes" ADD CONSTRAINT "line_changes_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_changes" ADD CONSTRAINT "line_changes_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_changes" ADD CONSTRAINT "line_changes_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_payload_games" ADD CONSTRAINT "provider_payload_games_payload_id_provider_payloads_id_fk" FOREIGN KEY ("payload_id") REFERENCES "public"."provider_payloads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_line_changes_game" ON "line_changes" USING btree ("game_id","id");--> statement-breakpoint
CREATE INDEX "idx_line_changes_created" ON "line_changes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "idx_provider_payload_games_game" ON "provider_payload_games" USING btree ("host","provider_game_id","fetched_at");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_provider_body" ON "provider_payloads" USING btree ("host","endpoint","body_hash");--> statement-breakpoint
CREATE INDEX "idx_provider_payloads_query" ON "provider_payloads" USING btree ("host","endpoint","query","last_fetched_at");--> statement-breakpoint
CREATE INDEX "idx_provider_payloads_age" ON "provider_payloads" USING btree ("last_fetched_at");