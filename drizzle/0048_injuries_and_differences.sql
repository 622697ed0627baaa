CREATE TABLE "injuries" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"league_id" integer NOT NULL,
	"player_id" integer,
	"team_id" integer,
	"player_name" varchar(200) NOT NULL,
	"team_name" varchar(200) NOT NULL,
	"subject" varchar(260) NOT NULL,
	"status" varchar(60) NOT NULL,
	"body_part" varchar(100),
	"detail" varchar(500),
	"source" varchar(30) NOT NULL,
	"reported_at" timestamp with time zone,
	"valid" "tstzrange" NOT NULL,
	"run_id" varchar(100),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_differences" (
	"game_id" integer NOT NULL,
	"source" varchar(30) NOT NULL,
	"field" varchar(30) NOT NULL,
	"ours" varchar(60),
	"our_source" varchar(30),
	"theirs" varchar(60),
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "source_differences_pkey" PRIMARY KEY("game_id","source","field")
);
--> statement-breakpoint
ALTER TABLE "injuries" ADD CONSTRAINT "injuries_sport_id_sports_id_fk" FOREIGN KEY ("sport_id") REFERENCES "public"."sports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "injuries" ADD CONSTRAINT "injuries_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "injuries" ADD CONSTRAINT "injuries_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "injuries" ADD CONSTRAINT "injuries_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_differences" ADD CONSTRAINT "source_differences_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "unique_open_injury" ON "injuries" USING btree ("source","league_id","subject") WHERE upper_inf("injuries"."valid");--> statement-breakpoint
CREATE INDEX "idx_injuries_player" ON "injuries" USING btree ("player_id");--> statement-breakpoint
CREATE INDEX "idx_injuries_team" ON "injuries" USING btree ("team_id");--> statement-breakpoint
CREATE INDEX "idx_injuries_valid" ON "injuries" USING gist ("valid");--> statement-breakpoint
CREATE INDEX "idx_source_differences_open" ON "source_differences" USING btree ("game_id") WHERE "source_differences"."settled_at" is null;