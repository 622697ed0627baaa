ALTER TABLE "games" ADD COLUMN "game_number" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
-- Two sides may play twice at one place on one day: the games have numbers. Looser than before, so that every row that is
-- there keeps it; versions before write the number 1 alone.
ALTER TABLE "games" DROP CONSTRAINT "unique_game";--> statement-breakpoint
ALTER TABLE "games" ADD CONSTRAINT "unique_game"
    UNIQUE ("sport_id", "season_id", "game_date", "home_team_id", "away_team_id", "game_number") DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
-- The daily jobs bear the names of the document that describes them; the history of this one goes on.
update job_schedules set name = 'update_odds' where name = 'update-odds';
--> statement-breakpoint
update job_runs set job = 'update_odds' where job = 'update-odds';
