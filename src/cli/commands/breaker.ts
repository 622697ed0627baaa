import type { Command } from 'commander';
import type { ListedBreaker } from '../../monitoring/providers/breaker-control.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { reasonOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { countWords } from '../output/plain-text.ts';
import { instantWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { breakerColor, breakerWords } from '../provider-table.ts';

export function registerBreaker(program: Command, context: CommandContext): void {
  const breaker = program
    .command('breaker')
    .description('Show which providers get no calls after failures, and let calls through again.')
    .addHelpText('after', examples('breaker list'));
  breaker
    .command('list')
    .description('The breaker of each provider, as all workers see it.')
    .addHelpText('after', examples('breaker list', 'breaker list --json'))
    .action(async () => {
      const breakers = await context.withServices(({ breakers: control }) => control.list());
      context.finish({ document: { breakers }, render: (view) => breakerTable(breakers, view) });
    });
  breaker
    .command('reset')
    .description('Close the breaker of a provider, for all workers at once.')
    .requiredOption('--host <host>', 'the host, as breaker list shows it')
    .addOption(reasonOption())
    .addHelpText('after', examples('breaker reset --host nba.example.org'))
    .action(async ({ host, reason }: { host: string; reason?: string }) => {
      const result = await context.withServices(({ breakers }) => breakers.reset(host, operator(reason)));
      if (!result.ok) throw usageError(result.message.replace(/\.$/, ''), 'See breaker list for the hosts.');
      context.finish({ document: { host, reset: true }, render: () => result.message });
    });
}

function breakerTable(breakers: readonly ListedBreaker[], view: View): string {
  return view.table<ListedBreaker>(
    [
      { title: 'HOST', text: (row) => row.host, yields: 2, minWidth: 12 },
      {
        title: 'STATE',
        text: breakerWords,
        style: (text, row) => breakerColor(row, view)(text),
      },
      {
        title: 'SINCE',
        text: (row) => (row.sinceMs === null ? 'never opened' : instantWords(new Date(row.sinceMs))),
        yields: 3,
      },
      {
        title: 'NEXT PROBE',
        text: (row) => (row.retryAtMs === null ? null : instantWords(new Date(row.retryAtMs))),
      },
      { title: 'LAST MINUTE', text: minuteWords, align: 'right' },
      { title: 'WHY', text: (row) => row.reason, yields: 1, minWidth: 10 },
    ],
    breakers,
    '  none',
  );
}

function minuteWords({ counts: { calls, failures } }: ListedBreaker): string {
  return `${countWords(failures)} of ${countWords(calls)} failed`;
}
