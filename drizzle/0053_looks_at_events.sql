ALTER TABLE "odds_polls" DROP CONSTRAINT "unique_odds_poll";--> statement-breakpoint
ALTER TABLE "odds_polls" ADD COLUMN "event_id" integer;--> statement-breakpoint
ALTER TABLE "odds_polls" ADD COLUMN "markets" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "odds_polls" ADD COLUMN "retry_of" integer;--> statement-breakpoint
ALTER TABLE "odds_polls" ADD COLUMN "brought" jsonb;--> statement-breakpoint
ALTER TABLE "odds_events" ADD COLUMN "compacted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "odds_polls" ADD CONSTRAINT "odds_polls_event_id_odds_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."odds_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "odds_polls" ADD CONSTRAINT "odds_polls_retry_of_odds_polls_id_fk" FOREIGN KEY ("retry_of") REFERENCES "public"."odds_polls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_odds_polls_event" ON "odds_polls" USING btree ("event_id") WHERE event_id is not null;--> statement-breakpoint
ALTER TABLE "odds_polls" ADD CONSTRAINT "unique_odds_poll" UNIQUE NULLS NOT DISTINCT("provider","league_id","event_id","planned_at");