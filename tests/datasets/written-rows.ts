import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';

/** Columns that say how the work goes, or what follows from other rows: not what was collected. */
const BOOKKEEPING = [
  'created_at',
  'updated_at',
  'corrected_at',
  'run_id',
  'result_run_id',
  'revision',
  'fence',
  'import_id',
  'told_by',
  'seeding_status',
  'seeding_attempts',
  'seeded_at',
  'last_seeding_error',
  'provider_game_id',
  'api_sports_id',
  'last_seeded_at',
  'last_game_date',
  'result',
  'undone_at',
  'undone_by',
  'undo_result',
  'resolved_at',
  'resolved_by',
  'resolved_import_id',
  'resolution',
];

/** Kinds of events that people's orders and the queue leave, and no provider or file. */
const EVENTS_OF_ORDERS = ['seed_requested', 'retried'];

/** Notes every row of collected data that is written from now on, with the run that it names. */
export type WrittenRows = {
  /** Does something that writes, and tells which tables it wrote and which of their rows name no run of its own. */
  during: (act: () => Promise<unknown>) => Promise<{ tables: string[]; withoutRun: Unnamed[] }>;
};

type Unnamed = { name: string; run_id: string | null; written: object };

export async function noteWrittenRows(db: Database): Promise<WrittenRows> {
  await db.execute(
    sql.raw(`
    create table test_written (id bigserial, name text, run_id text, written jsonb);
    create function test_note_written() returns trigger language plpgsql as $$
    declare kept constant text[] := array['${BOOKKEEPING.join("','")}']
      || case tg_argv[0] when 'schedule_quarantine' then array['status'] else '{}'::text[] end;
    begin
      if tg_op = 'INSERT' or to_jsonb(new) - kept is distinct from to_jsonb(old) - kept then
        insert into test_written (name, run_id, written) values (tg_argv[0], to_jsonb(new) ->> 'run_id', to_jsonb(new));
      end if;
      return null;
    end $$;`),
  );
  for (const name of await tablesWithRuns(db)) {
    await db.execute(
      sql.raw(`create trigger test_written after insert or update on ${name}
               for each row execute function test_note_written('${name}')`),
    );
  }
  return {
    async during(act) {
      await db.execute(sql`truncate test_written`);
      const before = await firstRow<{ id: number }>(
        db,
        sql`select coalesce(max(id), 0)::int as id from sync_log`,
      );
      await act();
      const tables = await rowsOf<{ name: string }>(
        db,
        sql`select distinct name from test_written order by name`,
      );
      const withoutRun = await rowsOf<Unnamed>(
        db,
        sql`
          select name, run_id, written from test_written
          where not exists (select from sync_log where sync_log.run_id = test_written.run_id and sync_log.id > ${before?.id})
            and not (name = 'game_events' and written ->> 'kind' = any(${sql.param(EVENTS_OF_ORDERS)}::text[]))`,
      );
      return { tables: tables.map(({ name }) => name), withoutRun };
    },
  };
}

/** The tables whose rows name the run that wrote them. */
/** Those of collected data: `backfill_progress` says how far work is, most of whose steps ask nobody. */
export async function tablesWithRuns(db: Database): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    db,
    sql`select class.relname as name from pg_class as class
        join pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attname = 'run_id'
        where class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p') and not class.relispartition
          and class.relname not in ('sync_log', 'api_usage', 'backfill_progress', 'test_written') order by 1`,
  );
  return rows.map(({ name }) => name);
}
