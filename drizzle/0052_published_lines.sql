CREATE TABLE "published_lines" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"game_id" integer NOT NULL,
	"book" varchar(60) NOT NULL,
	"maker" varchar(10) NOT NULL,
	"market" varchar(60) NOT NULL,
	"side" varchar(10) NOT NULL,
	"subject" varchar(120),
	"moment" varchar(10) NOT NULL,
	"point" numeric(7, 2),
	"price" numeric(9, 4),
	"price_text" varchar(20),
	"ticket_share" numeric(5, 4),
	"money_share" numeric(5, 4),
	"scraped_at" timestamp with time zone,
	"doubt" varchar(20),
	"source" varchar(30) NOT NULL,
	"run_id" varchar(100),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_published_line" UNIQUE NULLS NOT DISTINCT("game_id","source","market","moment","book","side","subject"),
	CONSTRAINT "published_line_maker_known" CHECK ("published_lines"."maker" in ('book', 'exchange', 'maximum', 'average', 'consensus', 'unnamed')),
	CONSTRAINT "published_line_moment_known" CHECK ("published_lines"."moment" in ('opening', 'early', 'closing')),
	CONSTRAINT "published_line_doubt_known" CHECK ("published_lines"."doubt" in ('hold_out_of_range', 'overround_outlier', 'price_outlier', 'favourites_differ', 'outcome_differs')),
	CONSTRAINT "published_line_price_possible" CHECK ("published_lines"."price" > 1),
	CONSTRAINT "published_line_says_something" CHECK ("published_lines"."price" is not null or "published_lines"."point" is not null)
);
--> statement-breakpoint
ALTER TABLE "closing_lines" ALTER COLUMN "closed_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "closing_lines" ALTER COLUMN "age_minutes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "closing_lines" ALTER COLUMN "is_stale" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "closing_lines" ADD COLUMN "source" varchar(30) DEFAULT 'captured' NOT NULL;--> statement-breakpoint
ALTER TABLE "closing_lines" ADD COLUMN "second_source" varchar(30);--> statement-breakpoint
ALTER TABLE "closing_lines" ADD COLUMN "second_point" numeric(7, 2);--> statement-breakpoint
ALTER TABLE "closing_lines" ADD COLUMN "second_price" numeric(9, 4);--> statement-breakpoint
ALTER TABLE "closing_lines" ADD COLUMN "second_agrees" boolean;--> statement-breakpoint
ALTER TABLE "published_lines" ADD CONSTRAINT "published_lines_game_id_games_id_fk" FOREIGN KEY ("game_id") REFERENCES "public"."games"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_published_lines_run" ON "published_lines" USING btree ("run_id");