CREATE TABLE "dataset_rules" (
	"dataset" varchar(63) PRIMARY KEY NOT NULL,
	"rules" varchar(200) NOT NULL,
	"followed_since" timestamp with time zone DEFAULT now() NOT NULL
);--> statement-breakpoint
-- What is there was computed by the rules of a release before, which left no mark.
INSERT INTO dataset_rules (dataset, rules)
SELECT name, 'of a release before this was noted'
FROM (VALUES ('team_ratings', EXISTS (SELECT FROM team_ratings)), ('standings', EXISTS (SELECT FROM standings)),
             ('team_day_records', EXISTS (SELECT FROM team_day_records))) AS computed (name, is_there)
WHERE is_there;
