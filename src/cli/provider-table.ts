import type { ListedBreaker } from '../monitoring/providers/breaker-control.ts';
import type { ProviderStatus } from '../monitoring/providers/provider-status.ts';
import { callsOfDay, creditsOfMonth } from '../monitoring/quota/credits-of-month.ts';
import { commonProblems, sportsWords } from '../monitoring/providers/provider-words.ts';
import { countWords } from './output/plain-text.ts';
import { instantWords } from './output/time-words.ts';
import type { View } from './output/view.ts';

/** The state of every provider API: calls, quota, tasks that wait for it. */
export function providerTable(providers: readonly ProviderStatus[], view: View): string {
  return view.table<ProviderStatus>(
    [
      { title: 'HOST', text: (row) => row.host, yields: 2, minWidth: 12 },
      { title: 'SPORTS', text: sportsWords, yields: 3, minWidth: 6 },
      { title: 'CALLS TODAY', text: (row) => countWords(row.calls_today), align: 'right' },
      { title: 'FAILED', text: (row) => countWords(row.failed_calls_today), align: 'right' },
      { title: 'DAY QUOTA', text: quotaWords, align: 'right' },
      {
        title: 'BREAKER',
        text: ({ breaker, is_off }) =>
          breaker ? breakerWords({ ...breaker, is_off }) : is_off ? 'off' : null,
        style: (text, { breaker, is_off }) =>
          breaker ? breakerColor({ ...breaker, is_off }, view)(text) : text,
        yields: 6,
      },
      {
        title: 'HELD BY QUOTA',
        text: (row) => countWords(row.tasks_held_by_quota),
        align: 'right',
        yields: 4,
      },
      {
        title: 'HELD BY BREAKER',
        text: (row) => countWords(row.tasks_held_by_breaker),
        align: 'right',
        yields: 5,
      },
    ],
    providers,
    '  none',
  );
}

/** `closed`, `open`, `half-open`; `off` where no enabled sport asks the provider and nothing else is to be told. */
export function breakerWords({ state, is_off: isOff }: Pick<ListedBreaker, 'state' | 'is_off'>): string {
  return isOff && state === 'closed' ? 'off' : state.replace('_', '-');
}

export function breakerColor(
  { state, is_off: isOff }: Pick<ListedBreaker, 'state' | 'is_off'>,
  { colors }: View,
): (text: string) => string {
  if (state !== 'closed') return colors.red;
  return isOff ? colors.dim : colors.green;
}

/** `45/100` of the UTC day, `45 calls today` where a day has no limit, or of a month's credits where a host charges them; `—` while the quota's store does not answer. */
export function quotaWords({ quota }: Pick<ProviderStatus, 'quota'>): string | null {
  if (quota === null) return null;
  const credits = creditsOfMonth(quota);
  if (credits) return `${countWords(credits.used)}/${countWords(credits.limit)} credits a month`;
  const limit = callsOfDay(quota);
  const used = countWords(quota.day.used);
  return limit === undefined ? `${used} calls today` : `${used}/${countWords(limit)}`;
}

/** What is worth a line of its own: marks that were passed today, and what has to be mended. Empty when nothing is. */
export function providerNotes(providers: readonly ProviderStatus[], view: View): string {
  const common = commonProblems(providers);
  return [
    ...common.map((problem) => `${view.colors.red('fix this')}  ${problem}`),
    ...providers.flatMap(({ host, warnings, problems, backlog }) => [
      ...(backlog ? [`${view.colors.yellow('backlog')}  ${host}: ${backlog.words}`] : []),
      ...warnings.map(
        ({ level, used, limit, crossed_at: crossedAt }) =>
          `${view.colors.yellow(`past ${level} %`)}  ${host}: ${countWords(used)} of ${countWords(limit)} calls at ${instantWords(crossedAt)}`,
      ),
      ...problems
        .filter((problem) => !common.includes(problem))
        .map((problem) => `${view.colors.red('fix this')}  ${host}: ${problem}`),
    ]),
  ].join('\n');
}
