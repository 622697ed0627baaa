import { type Command, Option } from 'commander';
import { ALERT_CHANNELS, type AlertChannelName } from '../../monitoring/alerts/alert.ts';
import type { AlertRow } from '../../monitoring/alerts/records/alert-queries.ts';
import { collectPages, moreHint } from '../collect-pages.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { operator } from '../operator.ts';
import { idArgument, limitOption, reasonOption } from '../options.ts';
import { CommandFailure } from '../outcome.ts';
import { instantWords } from '../output/time-words.ts';
import { examples } from '../program.ts';

export function registerAlerts(program: Command, context: CommandContext): void {
  const alerts = program
    .command('alerts')
    .description('List alerts, close one, and test the channels that deliver them.')
    .addHelpText('after', examples('alerts list --open', 'alerts test'));
  registerList(alerts, context);
  registerTest(alerts, context);
  registerClose(alerts, context);
}

function registerList(alerts: Command, context: CommandContext): void {
  alerts
    .command('list')
    .description('Alerts, newest first, and how each channel does.')
    .option('--open', 'only those that are not over')
    .addOption(new Option('--severity <severity>', 'only these').choices(['critical', 'warning']))
    .addOption(limitOption(50))
    .addHelpText('after', examples('alerts list --open', 'alerts list --severity critical --json'))
    .action(async ({ open, severity, limit }: ListOptions) => {
      const { page, channels } = await context.withServices(async ({ alertQueries }) => ({
        page: await collectPages(limit, (cursor, size) =>
          alertQueries.list({ isOpen: open === true ? true : undefined, severity, cursor, limit: size }),
        ),
        channels: await alertQueries.channels(),
      }));
      context.finish({
        document: { ...page, channels },
        render: (view) => {
          const table = view.table<AlertRow>(
            [
              { title: 'ID', text: (row) => row.id, align: 'right' },
              {
                title: 'SEVERITY',
                text: (row) => row.severity,
                style: (text, row) =>
                  row.severity === 'critical' ? view.colors.red(text) : view.colors.yellow(text),
              },
              { title: 'SINCE', text: (row) => instantWords(row.first_seen_at) },
              { title: 'OVER', text: (row) => (row.resolved_at ? instantWords(row.resolved_at) : 'open') },
              { title: 'WHAT', text: (row) => row.title, yields: 1, minWidth: 24 },
              {
                title: 'TOLD',
                text: (row) => Object.keys(row.told).join(', ') || '—',
                isOptional: true,
                yields: 4,
                minWidth: 6,
              },
              { title: 'WHAT TO DO', text: (row) => row.remedy, yields: 2, minWidth: 14 },
            ],
            page.items,
            open === true ? 'No alert is open.' : 'There has been no alert.',
          );
          const troubles = channels
            .filter((channel) => channel.failed_count > 0)
            .map(({ channel, last_error: problem }) =>
              view.colors.yellow(`The channel ${channel} takes nothing: ${problem ?? 'no reason given'}`),
            );
          return [table + moreHint(page), ...troubles].join('\n');
        },
      });
    });
}

type ListOptions = { open?: boolean; severity?: 'critical' | 'warning'; limit: number };

function registerClose(alerts: Command, context: CommandContext): void {
  alerts
    .command('close')
    .description('Close an open alert whose end nothing will prove; what is still wrong is raised anew.')
    .argument('<id>', 'its number in `alerts list`', idArgument)
    .addOption(reasonOption())
    .addHelpText('after', examples('alerts close 12 --reason "the league is over"'))
    .action(async (id: number, { reason }: { reason?: string }) => {
      const closed = await context.withServices(({ alertQueries }) =>
        alertQueries.close(id, operator(reason)),
      );
      if (!closed) {
        throw new CommandFailure({
          code: 'not_found',
          message: `no alert ${id} is open`,
          remedy: 'See `npm run -s scoracle -- alerts list --open`.',
        });
      }
      context.finish({
        document: { id, closed: true, title: closed.title },
        render: () => `Closed: ${closed.title}.`,
      });
    });
}

type TestResult = { channel: AlertChannelName; sent: boolean; problem: string | null };

function registerTest(alerts: Command, context: CommandContext): void {
  alerts
    .command('test')
    .description('Send a message through every channel, or one; works without a database.')
    .addOption(new Option('--channel <channel>', 'only this one').choices([...ALERT_CHANNELS]))
    .addHelpText('after', examples('alerts test', 'alerts test --channel slack'))
    .action(async ({ channel: wanted }: { channel?: AlertChannelName }) => {
      const results = await sendTests(context, wanted);
      const sent = results.filter((result) => result.sent).length;
      context.finish({
        document: { results },
        exitCode:
          sent === results.length ? EXIT_CODES.done : sent > 0 ? EXIT_CODES.inPart : EXIT_CODES.failed,
        render: ({ colors }) =>
          results
            .map(({ channel, sent: isSent, problem }) =>
              isSent
                ? `${colors.green('✓')} ${channel} has taken the message.`
                : `${colors.red('✗')} ${channel}: ${problem}`,
            )
            .join('\n'),
      });
    });
}

async function sendTests(
  context: CommandContext,
  wanted: AlertChannelName | undefined,
): Promise<readonly TestResult[]> {
  const { createAlertChannels } = await import('../../monitoring/alerts/channels/create-channels.ts');
  const { systemClock } = await import('../../platform/clock.ts');
  const clock = systemClock();
  const all = createAlertChannels({ ...(await context.readConfiguration()), clock });
  const channels = all.filter(({ name }) => wanted === undefined || name === wanted);
  if (channels.length === 0) {
    throw new CommandFailure({
      code: 'no_channel',
      message: wanted === undefined ? 'no channel is configured' : `the channel ${wanted} is not configured`,
      remedy: 'Set SLACK_WEBHOOK_URL, ALERT_WEBHOOK_URL, or ALERT_EMAIL and SMTP_URL.',
    });
  }
  const { signal } = new AbortController();
  return Promise.all(
    channels.map(async ({ name, send }) => {
      const problem = await send({ id: `test-${clock.nowMs()}`, event: 'test', alerts: [] }, signal).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      return { channel: name, sent: problem === null, problem };
    }),
  );
}
