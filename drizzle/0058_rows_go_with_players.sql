ALTER TABLE "game_lineups" DROP CONSTRAINT "game_lineups_player_id_players_id_fk";
--> statement-breakpoint
ALTER TABLE "trades_transactions" DROP CONSTRAINT "trades_transactions_player_id_players_id_fk";
--> statement-breakpoint
ALTER TABLE "game_lineups" ADD CONSTRAINT "game_lineups_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trades_transactions" ADD CONSTRAINT "trades_transactions_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;