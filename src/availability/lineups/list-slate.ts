import { type SQL, and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { gameLineups } from '../../db/schema/lineups.ts';
import { gameOfficials } from '../../db/schema/officials.ts';
import { leagues, players, teams } from '../../db/schema/reference.ts';
import type { LineupKind } from '../../domain/lineup.ts';

/** A side of a game with its starters by the surest line-up that is known. */
export type SlateSide = {
  team: string;
  /** Null while nobody has told any. */
  lineup: {
    kind: LineupKind;
    source: string;
    formation: string | null;
    starters: readonly { name: string; position: string | null; isKnown: boolean }[];
  } | null;
};

/** A game of a day with who plays and who officiates. */
export type SlateGame = {
  gameId: number;
  league: string;
  startsAt: Date;
  home: SlateSide;
  away: SlateSide;
  officials: readonly { name: string; role: string | null }[];
};

const MOST_GAMES = 100;
const SUREST: readonly LineupKind[] = ['actual', 'confirmed', 'expected'];

const home = alias(teams, 'home');
const away = alias(teams, 'away');

/** The games of a day, or one game, each with its starters and officials, by start. */
export async function listSlateLineups(
  executor: Executor,
  of: { date: string; league?: string | undefined } | { gameId: number },
): Promise<readonly SlateGame[]> {
  const rows = await executor
    .select({
      gameId: games.id,
      league: leagues.name,
      startsAt: games.gameDatetime,
      home: { id: home.id, name: home.name },
      away: { id: away.id, name: away.name },
    })
    .from(games)
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(home, eq(home.id, games.homeTeamId))
    .innerJoin(away, eq(away.id, games.awayTeamId))
    .where(whichGames(of))
    .orderBy(asc(games.gameDatetime), asc(games.id))
    .limit(MOST_GAMES);
  const ids = rows.map(({ gameId }) => gameId);
  if (ids.length === 0) return [];
  const [starters, officials] = await Promise.all([startersOf(executor, ids), officialsOf(executor, ids)]);
  return rows.map(({ home: homeTeam, away: awayTeam, ...game }) => ({
    ...game,
    home: sideOf(homeTeam, starters.get(`${game.gameId} ${homeTeam.id}`) ?? []),
    away: sideOf(awayTeam, starters.get(`${game.gameId} ${awayTeam.id}`) ?? []),
    officials: firstSource(officials.get(game.gameId) ?? []),
  }));
}

function whichGames(of: Parameters<typeof listSlateLineups>[1]): SQL | undefined {
  if ('gameId' in of) return eq(games.id, of.gameId);
  return and(eq(games.slateDate, of.date), of.league === undefined ? undefined : eq(leagues.name, of.league));
}

async function startersOf(executor: Executor, gameIds: readonly number[]) {
  const rows = await executor
    .select({
      gameId: gameLineups.gameId,
      teamId: gameLineups.teamId,
      kind: gameLineups.kind,
      source: gameLineups.source,
      formation: gameLineups.formation,
      name: sql<string>`coalesce(${players.fullName}, ${gameLineups.playerName})`,
      playerId: gameLineups.playerId,
      position: gameLineups.position,
    })
    .from(gameLineups)
    .leftJoin(players, eq(players.id, gameLineups.playerId))
    .where(
      and(
        inArray(gameLineups.gameId, [...gameIds]),
        sql`upper_inf(${gameLineups.valid})`,
        eq(gameLineups.isStarter, true),
      ),
    )
    .orderBy(asc(gameLineups.source), asc(gameLineups.place), asc(gameLineups.id));
  return Map.groupBy(rows, ({ gameId, teamId }) => `${gameId} ${teamId}`);
}

type Starter = Awaited<ReturnType<typeof startersOf>> extends Map<string, (infer Row)[]> ? Row : never;

/** The line-up of the surest kind; of several sources of one kind the first by name. */
function sideOf({ name }: { name: string }, rows: readonly Starter[]): SlateSide {
  const kind = SUREST.find((one) => rows.some((row) => row.kind === one));
  const first = rows.find((row) => row.kind === kind);
  if (kind === undefined || first === undefined) return { team: name, lineup: null };
  const { source, formation } = first;
  const told = rows.filter((row) => row.kind === kind && row.source === source);
  const starters = told.map((row) => ({
    name: row.name,
    position: row.position,
    isKnown: row.playerId !== null,
  }));
  return { team: name, lineup: { kind, source, formation, starters } };
}

async function officialsOf(executor: Executor, gameIds: readonly number[]) {
  const rows = await executor
    .select({
      gameId: gameOfficials.gameId,
      name: gameOfficials.officialName,
      role: gameOfficials.role,
      source: gameOfficials.source,
    })
    .from(gameOfficials)
    .where(and(inArray(gameOfficials.gameId, [...gameIds]), isNull(gameOfficials.goneAt)))
    .orderBy(asc(gameOfficials.source), asc(gameOfficials.place));
  return Map.groupBy(rows, ({ gameId }) => gameId);
}

/** Those of the source that names the most. */
function firstSource(rows: readonly { name: string; role: string | null; source: string }[]) {
  const [most = []] = [...Map.groupBy(rows, ({ source }) => source).values()].toSorted(
    (one, other) => other.length - one.length,
  );
  return most.map(({ name, role }) => ({ name, role }));
}
