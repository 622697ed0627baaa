CREATE TABLE "login_sessions" (
	"id" varchar(64) PRIMARY KEY NOT NULL,
	"role" varchar(20) NOT NULL,
	"token_proof" varchar(64) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "login_sessions_expiry" ON "login_sessions" USING btree ("expires_at");