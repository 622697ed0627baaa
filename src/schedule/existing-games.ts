import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { leagues, seasons } from '../db/schema/reference.ts';
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
  const rows = await executor
    .select({
      gameId: games.id,
      leagueName: leagues.name,
      seasonYear: seasons.year,
      homeTeamKey: games.homeTeamId,
      awayTeamKey: games.awayTeamId,
      startsAt: games.gameDatetime,
      slateDate: sql<string>`${games.slateDate}::text`,
      isTimeConfirmed: games.timeConfirmed,
      status: sql<Row['status']>`${games.status}`,
      seedingStatus: sql<Row['seedingStatus']>`${games.seedingStatus}`,
      externalGameId: games.externalGameId,
      externalSource: games.externalSource,
      providerGameId: sql<string | null>`${externalIdOf('game', sql`${games.id}`, provider)}`,
      importId: games.importId,
      week: games.week,
      gameType: sql<Row['gameType']>`coalesce(${games.gameType}, 'regular')`,
      venue: games.venueName,
      homeScore: games.homeScore,
      awayScore: games.awayScore,
    })
    .from(games)
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .where(
      and(sql`${games.leagueId} = any(${sql.param([...leagueIds])}::int[])`, eq(seasons.year, seasonYear)),
    );
  return rows.map(({ startsAt, ...row }) => {
    const game = { ...row, provider, startMs: startsAt.getTime() };
    return isResultImpossible(game, scope) ? { ...game, isResultImpossible: true } : game;
  });
}
