import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';

/** A league whose last refresh missed games in the provider's list and cancelled none of them. */
export type HeldCancellations = { league: string; games: number; warning: string };

/** An older refresh belongs to a league that is not followed any more. */
const RECENT_DAYS = 3;

/** What the last refresh of each league held back, with its own words. */
export async function readHeldCancellations(db: Database): Promise<readonly HeldCancellations[]> {
  return rowsOf<HeldCancellations>(
    db,
    sql`
      with latest as (
        select distinct on (details ->> 'league') details ->> 'league' as league, details
        from sync_log
        where operation = 'refresh_schedule' and status = 'completed'
          and created_at > now() - ${RECENT_DAYS} * interval '1 day'
        order by details ->> 'league', id desc
      )
      select league, (details ->> 'cancellations_held')::int as games,
             coalesce((select string_agg(word, '; ') from jsonb_array_elements_text(details -> 'warnings') as word
                       where word like '%not cancelled%'), '') as warning
      from latest where (details ->> 'cancellations_held')::int > 0 order by league`,
  );
}
