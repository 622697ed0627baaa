CREATE TABLE "player_facts" (
	"player_id" integer NOT NULL,
	"source" varchar(30) NOT NULL,
	"birth_date" date,
	"jersey_number" varchar(3),
	"team_id" integer,
	"season_year" smallint,
	"height_cm" smallint,
	"weight_kg" smallint,
	"from_year" smallint,
	"to_year" smallint,
	"first_told_at" timestamp with time zone DEFAULT now() NOT NULL,
	"told_at" timestamp with time zone DEFAULT now() NOT NULL,
	"run_id" varchar(100),
	CONSTRAINT "player_facts_pkey" PRIMARY KEY("player_id","source")
);
--> statement-breakpoint
CREATE TABLE "player_questions" (
	"id" serial PRIMARY KEY NOT NULL,
	"sport_id" integer NOT NULL,
	"provider" varchar(30) NOT NULL,
	"external_id" varchar(60) NOT NULL,
	"team_id" integer,
	"name" varchar(200) NOT NULL,
	"position" varchar(20),
	"birth_date" date,
	"jersey_number" varchar(3),
	"season_year" smallint,
	"stand_in_id" integer,
	"reason" varchar(20) NOT NULL,
	"candidates" jsonb NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	"answer" varchar(10),
	"answered_by" varchar(100),
	"run_id" varchar(100),
	CONSTRAINT "player_question_answer_known" CHECK ("player_questions"."answer" in ('linked', 'own', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "external_ids" DROP CONSTRAINT "external_id_learned_by_known";--> statement-breakpoint
ALTER TABLE "external_ids" ADD COLUMN "evidence" varchar(500);--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "birth_date" date;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "jersey_number" varchar(3);--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "height_cm" smallint;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "weight_kg" smallint;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "from_year" smallint;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "to_year" smallint;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "is_stand_in" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "player_facts" ADD CONSTRAINT "player_facts_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "player_facts" ADD CONSTRAINT "player_facts_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "player_questions" ADD CONSTRAINT "player_questions_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "player_questions" ADD CONSTRAINT "player_questions_stand_in_id_players_id_fk" FOREIGN KEY ("stand_in_id") REFERENCES "public"."players"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_player_facts_team" ON "player_facts" USING btree ("team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_open_player_question" ON "player_questions" USING btree ("provider","sport_id","external_id") WHERE "player_questions"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "idx_player_questions_team" ON "player_questions" USING btree ("team_id");--> statement-breakpoint
CREATE INDEX "idx_player_questions_stand_in" ON "player_questions" USING btree ("stand_in_id");--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_id_learned_by_known" CHECK ("external_ids"."learned_by" in ('reference', 'exact', 'schedule', 'name', 'person', 'birth_date', 'number', 'box_score'));