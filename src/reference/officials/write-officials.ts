import { and, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { gameOfficials } from '../../db/schema/officials.ts';

/** Who officiates a game, as a source tells it. */
export type ToldOfficial = {
  name: string;
  /** In the words of the source; null where it tells none. */
  role: string | null;
  externalId: string | null;
  shirtNumber: string | null;
};

/** The officials of a game, in the order of the source. */
export type ToldOfficials = { gameId: number; source: string; officials: readonly ToldOfficial[] };

/** Names and roles that are new or told otherwise, and names that the source has no more. */
export type OfficialsOutcome = { written: number; gone: number };

/**
 * Keeps who officiates games, in the transaction of the caller: the one writer of `game_officials`. Somebody whom the
 * source names no more is marked, not removed; a game of which it names nobody stays as it was, and the same twice
 * changes nothing.
 */
export async function writeOfficials(
  tx: Executor,
  told: readonly ToldOfficials[],
  runId: string,
): Promise<OfficialsOutcome> {
  const rows = told.flatMap(({ gameId, source, officials }) =>
    onceEach(officials).map(({ name, role, externalId, shirtNumber }, index) => ({
      gameId,
      source,
      officialName: name,
      role: role?.slice(0, 60) ?? null,
      externalId,
      shirtNumber,
      place: index + 1,
    })),
  );
  if (rows.length === 0) return { written: 0, gone: 0 };
  const { gameId, source, officialName, role, externalId, shirtNumber, place, goneAt } = gameOfficials;
  const facts = [role, externalId, shirtNumber, place];
  const excluded = facts.map((column) => sql`excluded.${bareColumns(column)}`);
  const written = await tx
    .insert(gameOfficials)
    .values(rows.map((row) => ({ ...row, runId })))
    .onConflictDoUpdate({
      target: [gameId, source, officialName],
      set: {
        role: sql`excluded.role`,
        externalId: sql`excluded.external_id`,
        shirtNumber: sql`excluded.shirt_number`,
        place: sql`excluded.place`,
        goneAt: null,
        runId: sql`excluded.run_id`,
      },
      setWhere: sql`(${sql.join(facts, sql`, `)}) is distinct from (${sql.join(excluded, sql`, `)})
        or ${isNotNull(goneAt)}`,
    })
    .returning({ id: gameOfficials.id });
  const named = JSON.stringify(rows.map((row) => [row.gameId, row.source, row.officialName]));
  const gone = await tx
    .update(gameOfficials)
    .set({ goneAt: sql`now()`, runId })
    .where(
      and(
        isNull(goneAt),
        inArray(gameId, [...new Set(rows.map((row) => row.gameId))]),
        sql`(${gameId}, ${source}) in (
          select (one ->> 0)::int, one ->> 1 from json_array_elements(${named}::json) as one)`,
        sql`(${gameId}, ${source}, ${officialName}) not in (
          select (one ->> 0)::int, one ->> 1, one ->> 2 from json_array_elements(${named}::json) as one)`,
      ),
    )
    .returning({ id: gameOfficials.id });
  return { written: written.length, gone: gone.length };
}

/** Each name once, as it is kept; blank ones are nobody. */
function onceEach(officials: readonly ToldOfficial[]): readonly ToldOfficial[] {
  const named = officials
    .map((one) => ({ ...one, name: officialName(one.name) }))
    .filter(({ name }) => name !== '');
  return [...new Map(named.map((one) => [one.name, one])).values()];
}

/** A name as it is kept: without double spaces and signs that PostgreSQL takes in no text. */
export function officialName(name: string): string {
  return name.replaceAll('\0', '').replaceAll(/\s+/gu, ' ').trim().slice(0, 200);
}
