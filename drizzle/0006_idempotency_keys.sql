CREATE TABLE "idempotency_keys" (
	"scope" varchar(40) NOT NULL,
	"key" varchar(255) NOT NULL,
	"attempt" varchar(40) NOT NULL,
	"target_hash" varchar(64) NOT NULL,
	"body_hash" varchar(64),
	"status" integer,
	"answer" text,
	"lease_expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_scope_key_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
CREATE INDEX "idx_idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");