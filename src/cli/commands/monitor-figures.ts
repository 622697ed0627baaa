import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { Distribution } from '../../monitoring/facts/percentiles.ts';
import { splitCalls } from '../../monitoring/facts/account-page.ts';
import type { ApiUsageRow } from '../../monitoring/facts/provider-calls.ts';
import type { Latency, Stats } from '../../monitoring/reports/types.ts';
import type { HostCredits } from '../../monitoring/quota/month-of-credits.ts';
import { type Usage, readUsage } from '../../monitoring/quota/usage.ts';
import type { TaskRow } from '../../read/tasks/task-rows.ts';
import type { CommandContext } from '../context.ts';
import { daysOption, limitOption, sportOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { countWords, plural } from '../output/plain-text.ts';
import { facts, joinSections, section } from '../output/sections.ts';
import { instantWords, spanWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { providerNotes, providerTable } from '../provider-table.ts';

const DEFAULT_DAYS = 7;

export function registerMonitorStats(monitor: Command, context: CommandContext): void {
  monitor
    .command('stats')
    .description('Counts, calls, durations and lateness of the last days.')
    .addOption(daysOption('how far back to look', DEFAULT_DAYS))
    .addOption(sportOption())
    .addHelpText('after', examples('monitor stats --days 7', 'monitor stats --sport NBA --json'))
    .action(async (scope: { days: number; sport?: Sport }) => {
      const stats = await context.withServices(({ monitoring }) => monitoring.stats(scope));
      context.finish({ document: stats, render: (view) => renderStats(stats, view) });
    });
}

function renderStats(stats: Stats, view: View): string {
  const { by_status: tasks, provider_calls: calls } = stats;
  const rate = stats.success_rate === null ? '—' : shareWords(stats.success_rate);
  return joinSections(
    section(
      view,
      `The last ${plural(stats.days, 'day')}`,
      facts([
        [
          'games',
          Object.entries(tasks)
            .map(([status, count]) => `${countWords(count)} ${status}`)
            .join(', '),
        ],
        ['corrections', correctionWords(stats)],
        ['success rate', `${rate} of the games that ended${retryingWords(stats.retrying)}`],
        ['retries', countWords(stats.retries)],
        [
          'lines written',
          `${countWords(stats.player_lines)} of players, ${countWords(stats.team_lines)} of teams`,
        ],
        [
          'provider calls',
          `${countWords(calls.total)} (${countWords(calls.failed)} without a usable answer)`,
        ],
        ['started', countWords(stats.started)],
        ['calls per game', stats.calls_per_game === null ? '—' : stats.calls_per_game.toFixed(2)],
        ['duration', distributionWords(stats.duration_seconds)],
        ['lateness', distributionWords(stats.lateness_seconds)],
      ]),
    ),
    stats.by_sport.length === 0
      ? ''
      : view.table(
          [
            { title: 'SPORT', text: (row) => row.sport },
            { title: 'TASKS', text: (row) => countWords(row.tasks), align: 'right' },
            { title: 'COMPLETED', text: (row) => countWords(row.completed), align: 'right' },
            { title: 'FAILED', text: (row) => countWords(row.failed), align: 'right' },
          ],
          stats.by_sport,
          '',
        ),
  );
}

function correctionWords({ corrections }: Stats): string {
  const { changed_lines: changed, retrying, ...byStatus } = corrections;
  const counts = Object.entries(byStatus).map(([status, count]) => `${countWords(count)} ${status}`);
  return `${counts.join(', ')}, ${plural(changed, 'line')} changed${retryingWords(retrying)}`;
}

/** Trouble on the way: what has failed so far and is tried again is no failure yet, and no success either. */
function retryingWords(count: number): string {
  return count === 0 ? '' : `, ${countWords(count)} more failed so far and are tried again`;
}

/** A share in percent that is never rounded to all or nothing. */
function shareWords(share: number): string {
  const percent = share * 100;
  const rounded = share < 1 ? Math.min(99.9, Number(percent.toFixed(1))) : 100;
  return `${(share > 0 ? Math.max(0.1, rounded) : 0).toFixed(1)} %`;
}

export function registerMonitorLatency(monitor: Command, context: CommandContext): void {
  monitor
    .command('latency')
    .description('How late tasks started, and the latest of them.')
    .addOption(daysOption('how far back to look', DEFAULT_DAYS))
    .addOption(sportOption())
    .addOption(limitOption(20))
    .addHelpText('after', examples('monitor latency --days 30'))
    .action(async (scope: { days: number; sport?: Sport; limit: number }) => {
      const latency = await context.withServices(({ monitoring }) => monitoring.latency(scope));
      context.finish({
        document: { days: scope.days, ...latency },
        render: (view) => renderLatency(latency, scope.days, view),
      });
    });
}

function renderLatency(latency: Latency, days: number, view: View): string {
  const { started, distribution } = latency;
  if (started === 0) return `No game started within the last ${plural(days, 'day')}.`;
  if (distribution.count === 0)
    return `${plural(started, 'game')} started within the last ${plural(days, 'day')}, and none tells how late: their windows were open when they were scheduled.`;
  return joinSections(
    section(
      view,
      'Start after the scheduled time',
      facts([
        [
          'started',
          `${plural(started, 'game')}, ${countWords(distribution.count)} of them scheduled before their window`,
        ],
        ['all', distributionWords(distribution)],
        ...latency.by_sport.map((row) => [row.sport, distributionWords(row)] as const),
      ]),
    ),
    view.table<TaskRow>(
      [
        { title: 'TASK', text: (task) => task.id, align: 'right' },
        { title: 'GAME', text: (task) => task.game_id, align: 'right' },
        { title: 'MATCH', text: (task) => task.label, yields: 1, minWidth: 14 },
        { title: 'SCHEDULED', text: (task) => instantWords(task.scheduled_time), yields: 2, minWidth: 9 },
        {
          title: 'STARTED',
          text: (task) => (task.execution_time ? instantWords(task.execution_time) : null),
        },
        { title: 'LATE BY', text: (task) => secondsWords(task.lateness_seconds), align: 'right' },
      ],
      latency.slowest,
      '',
    ),
  );
}

type UsageOptions = { sport?: Sport; days?: number; today?: true; week?: true; month?: true };

export function registerMonitorApiUsage(monitor: Command, context: CommandContext): void {
  monitor
    .command('api-usage')
    .description('Provider calls and what is left of the quotas.')
    .option('--today', 'calls of today, UTC (the default)')
    .option('--week', 'calls of the last 7 days')
    .option('--month', 'calls of the last 30 days')
    .addOption(daysOption('calls of the last n days'))
    .addOption(sportOption('only the providers of this sport'))
    .addHelpText(
      'after',
      examples('monitor api-usage --today', 'monitor api-usage --sport NBA --month --json'),
    )
    .action(async (options: UsageOptions) => {
      const days = usageDays(options);
      const usage = await context.withServices((services) =>
        readUsage(services, { days, sport: options.sport }),
      );
      context.finish({ document: usage, render: (view) => renderUsage(usage, view) });
    });
}

function usageDays(options: UsageOptions): number {
  const chosen = [
    options.today ? 1 : undefined,
    options.week ? 7 : undefined,
    options.month ? 30 : undefined,
    options.days,
  ].filter((days) => days !== undefined);
  if (chosen.length > 1)
    throw usageError('several spans are given', 'Use one of --today, --week, --month and --days.');
  return chosen[0] ?? 1;
}

function renderUsage({ days, providers, calls, credits, live_looks: looks }: Usage, view: View): string {
  const { data, account } = splitCalls(calls);
  const beside =
    account === 0 ? '' : `, and ${countWords(account)} to account pages, which count against no limit`;
  return joinSections(
    section(view, 'Providers', providerTable(providers, view)),
    providerNotes(providers, view),
    ...credits.map((one) => creditSection(one, view)),
    looks.map(lookWords).join('\n'),
    section(
      view,
      `${plural(data, 'call')} ${days === 1 ? 'today' : `in the last ${plural(days, 'day')}`}${beside}`,
      view.table<ApiUsageRow>(
        [
          { title: 'DAY', text: (row) => row.day },
          { title: 'HOST', text: (row) => row.host, yields: 2, minWidth: 12 },
          { title: 'ENDPOINT', text: (row) => row.endpoint, yields: 1, minWidth: 12 },
          {
            title: 'OUTCOME',
            text: (row) => row.outcome,
            style: (text, row) => (row.outcome === 'ok' ? view.colors.green(text) : view.colors.red(text)),
          },
          { title: 'CALLS', text: (row) => countWords(row.calls), align: 'right' },
          {
            title: 'CREDITS',
            text: (row) => (row.credits === null ? null : countWords(row.credits)),
            align: 'right',
            isOptional: true,
          },
          { title: 'AVERAGE', text: (row) => `${countWords(row.average_ms)} ms`, align: 'right' },
          { title: 'P95', text: (row) => `${countWords(row.p95_ms)} ms`, align: 'right', yields: 3 },
        ],
        calls,
        '  none',
      ),
    ),
  );
}

/** What looks at games under way cost at a host. */
function lookWords({ host, ...looks }: Usage['live_looks'][number]): string {
  const credits =
    looks.credits_month + looks.credits_24h === 0
      ? ''
      : `, ${plural(looks.credits_24h, 'credit')}; ${plural(looks.credits_month, 'credit')} this month`;
  return `Looks at games under way at ${host}: ${plural(looks.calls_24h, 'call')} in 24 hours${credits}`;
}

/** A month of credits: what is used and has to last, and what each day took. */
function creditSection(
  {
    provider_name: name,
    used,
    limit,
    forecast,
    planned,
    left_over: over,
    begin_anew_at: end,
    days,
  }: HostCredits,
  view: View,
): string {
  const head = `${countWords(used)} of ${countWords(limit)} credits of ${name} this month are used; at the pace of the last days it comes to ${countWords(forecast)}; ${planned === null ? 'nobody plans them' : `${countWords(planned)} are planned`} until they begin anew on ${end.toISOString().slice(0, 10)}, ${countWords(over)} are left over`;
  return section(
    view,
    head,
    view.table<HostCredits['days'][number]>(
      [
        { title: 'DAY', text: ({ day }) => day },
        { title: 'CREDITS', text: ({ credits }) => countWords(credits), align: 'right' },
      ],
      days,
      '  none',
    ),
  );
}

function distributionWords({ count, p50, p95, max }: Distribution): string {
  if (count === 0) return '—';
  return `p50 ${secondsWords(p50)}, p95 ${secondsWords(p95)}, max ${secondsWords(max)} (${countWords(count)} measured)`;
}

/** Short times with a decimal, longer ones in a larger unit. */
function secondsWords(seconds: number | null): string {
  if (seconds === null) return '—';
  return seconds < 60 ? `${seconds.toFixed(1)} s` : spanWords(seconds * 1000);
}
