ALTER TABLE "data_loads" ADD COLUMN "failure" text;--> statement-breakpoint
ALTER TABLE "data_loads" ADD COLUMN "extent" jsonb;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "last_season" smallint;--> statement-breakpoint
-- Not judged of rows that are there already: to look at all of them would hold the tables up, and one odd row of old
-- would keep this version from starting.
ALTER TABLE "external_ids" ADD CONSTRAINT "external_id_confidence_possible" CHECK ("external_ids"."confidence" between 0 and 1) NOT VALID;--> statement-breakpoint
ALTER TABLE "market_efficiency" ADD CONSTRAINT "efficiency_close_nearer_possible" CHECK ("market_efficiency"."close_nearer" between 0 and 1) NOT VALID;--> statement-breakpoint
ALTER TABLE "closing_lines" ADD CONSTRAINT "closing_line_side_known" CHECK ("closing_lines"."side" in ('home', 'away', 'draw', 'over', 'under', 'yes', 'no')) NOT VALID;--> statement-breakpoint
ALTER TABLE "closing_lines" ADD CONSTRAINT "closing_line_prices_possible" CHECK ("closing_lines"."open_price" > 1 and "closing_lines"."close_price" > 1) NOT VALID;--> statement-breakpoint
ALTER TABLE "closing_lines" ADD CONSTRAINT "closing_line_probability_possible" CHECK ("closing_lines"."fair_probability" between 0 and 1) NOT VALID;--> statement-breakpoint
ALTER TABLE "published_lines" ADD CONSTRAINT "published_line_side_known" CHECK ("published_lines"."side" in ('home', 'away', 'draw', 'over', 'under', 'yes', 'no')) NOT VALID;--> statement-breakpoint
ALTER TABLE "published_lines" ADD CONSTRAINT "published_line_ticket_share_possible" CHECK ("published_lines"."ticket_share" between 0 and 1) NOT VALID;--> statement-breakpoint
ALTER TABLE "published_lines" ADD CONSTRAINT "published_line_money_share_possible" CHECK ("published_lines"."money_share" between 0 and 1) NOT VALID;