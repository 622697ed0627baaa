import { type SQL, and, eq, gt, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { leagues, seasons } from '../db/schema/reference.ts';
import { externalIdOf } from '../reference/identities/external-ids.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import type { ExistingGame } from './difference/change-types.ts';
import { isInPairGroups } from './pairs-of-teams.ts';
import { type ProgressScope, isResultImpossible } from './results/game-progress.ts';

type Row = Omit<ExistingGame<number>, 'startMs' | 'provider'> & { startsAt: Date };

/** Every game of the leagues in a season, as the comparison wants them, with the ids of one provider; of some groups of pairs alone. */
export async function loadExistingGames(
  executor: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
  {
    provider = PRIMARY_PROVIDER,
    pairGroups,
    ...scope
  }: ProgressScope & { provider?: string | undefined; pairGroups?: readonly number[] | undefined },
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
      gameNumber: games.gameNumber,
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
      and(isOfLeagues(leagueIds), eq(seasons.year, seasonYear), pairGroups && isInPairGroups(pairGroups)),
    );
  return rows.map(({ startsAt, ...row }) => {
    const game = { ...row, provider, startMs: startsAt.getTime() };
    return isResultImpossible(game, scope) ? { ...game, isResultImpossible: true } : game;
  });
}

function isOfLeagues(leagueIds: readonly number[]): SQL {
  return sql`${games.leagueId} = any(${sql.param([...leagueIds])}::int[])`;
}

/** Whether the leagues have any game in a season. */
export async function hasGames(
  executor: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
): Promise<boolean> {
  const found = await executor
    .select({ id: games.id })
    .from(games)
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .where(and(isOfLeagues(leagueIds), eq(seasons.year, seasonYear)))
    .limit(1);
  return found.length > 0;
}

/** Games of one page of ids. */
const PAGE = 10_000;

/** The ids that publishers and a provider give the games of the leagues in a season, page by page. */
export async function* idsOfExisting(
  executor: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
  provider: string = PRIMARY_PROVIDER,
) {
  for (let after = 0; ; ) {
    const page = await executor
      .select({
        gameId: games.id,
        leagueName: leagues.name,
        homeTeamId: games.homeTeamId,
        awayTeamId: games.awayTeamId,
        externalGameId: games.externalGameId,
        externalSource: games.externalSource,
        providerGameId: sql<string | null>`${externalIdOf('game', sql`${games.id}`, provider)}`,
      })
      .from(games)
      .innerJoin(leagues, eq(leagues.id, games.leagueId))
      .innerJoin(seasons, eq(seasons.id, games.seasonId))
      .where(and(isOfLeagues(leagueIds), eq(seasons.year, seasonYear), gt(games.id, after)))
      .orderBy(games.id)
      .limit(PAGE);
    for (const { providerGameId, ...game } of page) {
      yield game;
      if (providerGameId !== null)
        yield { ...game, externalSource: provider, externalGameId: providerGameId };
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.gameId;
  }
}
