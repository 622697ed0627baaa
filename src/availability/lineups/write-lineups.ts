import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { gameLineups, lineupFindings } from '../../db/schema/lineups.ts';
import { slicesOf } from '../../db/slices.ts';
import { type CurrentRow, type SideLineup, changesOfLineup, wrongStarters } from './lineup-changes.ts';

/** What line-ups came to. */
export type LineupOutcome = {
  /** Sides whose line-up was told. */
  told: number;
  opened: number;
  closed: number;
  /** Players whom nobody recognises. */
  unknown: number;
  /** Sides whose starters are too few or too many: not written. */
  findings: number;
};

export const NO_LINEUPS: LineupOutcome = { told: 0, opened: 0, closed: 0, unknown: 0, findings: 0 };

type Row = CurrentRow & Pick<SideLineup, 'gameId' | 'teamId' | 'kind' | 'source'>;

/**
 * Keeps what line-ups say, in the transaction of the caller: the one writer of `game_lineups`. Line-ups of a game come
 * one after the other, also from several processes, and the same twice changes nothing. A side with another number of
 * starters than `startersPerSide` is a finding, and leaves what was there.
 */
export async function writeLineups(
  tx: Executor,
  sides: readonly SideLineup[],
  { startersPerSide, runId }: { startersPerSide: number | undefined; runId: string | null },
): Promise<LineupOutcome> {
  const gameIds = [...new Set(sides.map(({ gameId }) => gameId))].sort((one, other) => one - other);
  if (gameIds.length === 0) return NO_LINEUPS;
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended('lineups ' || id, 0))
    from unnest(${sql.param(gameIds)}::int[]) as id`);
  const total = { ...NO_LINEUPS };
  const current = Map.groupBy(await currentRows(tx, gameIds), keyOf);
  const closed: number[] = [];
  const opened: (typeof gameLineups.$inferInsert)[] = [];
  const told = sides
    .filter(({ players }) => players.length > 0)
    .map((side) => ({
      side,
      starters: wrongStarters(side, startersPerSide),
    }));
  for (const { side, starters } of told) {
    total.told += 1;
    total.unknown += side.players.filter(({ playerId }) => playerId === null).length;
    if (starters !== undefined) continue;
    const changes = changesOfLineup(current.get(keyOf(side)) ?? [], side);
    closed.push(...changes.closed);
    opened.push(...changes.opened.map((player) => rowOf(side, player, runId)));
    for (const { id, playerId } of changes.reassigned)
      await tx.update(gameLineups).set({ playerId }).where(eq(gameLineups.id, id));
  }
  await close(tx, closed, sides);
  for (const slice of slicesOf(opened)) await tx.insert(gameLineups).values([...slice]);
  const wrong = told.flatMap(({ side, starters }) => (starters === undefined ? [] : [{ side, starters }]));
  await keepFindings(tx, wrong, { startersPerSide, runId });
  await settleFindings(
    tx,
    told.filter(({ starters }) => starters === undefined).map(({ side }) => side),
  );
  return { ...total, opened: opened.length, closed: closed.length, findings: wrong.length };
}

function keyOf({ gameId, teamId, kind, source }: Pick<Row, 'gameId' | 'teamId' | 'kind' | 'source'>): string {
  return `${gameId} ${teamId} ${kind} ${source}`;
}

async function currentRows(tx: Executor, gameIds: readonly number[]): Promise<readonly Row[]> {
  const { valid, createdAt: _createdAt, runId: _runId, ...columns } = rowColumns();
  return tx
    .select({ ...columns, sinceMs: sql<number>`(extract(epoch from lower(${valid})) * 1000)::float8` })
    .from(gameLineups)
    .where(and(inArray(gameLineups.gameId, [...gameIds]), sql`upper_inf(${valid})`));
}

function rowColumns() {
  const { id, gameId, teamId, kind, source, subject, playerId, playerName, valid, runId, createdAt } =
    gameLineups;
  const { isStarter, position, shirtNumber, place, formation } = gameLineups;
  const told = { isStarter, position, shirtNumber, place, formation };
  return {
    id,
    gameId,
    teamId,
    kind,
    source,
    subject,
    playerId,
    playerName,
    valid,
    runId,
    createdAt,
    ...told,
  };
}

async function close(tx: Executor, ids: readonly number[], sides: readonly SideLineup[]): Promise<void> {
  if (ids.length === 0) return;
  const at = new Date(Math.max(...sides.map(({ toldAtMs }) => toldAtMs))).toISOString();
  await tx
    .update(gameLineups)
    .set({
      valid: sql`tstzrange(lower(${gameLineups.valid}), greatest(lower(${gameLineups.valid}), ${at}::timestamptz))`,
    })
    .where(inArray(gameLineups.id, [...ids]));
}

function rowOf(
  { gameId, teamId, kind, source, formation, toldAtMs }: SideLineup,
  { subject, playerName, position, shirtNumber, ...player }: SideLineup['players'][number],
  runId: string | null,
): typeof gameLineups.$inferInsert {
  return {
    gameId,
    teamId,
    kind,
    source,
    subject,
    playerName,
    position,
    shirtNumber,
    ...player,
    formation,
    valid: `["${new Date(toldAtMs).toISOString()}",)`,
    runId,
  };
}

async function keepFindings(
  tx: Executor,
  wrong: readonly { side: SideLineup; starters: number }[],
  { startersPerSide, runId }: { startersPerSide: number | undefined; runId: string | null },
): Promise<void> {
  if (wrong.length === 0 || startersPerSide === undefined) return;
  await tx
    .insert(lineupFindings)
    .values(
      wrong.map(({ side: { gameId, teamId, kind, source }, starters }) => ({
        gameId,
        teamId,
        kind,
        source,
        starters,
        expectedStarters: startersPerSide,
        runId,
      })),
    )
    .onConflictDoUpdate({
      target: [lineupFindings.gameId, lineupFindings.teamId, lineupFindings.kind, lineupFindings.source],
      set: {
        starters: sql`excluded.starters`,
        expectedStarters: sql`excluded.expected_starters`,
        runId: sql`excluded.run_id`,
        lastSeenAt: sql`now()`,
        settledAt: null,
      },
    });
}

async function settleFindings(tx: Executor, right: readonly SideLineup[]): Promise<void> {
  if (right.length === 0) return;
  const keys = JSON.stringify(
    right.map(({ gameId, teamId, kind, source }) => ({ gameId, teamId, kind, source })),
  );
  await tx
    .update(lineupFindings)
    .set({ settledAt: sql`now()` })
    .where(
      and(
        isNull(lineupFindings.settledAt),
        sql`(${lineupFindings.gameId}, ${lineupFindings.teamId}, ${lineupFindings.kind}, ${lineupFindings.source}) in (
          select "gameId", "teamId", kind, source
          from json_to_recordset(${keys}::json) as side("gameId" int, "teamId" int, kind text, source text))`,
      ),
    );
}
