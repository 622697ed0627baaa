import { firstShortDay, lateWords } from '../quota/quota-forecast.ts';
import type { Finding } from './alert.ts';
import type { AlertFacts } from './facts.ts';
import { CRITICAL, WARNING, plural, sentence } from './finding-forms.ts';

/** Providers that are down, and keys that they do not take. Pure. */
export function judgeProviders(facts: AlertFacts): Finding[] {
  return [...judgeOutages(facts), ...judgeKey(facts)];
}

/** Critical while games wait for the provider or need it within a day; a warning while none does. */
function judgeOutages({ providers }: AlertFacts): Finding[] {
  return providers.flatMap((provider): Finding[] => {
    const {
      host,
      outage,
      tasks_held_by_breaker: held,
      games_due_24h: due,
      last_success_at: successAt,
    } = provider;
    if (outage === null) return [];
    const isNeeded = held + due > 0;
    const lastSuccess =
      successAt === null
        ? 'no call succeeded in the last day'
        : `the last call that succeeded was at ${instant(successAt)}`;
    return [
      {
        ...(isNeeded ? CRITICAL : WARNING),
        key: `provider_down:${host}`,
        kind: 'provider_down',
        since: outage.since,
        count: Math.max(1, due),
        title: `The provider ${host} is down`,
        detail: `${sentence(`${outage.reason ?? 'it does not answer'}; ${lastSuccess}`)} ${plural(due, 'game needs', 'games need')} it within a day, ${plural(held, 'task waits', 'tasks wait')} for it to recover.`,
        remedy:
          'See the provider’s status page and the network of the workers; games go on by themselves once a call succeeds.',
        command: 'breaker list',
        path: '/',
      },
    ];
  });
}

function judgeKey({ keyProblem, keyRefused, inactiveAccounts, openTasks, terms }: AlertFacts): Finding[] {
  const { keyVariable = 'the key' } = terms;
  const isKeyMissing = keyProblem !== undefined;
  const refusals = [
    ...(keyRefused.tasks > 0
      ? [
          `${isKeyMissing ? 'there is no key' : 'the provider refuses the key'}, and ` +
            `${plural(keyRefused.tasks, 'task waits', 'tasks wait')} for a new one`,
        ]
      : []),
    ...inactiveAccounts.map((host) => `the account at ${host} is not active`),
    ...(isKeyMissing && openTasks > 0 ? [`${keyVariable} is missing`] : []),
  ];
  if (refusals.length === 0) return [];
  return [
    {
      ...CRITICAL,
      key: 'key_invalid',
      kind: 'key_invalid',
      since: keyRefused.since,
      count: Math.max(1, keyRefused.tasks),
      title: isKeyMissing ? 'No key for the provider is set' : 'The provider’s key is not valid',
      detail: `${sentence(refusals.join('; '))} No game can be fetched.`,
      remedy: `${isKeyMissing ? `Set ${keyVariable} and restart control and workers` : `Renew ${keyVariable} and restart the workers`}; the tasks go on by themselves.`,
      command: 'doctor',
      path: '/',
    },
  ];
}

/** Calls that are used up, or will not suffice. Pure. */
export function judgeQuota({ quota, forecast = [], terms }: AlertFacts): Finding[] {
  const worst = [...Map.groupBy(quota, ({ host }) => host).values()].flatMap((marks) =>
    marks.toSorted((one, other) => other.level - one.level).slice(0, 1),
  );
  const passed = worst.map(({ host, day, level, used, limit, crossed_at: crossedAt }): Finding => {
    const isUrgent = level >= 95;
    const kind = isUrgent ? 'quota_nearly_spent' : 'quota';
    return {
      ...WARNING,
      key: `${kind}:${host}:${day}`,
      kind,
      isUrgent,
      since: crossedAt,
      title: `${level >= 100 ? 'All' : `${level} %`} of today’s calls to ${host} are used`,
      detail: `${used} of ${limit} calls were used when this was noticed; the day ends at 00:00 UTC. What does not fit waits until then.`,
      remedy: `See what used them and what is left to do; a larger plan helps, see ${terms.planVariable}.`,
      command: 'monitor forecast',
      path: '/',
    };
  });
  const short = forecast.flatMap((host): Finding[] => {
    const day = firstShortDay(host);
    if (!day) return [];
    return [
      {
        ...WARNING,
        key: `quota_short:${host.host}`,
        kind: 'quota_short',
        title: `${day.day} has fewer calls to ${host.host} than it needs`,
        detail: `${day.needed} calls are needed of ${host.per_day} a day: ${day.late.map(lateWords).join(', ')}.`,
        remedy: `Wait, weigh the leagues (LEAGUE_WEIGHTS), or take a larger plan (${terms.planVariable}).`,
        command: 'monitor forecast',
        path: '/',
      },
    ];
  });
  return [...passed, ...short];
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
