import { and, asc, desc, eq, ilike, isNull } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { gameOfficials } from '../../db/schema/officials.ts';
import { leagues, seasons, sports, teams } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';

export type OfficialFilter = {
  sport?: Sport | undefined;
  /** A league by its name. */
  league?: string | undefined;
  /** The year in which a season starts. */
  season?: number | undefined;
  gameId?: number | undefined;
  /** A part of the official's name, in any case. */
  name?: string | undefined;
  /** Those whom the source names no more as well. */
  hasGone?: boolean | undefined;
  limit?: number | undefined;
};

/** An official of a game as people see it. */
export type OfficialListing = {
  game_id: number;
  league: string;
  slate_date: string;
  home: string;
  away: string;
  official: string;
  role: string | null;
  shirt_number: string | null;
  source: string;
  external_id: string | null;
  /** When the source named them no more; null while it does. */
  gone_at: string | null;
  run_id: string | null;
};

/** So many are listed where nobody says how many. */
export const OFFICIALS_LISTED = 200;

const home = alias(teams, 'home');
const away = alias(teams, 'away');

/** Who officiates games, of the latest games first. */
export async function listOfficials(
  executor: Executor,
  { sport, league, season, gameId, name, hasGone = false, limit = OFFICIALS_LISTED }: OfficialFilter,
): Promise<readonly OfficialListing[]> {
  const rows = await executor
    .select({
      game_id: games.id,
      league: leagues.name,
      slate_date: games.slateDate,
      home: home.name,
      away: away.name,
      official: gameOfficials.officialName,
      role: gameOfficials.role,
      shirt_number: gameOfficials.shirtNumber,
      source: gameOfficials.source,
      external_id: gameOfficials.externalId,
      goneAt: gameOfficials.goneAt,
      run_id: gameOfficials.runId,
    })
    .from(gameOfficials)
    .innerJoin(games, eq(games.id, gameOfficials.gameId))
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(sports, eq(sports.id, games.sportId))
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .innerJoin(home, eq(home.id, games.homeTeamId))
    .innerJoin(away, eq(away.id, games.awayTeamId))
    .where(
      and(
        sport === undefined ? undefined : eq(sports.displayName, sport),
        league === undefined ? undefined : eq(leagues.name, league),
        season === undefined ? undefined : eq(seasons.year, season),
        gameId === undefined ? undefined : eq(games.id, gameId),
        name === undefined
          ? undefined
          : ilike(gameOfficials.officialName, `%${name.trim().replaceAll(/[\\%_]/g, '\\$&')}%`),
        hasGone ? undefined : isNull(gameOfficials.goneAt),
      ),
    )
    .orderBy(
      desc(games.gameDatetime),
      asc(games.id),
      asc(gameOfficials.source),
      asc(gameOfficials.place),
      asc(gameOfficials.id),
    )
    .limit(limit);
  return rows.map(({ goneAt, ...row }) => ({ ...row, gone_at: goneAt?.toISOString() ?? null }));
}

/** Whether there is such a game: one without officials is told apart from one that is not there. */
export async function gameExists(executor: Executor, gameId: number): Promise<boolean> {
  const found = await executor.select({ id: games.id }).from(games).where(eq(games.id, gameId));
  return found.length > 0;
}
