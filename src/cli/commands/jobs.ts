import type { Command } from 'commander';
import type { JobOrder } from '../../jobs/schedules/job-control.ts';
import type { JobStatus } from '../../jobs/schedules/job-status.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { jobDetails, jobTable, runTable } from '../job-table.ts';
import { operator } from '../operator.ts';
import { limitOption, reasonOption } from '../options.ts';
import { CommandFailure, usageError } from '../outcome.ts';
import { examples } from '../program.ts';
import { untilRun } from '../wait-for-job.ts';

export function registerJobs(program: Command, context: CommandContext): void {
  const jobs = program
    .command('jobs')
    .description('Everything that recurs: when it ran, when it runs next; run it now, pause it, resume it.')
    .addHelpText('after', examples('jobs list', 'jobs run backup --wait', 'jobs pause refresh-rosters'));
  registerList(jobs, context);
  registerShow(jobs, context);
  registerRun(jobs, context);
  registerPause(jobs, context, 'pause', 'Keep a recurrent job from coming by itself until it is resumed.');
  registerPause(
    jobs,
    context,
    'resume',
    'Let a paused job come by itself again; one run makes up for what it missed.',
  );
}

function registerList(jobs: Command, context: CommandContext): void {
  jobs
    .command('list')
    .description('All recurrent jobs with their cadence, last and next run.')
    .addHelpText('after', examples('jobs list', 'jobs list --json'))
    .action(async () => {
      const list = await context.withServices(({ jobControl }) => jobControl.list());
      context.finish({ document: { jobs: list }, render: (view) => jobTable(list, view) });
    });
}

function registerShow(jobs: Command, context: CommandContext): void {
  jobs
    .command('show')
    .description('One recurrent job: what it does, how it stands, and how its last runs went.')
    .argument('<name>', 'its name in `jobs list`')
    .addOption(limitOption(10))
    .addHelpText('after', examples('jobs show reconcile', 'jobs show backup --limit 100 --json'))
    .action(async (name: string, { limit: historyLimit }: { limit: number }) => {
      const { job, runs } = await context.withServices(async ({ jobControl }) => {
        const found = await jobControl.find(name);
        if (!found) throw unknownJob(name, await jobControl.list());
        return { job: found, runs: await jobControl.runs(name, { limit: historyLimit }) };
      });
      context.finish({
        document: { ...job, history: runs },
        render: (view) => [jobDetails(job, view), '', runTable(runs, view)].join('\n'),
      });
    });
}

type RunOptions = { reason?: string; wait?: boolean };

function registerRun(jobs: Command, context: CommandContext): void {
  jobs
    .command('run')
    .description('Have a recurrent job run at once, paused or not, by a process that is alive.')
    .argument('<name>', 'its name in `jobs list`')
    .option('--wait', 'wait until that run has ended, and fail when it failed')
    .addOption(reasonOption())
    .addHelpText('after', examples('jobs run reconcile', 'jobs run backup --wait'))
    .action(async (name: string, { reason, wait }: RunOptions) => {
      const { order, ended } = await context.withServices(async ({ jobControl, app }) => {
        const before = await jobControl.find(name);
        const asked = await done(await jobControl.run(name, operator(reason)), () => jobControl.list());
        if (wait !== true) return { order: asked, ended: undefined };
        context.note(asked.message);
        return { order: asked, ended: await untilRun(jobControl, app.clock, name, before) };
      });
      if (ended === undefined) {
        context.finish({ document: orderDocument(order), render: () => order.message });
        return;
      }
      const isFailed = ended.last_error !== null;
      context.finish({
        document: { ...orderDocument({ ...order, job: ended }), failed: isFailed },
        exitCode: isFailed ? EXIT_CODES.failed : EXIT_CODES.done,
        render: ({ colors }) =>
          isFailed
            ? `${colors.red('✗')} ${name} failed: ${ended.last_error}`
            : `${colors.green('✓')} ${name}: ${ended.last_note ?? 'done'}`,
      });
    });
}

function registerPause(
  jobs: Command,
  context: CommandContext,
  act: 'pause' | 'resume',
  description: string,
): void {
  jobs
    .command(act)
    .description(description)
    .argument('<name>', 'its name in `jobs list`')
    .addOption(reasonOption())
    .addHelpText('after', examples(`jobs ${act} refresh-rosters --reason "the provider is being moved"`))
    .action(async (name: string, { reason }: { reason?: string }) => {
      const order = await context.withServices(async ({ jobControl }) =>
        done(await jobControl[act](name, operator(reason)), () => jobControl.list()),
      );
      context.finish({ document: orderDocument(order), render: () => order.message });
    });
}

type DoneOrder = Extract<JobOrder, { ok: true }>;

const orderDocument = ({ job, message }: DoneOrder): object => ({ name: job.name, message, job });

/** A refusal as the command's failure: a name that does not exist is wrong usage, with the names that do. */
async function done(order: JobOrder, list: () => Promise<readonly JobStatus[]>): Promise<DoneOrder> {
  if (order.ok) return order;
  if (order.reason === 'not_found') throw unknownJob(order.name, await list());
  throw new CommandFailure({ code: order.reason, message: order.message });
}

function unknownJob(name: string, all: readonly JobStatus[]): CommandFailure {
  return all.length === 0
    ? new CommandFailure({
        code: 'not_found',
        message: 'no recurrent job is known yet',
        remedy: 'Start a control process: it enters them.',
      })
    : usageError(
        `there is no recurrent job named ${name}`,
        `Choose from ${all.map((job) => job.name).join(', ')}.`,
      );
}
