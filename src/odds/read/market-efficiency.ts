import { and, asc, desc, eq } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { marketEfficiency } from '../../db/schema/market-efficiency.ts';
import type { JUDGED_MARKETS } from '../../domain/judged-markets.ts';
import { leagues } from '../../db/schema/reference.ts';
import { evidenceOf, wilsonInterval } from '../maths/wilson.ts';

export type EfficiencyFilter = {
  leagueName: string;
  seasonYear?: number | undefined;
  market?: (typeof JUDGED_MARKETS)[number] | undefined;
};

export type EfficiencyRow = Awaited<ReturnType<typeof readEfficiency>>['items'][number];

/**
 * How good the prices of a league's markets were as forecasts, newest season first; shares with their intervals, and what
 * the figures are evidence of.
 */
export async function readEfficiency(db: Database, { leagueName, seasonYear, market }: EfficiencyFilter) {
  const rows = await db
    .select({ row: marketEfficiency })
    .from(marketEfficiency)
    .innerJoin(leagues, eq(leagues.id, marketEfficiency.leagueId))
    .where(
      and(
        eq(leagues.name, leagueName),
        seasonYear === undefined ? undefined : eq(marketEfficiency.seasonYear, seasonYear),
        market === undefined ? undefined : eq(marketEfficiency.market, market),
      ),
    )
    .orderBy(
      desc(marketEfficiency.seasonYear),
      asc(marketEfficiency.market),
      asc(marketEfficiency.moment),
      asc(marketEfficiency.source),
      asc(marketEfficiency.method),
    );
  return { league: leagueName, items: rows.map(({ row }) => published(row)) };
}

function published(row: typeof marketEfficiency.$inferSelect) {
  const judged = row.games - row.undecided;
  return {
    season: row.seasonYear,
    market: row.market,
    moment: row.moment,
    source: row.source,
    method: row.method,
    games: row.games,
    undecided: row.undecided,
    stale: row.stale,
    brier: row.brier,
    log_loss: row.logLoss,
    rps: row.rps,
    base_rate: { brier: row.baseBrier, log_loss: row.baseLogLoss, rps: row.baseRps },
    gain: {
      brier: row.gain,
      standard_error: row.gainError,
      evidence: evidenceOf(row.gain, row.gainError, judged),
    },
    hold: row.hold,
    lines: { games: row.lines, error: row.lineError, base_rate_error: row.baseLineError },
    since_opening: {
      games: row.compared,
      opening_error: row.openLineError,
      points_gained: row.pointsGained,
      standard_error: row.pointsGainedError,
      close_nearer: row.closeNearer,
      evidence: evidenceOf(row.pointsGained, row.pointsGainedError, row.compared),
    },
    calibration: row.calibration.map(({ games, from, to, mean, hits }) => {
      const { low, high } = wilsonInterval(hits, games);
      return { games, from, to, mean, observed: hits / games, low, high };
    }),
    by_price: row.byPrice.map(({ bets, implied, fair, hits, returned }) => {
      const { low, high } = wilsonInterval(hits, bets);
      return { bets, implied, fair, observed: hits / bets, low, high, returned };
    }),
    refreshed_at: row.refreshedAt,
  };
}

/** Leagues that have figures, by name, with their seasons, newest first. */
export async function readJudgedLeagues(db: Database): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await db
    .selectDistinct({ league: leagues.name, season: marketEfficiency.seasonYear })
    .from(marketEfficiency)
    .innerJoin(leagues, eq(leagues.id, marketEfficiency.leagueId))
    .orderBy(asc(leagues.name), desc(marketEfficiency.seasonYear));
  const byLeague = Map.groupBy(rows, ({ league }) => league);
  return new Map([...byLeague].map(([league, own]) => [league, own.map(({ season }) => season)]));
}
