import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { externalIdOf } from '../reference/identities/external-ids.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import type { ExistingGame } from './difference/change-types.ts';
import { type ProgressScope, isResultImpossible } from './results/game-progress.ts';

type Row = Omit<ExistingGame<number>, 'startMs' | 'provider'> & { startsAt: Date };

/** Every game of the leagues in a season, as the comparison wants them, with the ids of one provider. */
export async function loadExistingGames(
  executor: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
  { provider = PRIMARY_PROVIDER, ...scope }: ProgressScope & { provider?: string | undefined },
): Promise<ExistingGame<number>[]> {
  const rows = await rowsOf<Row>(
    executor,
    sql`
      select game.id as "gameId", league.name as "leagueName", season.year as "seasonYear",
             game.home_team_id as "homeTeamKey", game.away_team_id as "awayTeamKey",
             game.game_datetime as "startsAt", game.slate_date::text as "slateDate",
             game.time_confirmed as "isTimeConfirmed", game.status, game.seeding_status as "seedingStatus",
             game.external_game_id as "externalGameId", game.external_source as "externalSource",
             ${externalIdOf('game', sql`game.id`, provider)} as "providerGameId", game.import_id as "importId", game.week,
             coalesce(game.game_type, 'regular') as "gameType", game.venue_name as venue,
             game.home_score as "homeScore", game.away_score as "awayScore"
      from games as game
      join leagues as league on league.id = game.league_id
      join seasons as season on season.id = game.season_id
      where game.league_id = any(${sql.param([...leagueIds])}::int[]) and season.year = ${seasonYear}`,
  );
  return rows.map(({ startsAt, ...row }) => {
    const game = { ...row, provider, startMs: startsAt.getTime() };
    return isResultImpossible(game, scope) ? { ...game, isResultImpossible: true } : game;
  });
}
