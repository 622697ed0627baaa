import type { Command } from 'commander';
import {
  type ForecastDay,
  type HostForecast,
  firstShortDay,
  lateWords,
} from '../../monitoring/quota/quota-forecast.ts';
import type { CommandContext } from '../context.ts';
import { daysOption } from '../options.ts';
import { countWords } from '../output/plain-text.ts';
import { joinSections, section } from '../output/sections.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

const DEFAULT_DAYS = 7;

export function registerMonitorForecast(monitor: Command, context: CommandContext): void {
  monitor
    .command('forecast')
    .description('Provider calls that the coming days need and have, and what will be late.')
    .addOption(daysOption('how many UTC days to look ahead, today included', DEFAULT_DAYS))
    .addHelpText('after', examples('monitor forecast', 'monitor forecast --days 14 --json'))
    .action(async ({ days }: { days: number }) => {
      const hosts = await context.withServices(({ forecast }) => forecast(days));
      context.finish({ document: { days, hosts }, render: (view) => renderForecast(hosts, view) });
    });
}

function renderForecast(hosts: readonly HostForecast[], view: View): string {
  const busy = hosts.filter(({ sports }) => sports.length > 0);
  if (busy.length === 0) return 'Nothing falls due within these days.';
  return joinSections(...busy.map((host) => section(view, titleOf(host), hostText(host, view))));
}

function titleOf({ host, sports, calls_per_game: costs }: HostForecast): string {
  const each = sports.map((sport) => `${sport} ${(costs[sport] ?? 0).toFixed(1)} a game`);
  return `${host}: calls for ${each.join(', ')}`;
}

function hostText(host: HostForecast, view: View): string {
  const table = view.table<ForecastDay>(
    [
      { title: 'DAY (UTC)', text: (row) => row.day },
      { title: 'NEEDED', text: (row) => countWords(row.needed), align: 'right' },
      { title: 'LEFT OVER', text: (row) => countWords(row.carried_over), align: 'right' },
      { title: 'AVAILABLE', text: (row) => countWords(row.available), align: 'right' },
      {
        title: 'LACKING',
        text: (row) => countWords(row.short),
        style: (text, row) => (row.short > 0 ? view.colors.red(text) : text),
        align: 'right',
      },
    ],
    host.days,
    '  none',
  );
  const late = host.days.flatMap(({ day, late: games }) =>
    games.map((group) => `${view.colors.yellow(day)}  ${lateWords(group)}`),
  );
  const verdict = firstShortDay(host)
    ? late.join('\n')
    : view.colors.green('Every day has the calls it needs.');
  return `${table}\n${verdict}`;
}
