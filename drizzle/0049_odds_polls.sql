CREATE TABLE "odds_polls" (
	"id" serial PRIMARY KEY NOT NULL,
	"provider" varchar(30) NOT NULL,
	"league_id" integer NOT NULL,
	"planned_at" timestamp with time zone NOT NULL,
	"useful_until" timestamp with time zone NOT NULL,
	"status" varchar(10) NOT NULL,
	"reason" text,
	"credits" integer NOT NULL,
	"events" integer,
	"changes" integer,
	"same" integer,
	"run_id" varchar(100),
	"asked_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_odds_poll" UNIQUE("provider","league_id","planned_at"),
	CONSTRAINT "odds_poll_status_known" CHECK ("odds_polls"."status" in ('planned', 'asked', 'done', 'missed', 'failed', 'lost'))
);
--> statement-breakpoint
ALTER TABLE "odds_polls" ADD CONSTRAINT "odds_polls_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_odds_polls_planned" ON "odds_polls" USING btree ("planned_at");