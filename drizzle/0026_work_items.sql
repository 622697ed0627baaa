CREATE TABLE "work_items" (
	"id" serial PRIMARY KEY NOT NULL,
	"kind" varchar(40) NOT NULL,
	"subject" varchar(200) NOT NULL,
	"payload" jsonb NOT NULL,
	"priority" integer DEFAULT 0 NOT NULL,
	"concurrency_key" varchar(200),
	"note" varchar(1000),
	"revision" integer DEFAULT 1 NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"status" varchar(20) DEFAULT 'pending' NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"execution_time" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"hold_reason" varchar(20),
	"hold_detail" text,
	"error_type" varchar(40),
	"error_message" text,
	"retry_count" integer DEFAULT 0 NOT NULL,
	"max_retries" integer DEFAULT 3 NOT NULL,
	"next_retry_at" timestamp with time zone,
	"enqueued_at" timestamp with time zone,
	"request_id" varchar(64),
	"claimed_by" varchar(100),
	"lease_expires_at" timestamp with time zone,
	"start_count" integer DEFAULT 0 NOT NULL,
	"is_by_hand" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unique_work_item" UNIQUE("kind","subject"),
	CONSTRAINT "work_item_status_known" CHECK ("work_items"."status" in ('pending', 'running', 'completed', 'failed', 'cancelled')),
	CONSTRAINT "work_item_running_is_claimed" CHECK ("work_items"."status" <> 'running' or "work_items"."lease_expires_at" is not null)
);
--> statement-breakpoint
CREATE INDEX "idx_work_items_due" ON "work_items" USING btree ("due_at","id") WHERE status in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "idx_work_items_unpublished" ON "work_items" USING btree ("id") WHERE status = 'pending' and enqueued_at is null;--> statement-breakpoint
CREATE INDEX "idx_work_items_kind" ON "work_items" USING btree ("kind","status","updated_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "unique_running_concurrency_key" ON "work_items" USING btree ("concurrency_key") WHERE status = 'running' and concurrency_key is not null;