import type { weighLeagues } from '../../reference/leagues/league-weights.ts';
import type { ProviderTerms } from '../../providers/registry.ts';
import { type MissingKey, missingKeyWords } from '../providers/provider-expectations.ts';
import type { ProviderStatus } from '../providers/provider-status.ts';
import { type HostForecast, firstShortDay, lateWords } from '../quota/quota-forecast.ts';
import { type CreditsOfMonth, callsOfDay, creditsOfMonth } from '../quota/credits-of-month.ts';
import { quotaWarnings } from '../quota/quota-warnings.ts';
import { type Verdict, fail, ok, warn } from './finding.ts';

/** Whether a key is missing, and whether the main source takes its own: `refusedTasks` wait because it does not. */
export function judgeKey(
  missing: MissingKey | undefined,
  { keyVariable = 'the key', isSet }: { keyVariable: string | undefined; isSet: boolean },
  refusedTasks: number,
): Verdict {
  if (missing) {
    const { pages } = missing;
    return fail(
      missingKeyWords(missing),
      `Put your key from ${pages.join(' or ') || 'the provider'} into .env, and restart control and workers.`,
    );
  }
  if (refusedTasks === 0)
    return ok(isSet ? `${keyVariable} is set` : `${keyVariable} is not set, and box scores do not need it`);
  return fail(
    `${refusedTasks} tasks are on hold because the provider refuses the key`,
    `Renew ${keyVariable} and restart the workers; the tasks go on by themselves.`,
  );
}

/** Today's calls of one host. What the key's own look tells already (`keyProblem`) is not told again. */
export function judgeQuota(provider: ProviderStatus, keyProblem: string | undefined): Verdict[] {
  const {
    host,
    quota,
    calls_today: calls,
    warnings,
    account,
    problems,
    plan_variable: planVariable,
  } = provider;
  if (provider.is_off) return [ok(`${host}: off (${provider.sports.join(', ')} not in SPORTS_ENABLED)`)];
  const plan = account?.plan ? `, the account's plan is ${account.plan}` : '';
  const planVerdicts = problems
    .filter((problem) => problem !== keyProblem)
    .map((problem) => warn(`${host}${plan}`, problem));
  if (!quota) return [...planVerdicts, ok(`${host}: ${calls} calls today`)];
  const credits = creditsOfMonth(quota);
  if (credits)
    return [...planVerdicts, judgeCredits(`${host}: ${calls} calls today${plan}`, credits, planVariable)];
  const { used } = quota.day;
  const limit = callsOfDay(quota);
  if (limit === undefined) return [...planVerdicts, ok(`${host}: ${calls} calls today${plan}`)];
  const detail = `${host}: ${used} of ${limit} calls today${plan}`;
  if (used >= limit) {
    return [
      ...planVerdicts,
      fail(detail, `Seeding goes on after 00:00 UTC; a larger plan helps, see ${planVariable}.`),
    ];
  }
  const worst = [...warnings, ...quotaWarnings(quota)].reduce((most, { level }) => Math.max(most, level), 0);
  return [
    ...planVerdicts,
    worst === 0
      ? ok(detail)
      : warn(`${detail}, past ${worst} %`, `A larger plan helps, see ${planVariable}.`),
  ];
}

/** A month that is spent stops what costs credits, and nothing else. */
function judgeCredits(calls: string, { used, limit }: CreditsOfMonth, planVariable: string | null): Verdict {
  const left = Math.max(0, limit - used);
  const detail = `${calls}, ${used} of ${limit} credits this month, ${left} left`;
  if (left > 0) return ok(detail);
  return warn(
    detail,
    `What costs credits goes on with the account's next month; a larger plan helps, see ${planVariable ?? 'the plan'}.`,
  );
}

/** Whether LEAGUE_WEIGHTS names leagues that are known. */
export function judgeWeights({ weights, problems }: ReturnType<typeof weighLeagues>): readonly Verdict[] {
  if (problems.length > 0)
    return problems.map(({ problem, remedy }) => warn(`LEAGUE_WEIGHTS: ${problem}`, remedy));
  const count = Object.keys(weights).length;
  return [
    ok(count === 0 ? 'every league has the same weight' : `${count} leagues have weights of their own`),
  ];
}

/** Whether the coming days have the calls that they need. */
export function judgeForecast(
  hosts: readonly HostForecast[],
  { planVariable }: Pick<ProviderTerms, 'planVariable'>,
): readonly Verdict[] {
  const short = hosts.flatMap((host) => {
    const day = firstShortDay(host);
    return day ? [{ host, day }] : [];
  });
  if (short.length === 0) return [ok('every day of the coming week has the calls it needs')];
  return short.map(({ host: { host, per_day: perDay }, day: { day, needed, late } }) =>
    warn(
      `${host}: ${day} needs ${needed} calls of ${perDay}: ${late.map(lateWords).join(', ')}`,
      `See \`npm run -s scoracle -- monitor forecast\`; a larger plan helps, see ${planVariable}.`,
    ),
  );
}
