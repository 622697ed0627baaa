import type { Config, Secrets } from '../../config/config.ts';
import { limitsOfPlan } from '../../providers/api-sports/limits.ts';

/**
 * What keeps a process from asking its providers, in words with a remedy; undefined when nothing does.
 * A key is needed wherever a sport is enabled.
 */
export function missingKeyProblem(config: Config, secrets: Secrets): string | undefined {
  const { sportsEnabled } = config.seeding;
  if (secrets.apiSportsKey !== undefined || sportsEnabled.length === 0) return undefined;
  return (
    `API_SPORTS_KEY is missing: nothing of ${sportsEnabled.join(', ')} can be fetched, and its tasks are put ` +
    'on hold. Put your key into the environment or .env and restart control and workers.'
  );
}

/** What an account is expected to be, who is asked, and what this process lacks to ask: as the readers of provider states take it. */
export function providerExpectations({ config, secrets }: { config: Config; secrets: Secrets }) {
  const { plan, limits } = config.provider;
  return {
    configured: { plan, perDay: limitsOfPlan(plan, limits).perDay },
    sportsEnabled: config.seeding.sportsEnabled,
    strategy: config.seeding.strategy,
    keyProblem: missingKeyProblem(config, secrets),
    downAfterMs: config.alerts.providerDownMs,
  };
}
