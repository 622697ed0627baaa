import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { FailureGroup } from '../../monitoring/facts/reported-tasks.ts';
import type { Failures } from '../../monitoring/reports/types.ts';
import type { ProviderStatus } from '../../monitoring/providers/provider-status.ts';
import type { TaskRow } from '../../read/tasks/task-rows.ts';
import type { CommandContext } from '../context.ts';
import { daysOption, limitOption, sportOption } from '../options.ts';
import { oneLine, plural } from '../output/plain-text.ts';
import { joinSections, section } from '../output/sections.ts';
import type { Column } from '../output/table.ts';
import { instantWords, instantWithHint, relativeWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { taskColumns } from '../task-table.ts';
import { tonightWords } from '../tonight-words.ts';

const DEFAULT_DAYS = 7;

export function registerMonitorUpcoming(monitor: Command, context: CommandContext): void {
  monitor
    .command('upcoming')
    .description('Whether tonight is safe, and what will be seeded next, the overdue first.')
    .addOption(daysOption('how far ahead to look', DEFAULT_DAYS))
    .addOption(sportOption())
    .addOption(limitOption(50))
    .addHelpText('after', examples('monitor upcoming --days 1', 'monitor upcoming --sport NBA --json'))
    .action(async (scope: { days: number; sport?: Sport; limit: number }) => {
      const { tasks, tonight, backlogs } = await context.withServices(
        async ({ monitoring, readTonight, providerStatus }) => ({
          tasks: await monitoring.upcoming(scope),
          tonight: await readTonight(),
          backlogs: backlogsOf(await providerStatus(), scope.sport),
        }),
      );
      context.finish({
        document: { days: scope.days, tonight, backlogs, tasks },
        render: (view) =>
          joinSections(
            tonightWords(tonight, view),
            backlogs
              .map(({ host, words }) => `${view.colors.yellow('backlog')}  ${host}: ${words}`)
              .join('\n'),
            view.table(taskColumns(view), tasks, `Nothing is due within ${plural(scope.days, 'day')}.`),
          ),
      });
    });
}

/** What waits behind the minutes of a provider, of all sports or of those of one. */
function backlogsOf(providers: readonly ProviderStatus[], sport: Sport | undefined) {
  return providers
    .filter(({ sports }) => sport === undefined || sports.includes(sport))
    .flatMap(({ host, backlog }) => (backlog ? [{ host, ...backlog }] : []));
}

export function registerMonitorPendingSeeds(monitor: Command, context: CommandContext): void {
  monitor
    .command('pending-seeds')
    .description('Tasks whose time has come and that have not started, and why.')
    .addOption(sportOption())
    .addOption(limitOption(50))
    .addHelpText('after', examples('monitor pending-seeds'))
    .action(async (scope: { sport?: Sport; limit: number }) => {
      const tasks = await context.withServices(({ monitoring }) => monitoring.pendingSeeds(scope));
      context.finish({
        document: { tasks },
        render: (view) => view.table(taskColumns(view), tasks, 'Nothing is waiting.'),
      });
    });
}

type FailureOptions = { days?: number; since?: number; sport?: Sport; limit: number; groupBy?: 'error_type' };

export function registerMonitorFailures(monitor: Command, context: CommandContext): void {
  monitor
    .command('failures')
    .description('What failed, with the reason of each failure.')
    .addOption(daysOption(`how far back to look (default: ${DEFAULT_DAYS})`).conflicts('since'))
    .addOption(
      new Option('--since <span>', 'the same as a span, such as "24 hours ago" or 90min').argParser(
        spanInDays,
      ),
    )
    .addOption(sportOption())
    .addOption(new Option('--group-by <field>', 'count by error instead of listing').choices(['error_type']))
    .addOption(limitOption(50))
    .addHelpText(
      'after',
      examples('monitor failures --since "24 hours ago"', 'monitor failures --days 7 --group-by error_type'),
    )
    .action(async ({ days, since, sport, limit, groupBy }: FailureOptions) => {
      const scope = { days: days ?? since ?? DEFAULT_DAYS, sport, limit };
      const failures = await context.withServices(({ monitoring }) => monitoring.failures(scope));
      context.finish({
        document:
          groupBy === undefined
            ? { days: scope.days, ...failures }
            : { days: scope.days, ...failures, tasks: undefined },
        render: (view) => renderFailures(failures, groupBy !== undefined, view),
      });
    });
}

/** The same counts as those of `monitor stats`. */
function failureWords(failures: Failures): string {
  const parts = [
    [failures.failed, 'game', 'failed'],
    [failures.retrying, 'game', 'tried again'],
    [failures.corrections_failed, 'correction', 'failed'],
    [failures.corrections_retrying, 'correction', 'tried again'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what, state]) => `${plural(count, what)} ${state}`)
    .join(', ');
}

function renderFailures(failures: Failures, isGrouped: boolean, view: View): string {
  if (failures.total === 0) return view.colors.green('Nothing failed.');
  const groups = section(
    view,
    `${failureWords(failures)}, by error`,
    view.table<FailureGroup>(
      [
        { title: 'ERROR', text: (group) => group.error_type },
        { title: 'COUNT', text: (group) => group.count, align: 'right' },
        { title: 'SPORTS', text: (group) => group.sports.join(', '), yields: 2 },
        { title: 'LAST', text: (group) => instantWithHint(group.last_failed_at, view.nowMs) },
        { title: 'MESSAGE', text: (group) => group.sample_message, yields: 1, minWidth: 20 },
      ],
      failures.groups,
      '',
    ),
  );
  return isGrouped ? groups : joinSections(groups, view.table(failedColumns(view), failures.tasks, ''));
}

function failedColumns(view: View): Column<TaskRow>[] {
  return [
    { title: 'TASK', text: (task) => task.id, align: 'right' },
    { title: 'GAME', text: (task) => task.game_id, align: 'right' },
    { title: 'MATCH', text: (task) => task.label, yields: 2, minWidth: 21 },
    { title: 'FAILED', text: (task) => instantWords(task.updated_at) },
    {
      title: '',
      text: (task) => relativeWords(task.updated_at.getTime(), view.nowMs),
      yields: 3,
      minWidth: 12,
      isOptional: true,
    },
    { title: 'ERROR', text: (task) => task.error_type },
    { title: 'WHY', text: (task) => oneLine(task.error_message ?? ''), yields: 1, minWidth: 20 },
  ];
}

const SPAN_UNITS_IN_DAYS: Record<string, number> = { m: 1 / 1_440, h: 1 / 24, d: 1, w: 7 };

/** Reads `24 hours ago`, `24h`, `7 days`, `90min` into days. */
function spanInDays(text: string): number {
  const match = /^(\d+)\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)(\s+ago)?$/i.exec(text.trim());
  const unit = SPAN_UNITS_IN_DAYS[match?.[2]?.charAt(0).toLowerCase() ?? ''];
  if (!match || unit === undefined) {
    throw new InvalidArgumentError('Write a number and a unit, such as "24 hours ago", 90min or 7d.');
  }
  return Number(match[1]) * unit;
}
