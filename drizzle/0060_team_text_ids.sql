ALTER TABLE "teams" ADD COLUMN "text_id" varchar(60);--> statement-breakpoint
CREATE UNIQUE INDEX "unique_team_text_id" ON "teams" USING btree ("league_id","text_id");--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "team_text_id_form" CHECK ("teams"."text_id" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and "teams"."text_id" ~ '[a-z]');