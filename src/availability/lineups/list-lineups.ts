import { type SQL, and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { gameLineups, lineupFindings } from '../../db/schema/lineups.ts';
import { players, teams } from '../../db/schema/reference.ts';
import type { LineupKind } from '../../domain/lineup.ts';

/** A player in a line-up as people see it. */
export type LineupListing = {
  team_id: number;
  team: string;
  kind: LineupKind;
  source: string;
  /** Null where nobody has recognised the player. */
  player_id: number | null;
  player: string;
  is_starter: boolean;
  position: string | null;
  shirt_number: string | null;
  /** The place in the formation or in the list of the source. */
  place: number | null;
  formation: string | null;
  /** From when to when the source said so; null while it does. */
  since: string;
  until: string | null;
  /** The player's id at the source. */
  external_id: string | null;
  run_id: string | null;
};

/** A line-up that has not the number of starters of the sport, and is not written. */
export type LineupFinding = {
  team: string;
  kind: LineupKind;
  source: string;
  starters: number;
  expected_starters: number;
  last_seen: string;
};

export type GameLineups = {
  game_id: number;
  home: string;
  away: string;
  items: readonly LineupListing[];
  findings: readonly LineupFinding[];
};

const home = alias(teams, 'home');
const away = alias(teams, 'away');

/** Kinds from the surest to what nobody can know. */
const BY_KIND = sql`array_position(array['actual', 'confirmed', 'expected']::varchar[], ${gameLineups.kind})`;

/** The line-ups of a game, or what they were before as well; undefined where there is no such game. */
export async function readLineups(
  executor: Executor,
  gameId: number,
  { hasHistory = false }: { hasHistory?: boolean | undefined } = {},
): Promise<GameLineups | undefined> {
  const [game] = await executor
    .select({ game_id: games.id, home: home.name, away: away.name })
    .from(games)
    .innerJoin(home, eq(home.id, games.homeTeamId))
    .innerJoin(away, eq(away.id, games.awayTeamId))
    .where(eq(games.id, gameId));
  if (!game) return undefined;
  const { valid } = gameLineups;
  const isListed: SQL | undefined = hasHistory ? undefined : sql`upper_inf(${valid})`;
  const rows = await executor
    .select({
      team_id: gameLineups.teamId,
      team: teams.name,
      kind: gameLineups.kind,
      source: gameLineups.source,
      player_id: gameLineups.playerId,
      player: sql<string>`coalesce(${players.fullName}, ${gameLineups.playerName})`,
      is_starter: gameLineups.isStarter,
      position: gameLineups.position,
      shirt_number: gameLineups.shirtNumber,
      place: gameLineups.place,
      formation: gameLineups.formation,
      since: sql<string>`lower(${valid})`,
      until: sql<string | null>`upper(${valid})`,
      subject: gameLineups.subject,
      run_id: gameLineups.runId,
    })
    .from(gameLineups)
    .innerJoin(games, eq(games.id, gameLineups.gameId))
    .innerJoin(teams, eq(teams.id, gameLineups.teamId))
    .leftJoin(players, eq(players.id, gameLineups.playerId))
    .where(and(eq(gameLineups.gameId, gameId), isListed))
    .orderBy(
      asc(BY_KIND),
      asc(gameLineups.source),
      desc(sql`${gameLineups.teamId} = ${games.awayTeamId}`),
      desc(gameLineups.isStarter),
      asc(gameLineups.place),
      asc(gameLineups.id),
    );
  return {
    ...game,
    items: rows.map(({ subject, since, until, ...row }) => ({
      ...row,
      since: new Date(since).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      external_id: subject.startsWith('player ') ? null : subject,
    })),
    findings: await findingsOf(executor, gameId),
  };
}

async function findingsOf(executor: Executor, gameId: number): Promise<readonly LineupFinding[]> {
  const rows = await executor
    .select({
      team: teams.name,
      kind: lineupFindings.kind,
      source: lineupFindings.source,
      starters: lineupFindings.starters,
      expected_starters: lineupFindings.expectedStarters,
      lastSeen: lineupFindings.lastSeenAt,
    })
    .from(lineupFindings)
    .innerJoin(teams, eq(teams.id, lineupFindings.teamId))
    .where(and(eq(lineupFindings.gameId, gameId), isNull(lineupFindings.settledAt)))
    .orderBy(asc(teams.name), asc(lineupFindings.source), asc(lineupFindings.kind));
  return rows.map(({ lastSeen, ...row }) => ({ ...row, last_seen: lastSeen.toISOString() }));
}
