import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { GAME } from '../../db/table-aliases.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import { externalIdOf } from '../../reference/identities/external-ids.ts';
import type { League } from '../../domain/league.ts';
import { selectGamesToSeed } from '../games-to-seed.ts';
import { type LearntGame, matchSeason, saveLearnt } from './learn-season.ts';
import type { LinesDeps } from './lines-deps.ts';

/** Games whose learnt facts are written in one statement. */
const LEARN_PAGE = 200;

/** A season of a league, by our ids and its year. */
export type SeasonOfLeague = { league: League; leagueId: number; seasonId: number; season: SeasonYear };

/** What a season's schedule at the provider says: in words, and as what is to be written of our games. */
export type SeasonRead = { note: string; write: (tx: Executor) => Promise<void> };

/** Asks for the season of a league: one call. Rejects with ProviderError. */
export async function readSeason(
  deps: LinesDeps,
  of: SeasonOfLeague,
  context: CallContext & { runId: string },
): Promise<SeasonRead> {
  const source = deps.sources.get(of.league.sport);
  const season = source ? (await source.seasonGames(of.league, of.season, context)).games : [];
  const { learnt, games } = await recognise(deps, of, season);
  return {
    note: `the season of ${of.league.name} was read: ${learnt.length} of ${games} games recognised`,
    async write(tx) {
      for (let from = 0; from < learnt.length; from += LEARN_PAGE)
        await saveLearnt(tx, learnt.slice(from, from + LEARN_PAGE), context.runId);
    },
  };
}

async function recognise(
  { db, adapters }: { db: Database } & Pick<LinesDeps, 'adapters'>,
  { league, leagueId, seasonId }: SeasonOfLeague,
  season: readonly ProviderGame[],
): Promise<{ learnt: readonly LearntGame[]; games: number }> {
  const games = await selectGamesToSeed(
    db,
    sql`${GAME.leagueId} = ${leagueId} and ${GAME.seasonId} = ${seasonId}
        and ${GAME.seedingStatus} not in ('completed', 'skipped')
        and (${GAME.status} not in ('completed', 'awarded', 'cancelled') or ${externalIdOf('game', GAME.id)} is null)`,
  );
  const isSide = await adapters.get(league.sport)?.sideMatcher(league.name);
  return { learnt: isSide ? matchSeason(games, season, isSide) : [], games: games.length };
}
