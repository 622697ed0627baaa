import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type { BoxScoreSport } from '../../domain/sport.ts';
import type { PauseOrder } from '../../seeding/pause.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { reasonOption, boxScoreSportOption } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { pauseWords } from '../pause-words.ts';
import { examples } from '../program.ts';
import { schedulerStatusOutcome } from '../scheduler-status.ts';
import { registerControlRequest } from './scheduler-processes.ts';

/** The entry of the control process, seen from the project's root. */
const CONTROL_ENTRY = 'src/app/control-main.ts';

export function registerScheduler(program: Command, context: CommandContext): void {
  const scheduler = program
    .command('scheduler')
    .description('Start, watch, pause and resume seeding.')
    .addHelpText('after', examples('scheduler status', 'scheduler pause --sport NBA'));
  registerStart(scheduler, context);
  registerControlRequest(scheduler, context, 'stop');
  registerControlRequest(scheduler, context, 'restart');
  registerStatus(scheduler, context);
  registerPause(scheduler, context, true);
  registerPause(scheduler, context, false);
}

function registerStart(scheduler: Command, context: CommandContext): void {
  scheduler
    .command('start')
    .description('Run the control process here, in the foreground, as npm start does.')
    .addHelpText('after', examples('scheduler start'))
    .action(async () => {
      context.note(
        'Starting the control process in the foreground (the same as npm start); Ctrl-C stops it.',
      );
      const entry = path.join(context.projectRoot, CONTROL_ENTRY);
      // The entry reads its own flags, and those of this command are not among them.
      process.argv = [process.execPath, entry];
      await import(pathToFileURL(entry).href);
    });
}

function registerStatus(scheduler: Command, context: CommandContext): void {
  scheduler
    .command('status')
    .description('Control processes, workers, pauses, queues, and what is overdue.')
    .addHelpText('after', examples('scheduler status', 'scheduler status --json'))
    .action(async () => {
      const overview = await context.withServices((services) => services.overview());
      context.finish(schedulerStatusOutcome(overview));
    });
}

function registerPause(scheduler: Command, context: CommandContext, isPausing: boolean): void {
  const verb = isPausing ? 'pause' : 'resume';
  const command = scheduler
    .command(verb)
    .description(
      isPausing
        ? 'Pause the seeding of one sport, or of all.'
        : 'Resume the seeding of one sport, or of all.',
    )
    .addOption(boxScoreSportOption())
    .addHelpText('after', examples(`scheduler ${verb}`, `scheduler ${verb} --sport NBA`));
  if (isPausing) command.addOption(reasonOption());
  command.action(async ({ sport, reason }: { sport?: BoxScoreSport; reason?: string }) => {
    const order = await context.withServices(({ app }) =>
      app.pauseControl.setPaused(isPausing, sport, operator(reason)),
    );
    context.finish(pauseOutcome(order));
  });
}

function pauseOutcome({ sports, changed, message }: PauseOrder): Outcome {
  return {
    document: {
      message,
      changed,
      sports: sports.map(({ sport, pausedAt, reason }) => ({
        sport,
        is_paused: pausedAt !== null,
        paused_at: pausedAt,
        reason,
      })),
    },
    render: (view) =>
      [
        message,
        ...sports.map(
          ({ sport, pausedAt, reason }) => `${sport.padEnd(8)}  ${pauseWords(pausedAt, reason, view)}`,
        ),
      ].join('\n'),
  };
}
