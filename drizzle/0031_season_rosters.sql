CREATE TABLE "team_rosters" (
	"team_id" integer NOT NULL,
	"season_id" integer NOT NULL,
	"player_id" integer NOT NULL,
	"first_listed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_listed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"left_at" timestamp with time zone,
	CONSTRAINT "team_rosters_team_id_season_id_player_id_pk" PRIMARY KEY("team_id","season_id","player_id")
);
--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "profile_fetched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "team_rosters" ADD CONSTRAINT "team_rosters_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_rosters" ADD CONSTRAINT "team_rosters_season_id_seasons_id_fk" FOREIGN KEY ("season_id") REFERENCES "public"."seasons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_rosters" ADD CONSTRAINT "team_rosters_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_team_rosters_player" ON "team_rosters" USING btree ("player_id");