import { sql } from 'drizzle-orm';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { playerFacts } from '../../db/schema/player-identity.ts';
import { players } from '../../db/schema/reference.ts';
import { PLAYER_FACTS, type PlayerFacts } from '../../domain/player-facts.ts';
import { PRIMARY_PROVIDER } from '../identities/primary-provider.ts';

/** What a body says of one of our players. */
export type ToldFacts = { playerId: number; teamId: number | null; facts: PlayerFacts | undefined };

export type FactsFrom = { source: string; seasonYear: number | null; runId: string };

const NAMES = {
  birthDate: playerFacts.birthDate,
  jerseyNumber: playerFacts.jerseyNumber,
  heightCm: playerFacts.heightCm,
  weightKg: playerFacts.weightKg,
  fromYear: playerFacts.fromYear,
  toYear: playerFacts.toYear,
} as const;

/**
 * The one writer of facts about players. A source's own word is kept as its newest; what another source said stays. Of
 * each player, `players` then has: the birth date and the first season as they were told first (whatever contradicts them
 * later is in `player_facts`, a finding, and overwrites nothing), the number, size and last season as the primary source
 * says now, or as the newest word of the others where it says nothing. A number of an older season gives way to none of a
 * newer one, and holds for the team in which it was told. Rows that would stay as they are are not written.
 */
export async function writePlayerFacts(
  tx: Executor,
  { source, seasonYear, runId }: FactsFrom,
  told: readonly ToldFacts[],
): Promise<void> {
  const rows = told.flatMap(({ playerId, teamId, facts = {} }) =>
    PLAYER_FACTS.some((name) => (facts[name] ?? null) !== null)
      ? [{ playerId, teamId: (facts.jerseyNumber ?? null) === null ? null : teamId, ...facts }]
      : [],
  );
  if (rows.length === 0) return;
  const one = [...new Map(rows.map((row) => [row.playerId, row])).values()].toSorted(
    (a, b) => a.playerId - b.playerId,
  );
  const values = Object.values(NAMES);
  const kept = values.map((column) => sql`coalesce(${excluded(column)}, ${column})`);
  const newNumber = sql`${excluded(playerFacts.jerseyNumber)} is not null`;
  const numberOf = [playerFacts.teamId, playerFacts.seasonYear].map(
    (column) => sql`case when ${newNumber} then ${excluded(column)} else ${column} end`,
  );
  const all = [...values, playerFacts.teamId, playerFacts.seasonYear];
  const changed = await rowsOf(
    tx,
    selecting(
      { id: playerFacts.playerId },
      (list) => sql`
      insert into ${playerFacts} (${bareColumns(playerFacts.playerId, playerFacts.source, playerFacts.runId, ...all)})
      select seen."playerId", ${source}, ${runId}, seen."birthDate", seen."jerseyNumber", seen."heightCm", seen."weightKg",
             seen."fromYear", seen."toYear", seen."teamId",
             case when seen."jerseyNumber" is null then null else ${seasonYear}::smallint end
      from json_to_recordset(${JSON.stringify(one)}::json) as seen(
        "playerId" int, "teamId" int, "birthDate" date, "jerseyNumber" text, "heightCm" smallint, "weightKg" smallint,
        "fromYear" smallint, "toYear" smallint)
      order by seen."playerId"
      on conflict (${bareColumns(playerFacts.playerId, playerFacts.source)}) do update
      set (${bareColumns(...all, playerFacts.toldAt, playerFacts.runId)})
          = (${sql.join([...kept, ...numberOf], sql`, `)}, now(), ${excluded(playerFacts.runId)})
      where (${sql.join(all, sql`, `)}) is distinct from (${sql.join([...kept, ...numberOf], sql`, `)})
        and coalesce(${excluded(playerFacts.seasonYear)} >= ${playerFacts.seasonYear}, true)
      returning ${list}`,
    ),
  );
  await followFacts(
    tx,
    changed.map(({ id }) => id),
    runId,
  );
}

/** Brings the columns of `players` in step with what sources say of them. */
export async function followFacts(tx: Executor, playerIds: readonly number[], runId: string): Promise<void> {
  if (playerIds.length === 0) return;
  const isPrimary = sql`${playerFacts.source} = ${PRIMARY_PROVIDER}`;
  const first = sql`${playerFacts.firstToldAt}, ${playerFacts.source}`;
  const newest = sql`${isPrimary} desc, ${playerFacts.toldAt} desc, ${playerFacts.source}`;
  const orders = {
    birthDate: first,
    jerseyNumber: newest,
    heightCm: newest,
    weightKg: newest,
    fromYear: first,
    toYear: newest,
  } as const;
  const targets = {
    birthDate: players.birthDate,
    jerseyNumber: players.jerseyNumber,
    heightCm: players.heightCm,
    weightKg: players.weightKg,
    fromYear: players.fromYear,
    toYear: players.toYear,
  } as const;
  const columns = PLAYER_FACTS.map((name) => targets[name]);
  const taken = PLAYER_FACTS.map((name) => {
    const column = NAMES[name];
    return sql`(array_agg(${column} order by ${orders[name]}) filter (where ${column} is not null))[1] as ${bareColumns(targets[name])}`;
  });
  const follows = columns.map((column) => sql`followed.${bareColumns(column)}`);
  await tx.execute(sql`
    update ${players}
    set ${sql.join(
      columns.map((column) => sql`${bareColumns(column)} = followed.${bareColumns(column)}`),
      sql`, `,
    )}, ${bareColumns(players.runId)} = ${runId}, ${bareColumns(players.updatedAt)} = now()
    from (
      select held.id, ${sql.join(
        columns.map((column) => sql`told.${bareColumns(column)}`),
        sql`, `,
      )}
      from (
        select ${players.id} as id from ${players} where ${players.id} = any(${sql.param([...playerIds])}::int[])
        order by ${players.id} for no key update of ${players}
      ) as held
      left join (
        select ${playerFacts.playerId} as player_id, ${sql.join(taken, sql`, `)} from ${playerFacts}
        where ${playerFacts.playerId} = any(${sql.param([...playerIds])}::int[]) group by 1
      ) as told on told.player_id = held.id
    ) as followed
    where ${players.id} = followed.id
      and (${sql.join(columns, sql`, `)}) is distinct from (${sql.join(follows, sql`, `)})`);
}
