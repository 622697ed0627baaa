ALTER TABLE "teams" ADD COLUMN "import_id" integer;--> statement-breakpoint
ALTER TABLE "venue_aliases" ADD COLUMN "import_id" integer;--> statement-breakpoint
ALTER TABLE "venues" ADD COLUMN "region" varchar(60);--> statement-breakpoint
ALTER TABLE "venues" ADD COLUMN "import_id" integer;--> statement-breakpoint
ALTER TABLE "venues" ADD COLUMN "merged_into_id" integer;--> statement-breakpoint
ALTER TABLE "venues" ADD COLUMN "merged_game_ids" integer[];--> statement-breakpoint
ALTER TABLE "venues" ADD CONSTRAINT "venues_merged_into_id_venues_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "public"."venues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_games_venue_id" ON "games" USING btree ("venue_id") WHERE venue_id is not null;
--> statement-breakpoint
CREATE TRIGGER forget_external_ids AFTER DELETE ON venues REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_external_ids('venue');
