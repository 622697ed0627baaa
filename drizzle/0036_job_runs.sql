CREATE TABLE "job_runs" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"job" varchar(60) NOT NULL,
	"fence" bigint NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"outcome" varchar(20) NOT NULL,
	"note" text,
	"error" text,
	"duration_ms" bigint,
	"lateness_ms" bigint,
	"holder" varchar(120),
	"is_requested" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "job_schedules" ADD COLUMN "guarded_fence" bigint;--> statement-breakpoint
CREATE INDEX "idx_job_runs_job" ON "job_runs" USING btree ("job","id");--> statement-breakpoint
CREATE INDEX "idx_job_runs_started" ON "job_runs" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "idx_seeding_tasks_sync_log" ON "seeding_tasks" USING btree ("sync_log_id") WHERE sync_log_id is not null;
--> statement-breakpoint
-- Processes of the version before guard these three jobs by chore_leases, and their commands by nothing else. Whoever
-- takes the row of such a job the new way (guarded_fence) takes that lease with it, or not at all.
CREATE FUNCTION hold_chore_lease() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  chore text := case new.name when 'deliver-alerts' then 'alerts' else new.name end;
begin
  if new.fence <> old.fence then
    insert into chore_leases (name, holder, fence, expires_at) values (chore, new.holder, 1, new.lease_expires_at)
    on conflict (name) do update
    set holder = excluded.holder, fence = chore_leases.fence + 1, expires_at = excluded.expires_at
    where chore_leases.expires_at <= now();
    if not found then
      return null;
    end if;
  elsif new.lease_expires_at is null then
    update chore_leases set expires_at = now() where name = chore and holder = old.holder;
  else
    update chore_leases set expires_at = new.lease_expires_at where name = chore and holder = new.holder;
  end if;
  return new;
end $$;
--> statement-breakpoint
CREATE TRIGGER job_schedules_hold_chore_lease BEFORE UPDATE ON job_schedules FOR EACH ROW
WHEN (new.name in ('reconcile', 'backup', 'deliver-alerts') and new.guarded_fence = new.fence
      and new.lease_expires_at is distinct from old.lease_expires_at)
EXECUTE FUNCTION hold_chore_lease();
