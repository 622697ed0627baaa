CREATE TABLE "venue_aliases" (
	"id" serial PRIMARY KEY NOT NULL,
	"venue_id" integer NOT NULL,
	"alias" varchar(200) NOT NULL,
	"league_id" integer,
	"learned_by" varchar(10) NOT NULL,
	"learned_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "venues" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" varchar(200) NOT NULL,
	"city" varchar(100),
	"country" varchar(60),
	"timezone" varchar(64),
	"latitude" double precision,
	"longitude" double precision,
	"learned_by" varchar(10) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wrong_ids" (
	"provider" varchar(30) NOT NULL,
	"sport_id" integer NOT NULL,
	"entity_type" varchar(10) NOT NULL,
	"external_id" varchar(60) NOT NULL,
	"entity_id" integer NOT NULL,
	"said_by" varchar(100) NOT NULL,
	"reason" text,
	"said_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wrong_ids_provider_sport_id_entity_type_external_id_entity_id_pk" PRIMARY KEY("provider","sport_id","entity_type","external_id","entity_id")
);
--> statement-breakpoint
ALTER TABLE "games" ADD COLUMN "venue_id" integer;--> statement-breakpoint
ALTER TABLE "league_seasons" ADD COLUMN "window_starts_on" date;--> statement-breakpoint
ALTER TABLE "league_seasons" ADD COLUMN "window_ends_on" date;--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "code" varchar(20);--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "country" varchar(60);--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "aliases" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "season_first_month" smallint DEFAULT 7 NOT NULL;--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "season_months" smallint DEFAULT 13 NOT NULL;--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "season_turns_on" varchar(5) DEFAULT '06-15' NOT NULL;--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "season_label" varchar(10) DEFAULT 'two_years' NOT NULL;--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "slate_rules" jsonb DEFAULT '{"hasOneClock":false,"meetings":"any"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "leagues" ADD COLUMN "learned_by" varchar(10) DEFAULT 'reference' NOT NULL;--> statement-breakpoint
ALTER TABLE "venue_aliases" ADD CONSTRAINT "venue_aliases_venue_id_venues_id_fk" FOREIGN KEY ("venue_id") REFERENCES "public"."venues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "venue_aliases" ADD CONSTRAINT "venue_aliases_league_id_leagues_id_fk" FOREIGN KEY ("league_id") REFERENCES "public"."leagues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "unique_venue_alias" ON "venue_aliases" USING btree (lower("alias"),coalesce("league_id", 0),"venue_id");--> statement-breakpoint
CREATE INDEX "idx_venue_aliases_venue" ON "venue_aliases" USING btree ("venue_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_venue" ON "venues" USING btree (lower("name"),lower(coalesce("city", '')),lower(coalesce("country", '')));--> statement-breakpoint
-- By hand: not valid, so that no row of a long table is looked at while writers wait; all of them are null.
ALTER TABLE "games" ADD CONSTRAINT "games_venue_id_venues_id_fk" FOREIGN KEY ("venue_id") REFERENCES "public"."venues"("id") ON DELETE no action ON UPDATE no action NOT VALID;