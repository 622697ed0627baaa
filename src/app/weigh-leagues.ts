import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import type { Logger } from '../platform/logger.ts';
import type { LeagueWeights } from '../reference/leagues/league-weights.ts';

/**
 * The configured weights by the names of the leagues that the database has. What of them has no effect is told in the
 * log; doctor tells it as well.
 */
export async function weighKnownLeagues(
  { provider: { leagueWeights } }: Pick<Config, 'provider'>,
  { db, logger }: { db: Database; logger: Logger },
): Promise<LeagueWeights> {
  if (Object.keys(leagueWeights).length === 0) return {};
  const { loadLeagues } = await import('../reference/leagues/load-leagues.ts');
  const { weighLeagues } = await import('../reference/leagues/league-weights.ts');
  const { weights, problems } = weighLeagues(await loadLeagues(db), leagueWeights);
  for (const { value, problem, remedy } of problems)
    logger.warn({ variable: 'LEAGUE_WEIGHTS', value, remedy }, problem);
  return weights;
}
