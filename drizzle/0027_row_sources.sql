CREATE TABLE "kept_answers" (
	"host" varchar(200) NOT NULL,
	"endpoint" varchar(100) NOT NULL,
	"query_hash" varchar(64) NOT NULL,
	"body" "bytea" NOT NULL,
	"etag" text,
	"last_modified" text,
	"answered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "kept_answers_host_endpoint_query_hash_pk" PRIMARY KEY("host","endpoint","query_hash")
);
--> statement-breakpoint
ALTER TABLE "football_player_game_stats" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
ALTER TABLE "football_team_game_stats" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
ALTER TABLE "game_rosters" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
ALTER TABLE "games" ADD COLUMN "result_source" varchar(30);--> statement-breakpoint
ALTER TABLE "nba_player_game_stats" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
ALTER TABLE "nba_team_game_stats" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
ALTER TABLE "nfl_player_game_stats" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
ALTER TABLE "nfl_team_game_stats" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "source" varchar(30) DEFAULT 'api-sports' NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_kept_answers_age" ON "kept_answers" USING btree ("answered_at");