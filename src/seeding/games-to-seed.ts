import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { type RowOf, selecting } from '../db/selecting.ts';
import { GAME, GAME_IN_FULL, LEAGUE, SEASON, SPORT } from '../db/table-aliases.ts';
import type { GameToSeed, SideToSeed } from '../domain/game-to-seed.ts';
import { externalIdOf } from '../reference/identities/external-ids.ts';
import { sideToSeed } from '../reference/identities/side-to-seed.ts';

/** What a statement that reads such games selects of each. */
export const GAME_COLUMNS = {
  game_id: GAME.id,
  sport: SPORT.displayName,
  sport_id: GAME.sportId,
  league: LEAGUE.name,
  timezone: LEAGUE.timezone,
  league_external_id: sql<string | null>`${externalIdOf('league', LEAGUE.id)}`,
  season_id: GAME.seasonId,
  season_year: SEASON.year,
  game_datetime: GAME.gameDatetime,
  slate_date: sql<string>`${GAME.slateDate}::text`,
  game_date: sql<string>`${GAME.gameDate}::text`,
  game_type: GAME.gameType,
  external_id: sql<string | null>`${externalIdOf('game', GAME.id)}`,
  is_seeded: sql<boolean>`${GAME.seededAt} is not null`,
  home: sql<SideToSeed>`${sideToSeed('home')}`,
  away: sql<SideToSeed>`${sideToSeed('away')}`,
};

/** A game as the statement answers with it. */
type GameRow = RowOf<typeof GAME_COLUMNS>;

/** Reads the games that match a condition over `game`, `league`, `season` and `sport`, by id. */
export async function selectGamesToSeed(executor: Executor, condition: SQL): Promise<GameToSeed[]> {
  return (
    await rowsOf(
      executor,
      selecting(GAME_COLUMNS, (list) => gamesToSeedSql(list, condition)),
    )
  ).map(gameOfRow);
}

/** The statement that reads such games, to be a part of others; `list` is of `GAME_COLUMNS` and what `join` adds. */
export function gamesToSeedSql(list: SQL, condition: SQL, join = sql``): SQL {
  return sql`
      select ${list} from ${GAME_IN_FULL} ${join}
      where ${condition} order by ${GAME.id}`;
}

/** What the engine knows of a game, from its row. */
export function gameOfRow(row: GameRow): GameToSeed {
  return {
    gameId: row.game_id,
    sport: row.sport,
    sportId: row.sport_id,
    leagueName: row.league,
    timezone: row.timezone,
    leagueExternalId: row.league_external_id,
    seasonId: row.season_id,
    seasonYear: row.season_year,
    tipOffMs: row.game_datetime.getTime(),
    slateDate: row.slate_date,
    gameDate: row.game_date,
    gameType: row.game_type,
    providerGameId: row.external_id,
    isSeeded: row.is_seeded,
    home: row.home,
    away: row.away,
  };
}
