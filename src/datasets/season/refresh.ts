import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { advisoryLock } from '../../db/locks.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import type { Sport } from '../../domain/sport.ts';
import { SEASON_FORMS, type SeasonEntity } from '../../sports/season-forms.ts';
import { addUp } from './add-up.ts';

/** What a refresh came to; not done when another process was at it, whose work is as good. */
export type SeasonRefresh = { isDone: boolean; changes: number; entities: number };

export type SeasonFigures = {
  /**
   * Adds up again whose lines have changed since, a batch to a transaction, until nothing waits or `signal` aborts.
   * What a crash interrupts is still marked afterwards.
   */
  refresh: (signal?: AbortSignal) => Promise<SeasonRefresh>;
  /** Adds a whole season of a sport up anew: what `refresh` must come to as well. */
  recompute: (season: { sport: Sport; seasonYear: number }) => Promise<void>;
};

/** Changes of one transaction: about fifty games' worth, added up in some tens of milliseconds. */
const BATCH_SIZE = 100;

type Change = { sport: Sport; entity: SeasonEntity; season_year: number; entity_ids: number[] };

export function createSeasonFigures({ db }: { db: Database }): SeasonFigures {
  /** One batch; undefined while another process is adding up. */
  function takeBatch(): Promise<{ changes: number; entities: number } | undefined> {
    return db.transaction(async (tx) => {
      if (!(await tryLock(tx))) return undefined;
      const changes = await rowsOf<Change>(
        tx,
        sql`
          delete from season_figure_changes
          where id in (select id from season_figure_changes order by id limit ${BATCH_SIZE})
          returning sport, entity, season_year, entity_ids`,
      );
      let entities = 0;
      for (const { sport, entity, seasonYear, ids } of merge(changes)) {
        await addUp(tx, SEASON_FORMS[sport][entity], { seasonYear, entityIds: [...ids] });
        entities += ids.size;
      }
      return { changes: changes.length, entities };
    });
  }

  return {
    async refresh(signal) {
      const total = { isDone: true, changes: 0, entities: 0 };
      for (;;) {
        if (signal?.aborted === true) return total;
        const batch = await takeBatch();
        if (!batch) return { ...total, isDone: false };
        total.changes += batch.changes;
        total.entities += batch.entities;
        if (batch.changes < BATCH_SIZE) return total;
      }
    },
    async recompute({ sport, seasonYear }) {
      await db.transaction(async (tx) => {
        // Two processes that add the same lines up could each see what the other does not: one after the other.
        await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('season-figures')})`);
        await addUp(tx, SEASON_FORMS[sport].player, { seasonYear });
        await addUp(tx, SEASON_FORMS[sport].team, { seasonYear });
      });
    },
  };
}

async function tryLock(tx: Executor): Promise<boolean> {
  const row = await firstRow<{ locked: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(${advisoryLock('season-figures')}) as locked`,
  );
  return row?.locked === true;
}

/** Everybody once, by sport, kind and season. */
function merge(changes: readonly Change[]) {
  const merged = new Map<
    string,
    { sport: Sport; entity: SeasonEntity; seasonYear: number; ids: Set<number> }
  >();
  for (const { sport, entity, season_year: seasonYear, entity_ids: entityIds } of changes) {
    const key = `${sport} ${entity} ${seasonYear}`;
    const one = merged.get(key) ?? { sport, entity, seasonYear, ids: new Set<number>() };
    for (const id of entityIds) one.ids.add(id);
    merged.set(key, one);
  }
  return merged.values();
}
