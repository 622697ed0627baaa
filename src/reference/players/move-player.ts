import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnsByName, selecting } from '../../db/selecting.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { gameRosters } from '../../db/schema/games.ts';
import { needLineTables } from '../../db/schema/line-tables.ts';
import { lineChanges } from '../../db/schema/line-changes.ts';
import { tradesTransactions } from '../../db/schema/transactions.ts';
import { players, teamRosters } from '../../db/schema/reference.ts';
import { seedingTaskEntities } from '../../db/schema/tasks.ts';
import { giveFacts, takeFactsBack } from './move-facts.ts';
import { moveDifferences } from './move-differences.ts';
import { giveTold, takeToldBack } from './told-rows.ts';
import type { MergedPlayer } from '../../domain/merged-player.ts';
import type { Sport } from '../../domain/sport.ts';

type Pair = {
  sport: Sport;
  from: number;
  to: number;
  /** The run that moves: it stands on every row. */
  runId: string;
};

/** The games in which both players have a line: they cannot be one. At most ten. */
export async function gamesOfBoth(
  tx: Executor,
  { sport, from, to }: Omit<Pair, 'runId'>,
): Promise<readonly number[]> {
  const lines = needLineTables(sport).player;
  const rows = await rowsOf(
    tx,
    selecting(
      { id: lines.gameId },
      (list) => sql`select ${list} from ${lines} where ${lines.playerId} in (${from}, ${to})
        group by ${lines.gameId} having count(distinct ${lines.playerId}) = 2 order by 1 limit 10`,
    ),
  );
  return rows.map(({ id }) => id);
}

/** Moves all that is written of one player to another and deletes the first. Returns what a split needs. */
export async function moveAll(tx: Executor, { sport, from, to, runId }: Pair): Promise<MergedPlayer> {
  const lines = needLineTables(sport).player;
  const moved = await rowsOf(
    tx,
    selecting(
      { seasonYear: lines.seasonYear, gameId: lines.gameId },
      (
        list,
      ) => sql`update ${lines} set ${bareColumns(lines.playerId)} = ${to}, ${bareColumns(lines.runId)} = ${runId}
        where ${lines.playerId} = ${from}
        returning ${list}`,
    ),
  );
  const ofBoth = tx.select({ id: gameRosters.gameId }).from(gameRosters).where(eq(gameRosters.playerId, to));
  const doubledRosters = await tx
    .delete(gameRosters)
    .where(and(eq(gameRosters.playerId, from), inArray(gameRosters.gameId, ofBoth)))
    .returning(columnsByName(gameRosters));
  const rosters = await tx
    .update(gameRosters)
    .set({ playerId: to, runId })
    .where(eq(gameRosters.playerId, from))
    .returning({ id: gameRosters.id });
  const seasons = await giveSeasons(tx, { from, to, runId });
  const taskEntities = await tx
    .update(seedingTaskEntities)
    .set({ entityId: to })
    .where(and(eq(seedingTaskEntities.entityType, 'player'), eq(seedingTaskEntities.entityId, from)))
    .returning({ id: seedingTaskEntities.id });
  const changes = await tx
    .update(lineChanges)
    .set({ playerId: to, runId })
    .where(eq(lineChanges.playerId, from))
    .returning({ id: lineChanges.id });
  const told = await giveTold(tx, { from, to });
  await moveDifferences(tx, { from, to, gameIds: gamesOf(moved) });
  const transactions = await giveTransactions(tx, { from, to, runId });
  const ids = await tx
    .select({ provider: externalIds.provider, externalId: externalIds.externalId, alias: externalIds.alias })
    .from(externalIds)
    .where(isIdOf(from));
  await giveIds(tx, { from, to });
  const facts = await giveFacts(tx, { from, to, runId });
  const [gone] = await rowsOf(
    tx,
    selecting(
      { row: sql<Record<string, unknown>>`to_jsonb(${players})` },
      (list) => sql`delete from ${players} where ${players.id} = ${from} returning ${list}`,
    ),
  );
  return {
    row: gone?.row ?? {},
    ids,
    lines: moved,
    rosters: rosters.map(({ id }) => id),
    doubledRosters,
    ...seasons,
    ...facts,
    ...told,
    taskEntities: taskEntities.map(({ id }) => id),
    lineChanges: changes.map(({ id }) => id),
    transactions,
  };
}

function gamesOf(lines: MergedPlayer['lines']): readonly number[] {
  return lines.map(({ gameId }) => gameId);
}

/** Whoever is the other appeared with the other; that the first one appeared was none. */
async function giveTransactions(
  tx: Executor,
  { from, to, runId }: Omit<Pair, 'sport'>,
): Promise<NonNullable<MergedPlayer['transactions']>> {
  const { id, playerId, kind, takenBackAt, takenBackRunId } = tradesTransactions;
  const isTakenBack = sql`${kind} = 'appeared' and ${takenBackAt} is null`;
  const moved = await tx
    .update(tradesTransactions)
    .set({
      playerId: to,
      runId,
      takenBackAt: sql`case when ${isTakenBack} then now() else ${takenBackAt} end`,
      takenBackRunId: sql`case when ${isTakenBack} then ${runId} else ${takenBackRunId} end`,
    })
    .where(eq(playerId, from))
    .returning({ id, takenBackRunId });
  return moved.map((row) => ({ id: row.id, isTakenBack: row.takenBackRunId === runId }));
}

async function takeTransactionsBack(
  tx: Executor,
  { from, to, runId }: Omit<Pair, 'sport'>,
  { transactions = [] }: MergedPlayer,
): Promise<void> {
  const { id, playerId } = tradesTransactions;
  for (const one of transactions)
    await tx
      .update(tradesTransactions)
      .set({ playerId: to, runId, ...(one.isTakenBack ? { takenBackAt: null, takenBackRunId: null } : {}) })
      .where(and(eq(id, one.id), eq(playerId, from)));
}

/** Whoever was listed as the one was listed as the other, in seasons of which that is not known. */
async function giveSeasons(
  tx: Executor,
  { from, to, runId }: Omit<Pair, 'sport'>,
): Promise<Pick<MergedPlayer, 'seasonRosters' | 'givenSeasons'>> {
  const listed = await tx.delete(teamRosters).where(eq(teamRosters.playerId, from)).returning();
  if (listed.length === 0) return { seasonRosters: [], givenSeasons: [] };
  const givenSeasons = await tx
    .insert(teamRosters)
    .values(listed.map((row) => ({ ...row, playerId: to, runId })))
    .onConflictDoNothing()
    .returning({ teamId: teamRosters.teamId, seasonId: teamRosters.seasonId });
  return { seasonRosters: listed, givenSeasons };
}

/** Takes the seasons from the player who stays that a merge gave, and lists the other one again. */
async function takeSeasonsBack(
  tx: Executor,
  { from, to, runId }: Omit<Pair, 'sport'>,
  { seasonRosters = [], givenSeasons = [] }: MergedPlayer,
): Promise<void> {
  for (const { teamId, seasonId } of givenSeasons) {
    await tx
      .delete(teamRosters)
      .where(
        and(
          eq(teamRosters.playerId, from),
          eq(teamRosters.teamId, teamId),
          eq(teamRosters.seasonId, seasonId),
        ),
      );
  }
  if (seasonRosters.length === 0) return;
  await tx
    .insert(teamRosters)
    .values(
      seasonRosters.map(({ teamId, seasonId, firstListedAt, lastListedAt, leftAt }) => ({
        teamId,
        seasonId,
        playerId: to,
        runId,
        firstListedAt: new Date(firstListedAt),
        lastListedAt: new Date(lastListedAt),
        leftAt: leftAt === null ? null : new Date(leftAt),
      })),
    )
    .onConflictDoNothing();
}

/** The ids of one become further ids of the other; where the other has none at a provider, the first is its own. */
async function giveIds(tx: Executor, { from, to }: Pick<Pair, 'from' | 'to'>): Promise<void> {
  await tx.execute(sql`
    with taken as (
      select ${externalIds.provider} as provider, max(${externalIds.alias}) as newest from ${externalIds}
      where ${isIdOf(to)} group by 1
    ), given as (
      select ${externalIds.provider} as provider, ${externalIds.externalId} as external_id,
             coalesce(taken.newest, -1)
             + row_number() over (partition by ${externalIds.provider} order by ${externalIds.alias})::int as alias
      from ${externalIds} left join taken on taken.provider = ${externalIds.provider}
      where ${isIdOf(from)}
    )
    update ${externalIds}
    set ${bareColumns(externalIds.entityId)} = ${to}, ${bareColumns(externalIds.alias)} = given.alias
    from given
    where ${isIdOf(from)} and ${externalIds.provider} = given.provider
      and ${externalIds.externalId} = given.external_id`);
}

/** What of a merge could be moved back; lines and rosters that are gone or were written anew since stay as they are. */
export type MovedBack = { lines: number; rosters: number; ids: number };

/** Brings a player back who was merged into another, with all that was moved then. */
export async function moveBack(tx: Executor, pair: Pair, merged: MergedPlayer): Promise<MovedBack> {
  const { sport, from, to, runId } = pair;
  const lines = needLineTables(sport).player;
  await tx.execute(sql`
    insert into ${players} overriding system value
    select row.* from jsonb_populate_record(null::${players}, ${JSON.stringify({ is_stand_in: false, ...merged.row, run_id: runId })}::jsonb) as row`);
  const moved = await tx.execute(sql`
    update ${lines} set ${bareColumns(lines.playerId)} = ${to}, ${bareColumns(lines.runId)} = ${runId}
    from json_to_recordset(${JSON.stringify(merged.lines)}::json) as moved("seasonYear" int, "gameId" int)
    where ${lines.playerId} = ${from} and ${lines.seasonYear} = moved."seasonYear" and ${lines.gameId} = moved."gameId"`);
  const rosters = await tx.execute(sql`
    update ${gameRosters}
    set ${bareColumns(gameRosters.playerId)} = ${to}, ${bareColumns(gameRosters.runId)} = ${runId}
    where ${gameRosters.playerId} = ${from} and ${isAmong(gameRosters.id, merged.rosters)}`);
  await tx.execute(sql`
    insert into ${gameRosters} select row.*
    from jsonb_populate_recordset(null::${gameRosters}, ${JSON.stringify(withRun(merged.doubledRosters, runId))}::jsonb) as row
    on conflict do nothing`);
  await takeSeasonsBack(tx, pair, merged);
  await takeTransactionsBack(tx, pair, merged);
  await takeFactsBack(tx, pair, merged);
  await takeToldBack(tx, pair, merged);
  await moveDifferences(tx, { from, to, gameIds: gamesOf(merged.lines) });
  await tx
    .update(seedingTaskEntities)
    .set({ entityId: to })
    .where(and(eq(seedingTaskEntities.entityId, from), isAmong(seedingTaskEntities.id, merged.taskEntities)));
  await tx
    .update(lineChanges)
    .set({ playerId: to, runId })
    .where(and(eq(lineChanges.playerId, from), isAmong(lineChanges.id, merged.lineChanges)));
  const ids = await tx.execute(sql`
    update ${externalIds} set ${bareColumns(externalIds.entityId)} = ${to}, ${bareColumns(externalIds.alias)} = given.alias
    from json_to_recordset(${JSON.stringify(merged.ids)}::json) as given(provider text, "externalId" text, alias smallint)
    where ${isIdOf(from)} and ${externalIds.provider} = given.provider and ${externalIds.externalId} = given."externalId"`);
  await moveUp(tx, from);
  return { lines: moved.rowCount ?? 0, rosters: rosters.rowCount ?? 0, ids: ids.rowCount ?? 0 };
}

const otherIds = alias(externalIds, 'other');

/** Whoever is left with further ids alone is asked for by the first of them. */
async function moveUp(tx: Executor, playerId: number): Promise<void> {
  await tx.execute(sql`
    update ${externalIds} set ${bareColumns(externalIds.alias)} = 0
    where ${isIdOf(playerId)} and ${externalIds.alias} = (
      select min(${otherIds.alias}) from ${externalIds} as ${otherIds}
      where ${otherIds.entityType} = 'player' and ${otherIds.entityId} = ${playerId}
        and ${otherIds.provider} = ${externalIds.provider})`);
}

function isIdOf(playerId: number): SQL {
  return sql`${externalIds.entityType} = 'player' and ${externalIds.entityId} = ${playerId}`;
}

function isAmong(
  column: typeof gameRosters.id | typeof seedingTaskEntities.id | typeof lineChanges.id,
  ids: readonly number[],
): SQL {
  return sql`${column} = any(${sql.param([...ids])}::bigint[])`;
}

function withRun(rows: readonly Readonly<Record<string, unknown>>[], runId: string): readonly object[] {
  return rows.map((row) => ({ ...row, run_id: runId }));
}
