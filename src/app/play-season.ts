import type { Sport } from '../domain/sport.ts';
import { type PlannedGame, planSeason } from '../monitoring/planning/season-work.ts';
import { type SeasonResult, simulateSeason, workersNeeded } from '../monitoring/planning/simulate-season.ts';
import { providerExpectations } from '../monitoring/providers/provider-expectations.ts';
import { readCallsPerGame } from '../monitoring/quota/forecast-costs.ts';
import { API_SPORTS_PLANS, limitsOfPlan, planNamed } from '../providers/api-sports/limits.ts';
import type { QuotaLimits } from '../providers/client/quota-ledger.ts';
import type { App } from './app.ts';

/** What a season is played with, where it is not what is configured. */
export type SeasonTerms = {
  plan?: string | undefined;
  perDay?: number | undefined;
  perMinute?: number | undefined;
  workers: number;
  concurrency?: number | undefined;
  secondsPerGame: number;
};

/** A season as it was played, and what it was played with. */
export type PlayedSeason = SeasonResult & {
  games: number;
  plan: string;
  limits: QuotaLimits;
  workers: number;
  concurrency: number;
  calls_per_game: Readonly<Record<Sport, number>>;
  workers_needed: number;
};

/** Plays a schedule on a virtual clock with the windows, passes and limits of this installation. Throws RangeError for a plan that nobody sells. */
export async function playSeason(
  app: Pick<App, 'config' | 'registry' | 'database'>,
  games: readonly PlannedGame[],
  terms: SeasonTerms,
): Promise<PlayedSeason> {
  const { config, database } = app;
  const { seeding } = config;
  const limits = limitsOf(app, terms);
  const callsPerGame = await readCallsPerGame(database.db, seeding.strategy);
  const runs = planSeason(games, {
    hostOf: (sport) => app.registry.leadOf(sport)?.host ?? sport,
    delayMs: seeding.delayMs,
    correctionDelaysMs: seeding.correctionDelaysMs,
    callsPerGame,
  });
  const concurrency = terms.concurrency ?? seeding.maxConcurrentSeeds;
  const capacity = { limits, secondsPerRun: terms.secondsPerGame };
  return {
    games: games.length,
    plan: terms.plan ?? providerExpectations(app).configured.plan,
    limits,
    workers: terms.workers,
    concurrency,
    calls_per_game: callsPerGame,
    workers_needed: workersNeeded(runs, capacity, concurrency),
    ...simulateSeason(runs, { ...capacity, slots: terms.workers * concurrency }),
  };
}

function limitsOf(
  { registry }: Pick<App, 'registry'>,
  { plan, perDay, perMinute }: SeasonTerms,
): QuotaLimits {
  const named = plan === undefined ? undefined : planNamed(plan);
  if (plan !== undefined && named === undefined)
    throw new RangeError(`${plan} is no plan: use one of ${API_SPORTS_PLANS.join(', ')}`);
  const [first] = registry.providers;
  const configured = named === undefined ? first?.limits : limitsOfPlan(named);
  if (!configured) throw new RangeError('there is no provider');
  return { ...configured, perDay: perDay ?? configured.perDay, perMinute: perMinute ?? configured.perMinute };
}
