CREATE INDEX IF NOT EXISTS "idx_games_home_tip_off" ON "games" USING btree ("home_team_id","game_datetime","id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_games_away_tip_off" ON "games" USING btree ("away_team_id","game_datetime","id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_games_pair_tip_off" ON "games" USING btree ("home_team_id","away_team_id","game_datetime","id");--> statement-breakpoint
DROP INDEX IF EXISTS "idx_games_teams";--> statement-breakpoint
DROP INDEX IF EXISTS "idx_games_away_team";
