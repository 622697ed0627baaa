CREATE TABLE "work_transitions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"item_id" integer NOT NULL,
	"event" varchar(20) NOT NULL,
	"status" varchar(20) NOT NULL,
	"fence" bigint NOT NULL,
	"retry_count" integer NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"actor" varchar(200),
	"detail" varchar(1000),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ADD COLUMN "kinds" text[];--> statement-breakpoint
ALTER TABLE "work_transitions" ADD CONSTRAINT "work_transitions_item_id_work_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."work_items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_work_transitions_item" ON "work_transitions" USING btree ("item_id","id");--> statement-breakpoint
CREATE INDEX "idx_work_transitions_created" ON "work_transitions" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_work_items_failed" ON "work_items" USING btree ("updated_at") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_work_items_key" ON "work_items" USING btree ("concurrency_key","due_at","id") WHERE status = 'pending' and concurrency_key is not null;