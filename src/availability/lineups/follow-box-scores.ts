import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { gameRosters, games } from '../../db/schema/games.ts';
import { LINE_TABLES } from '../../db/schema/line-tables.ts';
import { changedStarters } from '../../db/schema/lineups.ts';
import { players, sports } from '../../db/schema/reference.ts';
import { BOX_SCORE_SPORTS, type BoxScoreSport } from '../../domain/sport.ts';
import { externalIdOf } from '../../reference/identities/external-ids.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import type { SideLineup } from './lineup-changes.ts';
import { type LineupOutcome, NO_LINEUPS, writeLineups } from './write-lineups.ts';

/** Games of one transaction: some 6,000 players. */
const BATCH_GAMES = 200;

/**
 * Has the line-ups as games began follow their box scores: those whose starters were written since the last look. A
 * game is taken from the list in the transaction that writes its line-ups, so that whatever is killed, none is left out.
 */
export async function followBoxScores(
  db: Database,
  nowMs: () => number,
  signal: AbortSignal,
): Promise<LineupOutcome> {
  const total = { ...NO_LINEUPS };
  let taken = 0;
  do {
    taken = await db.transaction(async (tx) => {
      const changed = await takeChanged(tx);
      for (const sport of BOX_SCORE_SPORTS) {
        const outcome = await follow(tx, sport, changed, nowMs());
        for (const name of Object.keys(total) as (keyof LineupOutcome)[]) total[name] += outcome[name];
      }
      return changed.size;
    });
  } while (taken > 0 && !signal.aborted);
  return total;
}

/** Games from the list, with the run that wrote each last. */
async function takeChanged(tx: Executor): Promise<ReadonlyMap<number, string | null>> {
  const rows = await rowsOf(
    tx,
    selecting(
      { id: changedStarters.id, gameId: changedStarters.gameId, runId: changedStarters.runId },
      (list) => sql`
        delete from ${changedStarters}
        where ${changedStarters.gameId} in (
          select distinct ${columnIn('waiting', changedStarters.gameId)}
          from (select * from ${changedStarters} order by ${changedStarters.id} limit ${10 * BATCH_GAMES}) as waiting
          limit ${BATCH_GAMES})
        returning ${list}`,
    ),
  );
  const inOrder = rows.toSorted((one, other) => one.id - other.id);
  const runs = new Map<number, string | null>();
  for (const { gameId, runId } of inOrder) runs.set(gameId, runId ?? runs.get(gameId) ?? null);
  return runs;
}

async function follow(
  tx: Executor,
  sport: BoxScoreSport,
  changed: ReadonlyMap<number, string | null>,
  toldAtMs: number,
): Promise<LineupOutcome> {
  const { startersPerSide } = SPORT_FACTS[sport];
  if (startersPerSide === undefined || changed.size === 0) return NO_LINEUPS;
  const total = { ...NO_LINEUPS };
  const listed = await listedIn(tx, sport, [...changed.keys()]);
  for (const [runId, ofRun] of Map.groupBy(listed, ({ gameId }) => changed.get(gameId) ?? null)) {
    const sides = [...Map.groupBy(ofRun, ({ gameId, teamId }) => `${gameId} ${teamId}`).values()].map(
      (side) => sideOf(side, toldAtMs),
    );
    const outcome = await writeLineups(tx, sides, { startersPerSide, runId });
    for (const name of Object.keys(total) as (keyof LineupOutcome)[]) total[name] += outcome[name];
  }
  return total;
}

type Listed = Awaited<ReturnType<typeof listedIn>>[number];

/** The line-up of a side, under the source of most of its lines. */
function sideOf(rows: readonly Listed[], toldAtMs: number): SideLineup {
  const [first] = rows;
  if (!first) throw new RangeError('a side without players');
  const bySource = [...Map.groupBy(rows, ({ source }) => source)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  return {
    gameId: first.gameId,
    teamId: first.teamId,
    kind: 'actual',
    source: bySource[0]?.[0] ?? first.source,
    formation: rows.find(({ formation }) => formation !== null)?.formation ?? null,
    toldAtMs,
    players: rows.map(({ playerId, externalId, playerName, isStarter, position, shirtNumber }) => ({
      subject: externalId ?? `player ${playerId}`,
      playerId,
      playerName,
      isStarter,
      position,
      shirtNumber,
      place: null,
    })),
  };
}

/** Who is in the box scores of games of a sport. */
function listedIn(tx: Executor, sport: BoxScoreSport, gameIds: readonly number[]) {
  const lines = LINE_TABLES[sport];
  // What a sport's lines tell of a player differs: a table without a column has none.
  const told = (table: typeof lines.player | typeof lines.team, column: string) =>
    sql`nullif(to_jsonb(${table}) ->> ${column}, '')`;
  const source = sql<string>`coalesce(${lines.player.source}, ${gameRosters.source})`;
  return tx
    .select({
      gameId: gameRosters.gameId,
      teamId: gameRosters.teamId,
      playerId: gameRosters.playerId,
      playerName: players.fullName,
      isStarter: gameRosters.isStarter,
      source,
      externalId: sql<string | null>`${externalIdOf('player', gameRosters.playerId, source)}`,
      position: sql<
        string | null
      >`coalesce(${told(lines.player, 'start_position')}, ${told(lines.player, 'position')})`,
      shirtNumber: sql<string | null>`${told(lines.player, 'shirt_number')}`,
      formation: sql<string | null>`${told(lines.team, 'formation')}`,
    })
    .from(gameRosters)
    .innerJoin(games, eq(games.id, gameRosters.gameId))
    .innerJoin(sports, and(eq(sports.id, games.sportId), eq(sports.displayName, sport)))
    .innerJoin(players, eq(players.id, gameRosters.playerId))
    .leftJoin(
      lines.player,
      and(eq(lines.player.gameId, gameRosters.gameId), eq(lines.player.playerId, gameRosters.playerId)),
    )
    .leftJoin(
      lines.team,
      and(eq(lines.team.gameId, gameRosters.gameId), eq(lines.team.teamId, gameRosters.teamId)),
    )
    .where(and(inArray(gameRosters.gameId, [...gameIds]), inArray(gameRosters.status, ['active', 'dnp'])))
    .orderBy(gameRosters.gameId, gameRosters.teamId, gameRosters.playerId);
}
