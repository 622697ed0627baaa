import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { GAME, GAME_IN_FULL, LEAGUE, SEASON, SPORT } from '../db/table-aliases.ts';
import type { GameToSeed, SideToSeed } from '../domain/game-to-seed.ts';
import type { Sport } from '../domain/sport.ts';
import { externalIdOf } from '../reference/identities/external-ids.ts';
import { sideToSeed } from '../reference/identities/side-to-seed.ts';

/** A game as the statement answers with it. */
export type GameRow = {
  game_id: number;
  sport: Sport;
  sport_id: number;
  league: string;
  timezone: string;
  league_external_id: string | null;
  season_id: number;
  season_year: number;
  game_datetime: Date;
  slate_date: string;
  game_date: string;
  external_id: string | null;
  is_seeded: boolean;
  home: SideToSeed;
  away: SideToSeed;
};

/** Reads the games that match a condition over `game`, `league`, `season` and `sport`, by id. */
export async function selectGamesToSeed(executor: Executor, condition: SQL): Promise<GameToSeed[]> {
  return (await rowsOf<GameRow>(executor, gamesToSeedSql(condition))).map(gameOfRow);
}

/** The statement that reads such games, to be a part of others; `also` joins and answers with more. */
export function gamesToSeedSql(condition: SQL, also?: { columns: SQL; join: SQL }): SQL {
  return sql`
      select ${GAME.id} as game_id, ${SPORT.displayName} as sport, ${GAME.sportId}, ${LEAGUE.name} as league,
             ${LEAGUE.timezone}, ${externalIdOf('league', LEAGUE.id)} as league_external_id, ${GAME.seasonId},
             ${SEASON.year} as season_year, ${GAME.gameDatetime}, ${GAME.slateDate}::text as slate_date, ${GAME.gameDate}::text as game_date,
             ${externalIdOf('game', GAME.id)} as external_id, ${GAME.seededAt} is not null as is_seeded,
             ${sideToSeed('home')} as home, ${sideToSeed('away')} as away${also ? sql`, ${also.columns}` : sql``}
      from ${GAME_IN_FULL}
      ${also?.join ?? sql``}
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
    providerGameId: row.external_id,
    isSeeded: row.is_seeded,
    home: row.home,
    away: row.away,
  };
}
