import type { Command } from 'commander';
import { DAILY_JOBS } from '../../jobs/schedules/daily-jobs.ts';
import type { CommandContext } from '../context.ts';
import { jobDetails, jobTable, runTable } from '../job-table.ts';
import { operator } from '../operator.ts';
import { limitOption, reasonOption } from '../options.ts';
import { examples } from '../program.ts';
import { ALL_JOBS as ALL, type JobRan, ranOutcome, runJob } from '../run-job.ts';
import { doneOrder, orderDocument, unknownJob } from '../job-order.ts';

export function registerJobs(program: Command, context: CommandContext): void {
  const jobs = program
    .command('jobs')
    .description('Everything that recurs: when it ran, when it runs next; run it now, pause it, resume it.')
    .addHelpText('after', examples('jobs list', 'jobs run update_games', 'jobs pause refresh-rosters'));
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

function registerRun(jobs: Command, context: CommandContext): void {
  jobs
    .command('run')
    .description(
      `Have a recurrent job run at once, paused or not, by a process that is alive; all: ${DAILY_JOBS.join(', ')}, one after the other.`,
    )
    .argument('<name>', 'its name in `jobs list`, or all')
    .option('--wait', 'wait until that run has ended, and fail when it failed (the daily jobs: by default)')
    .option('--no-wait', 'only ask for the run')
    .addOption(reasonOption())
    .addHelpText('after', examples('jobs run reconcile', 'jobs run backup --wait', 'jobs run all'))
    .action(async (name: string, { reason, wait }: { reason?: string; wait?: boolean }) => {
      const names = name === ALL ? DAILY_JOBS : [name];
      const isDaily = DAILY_JOBS.some((job) => job === name.replaceAll('-', '_'));
      const isWaited = wait ?? (name === ALL || isDaily);
      const ran = await context.withServices(async (services) => {
        const done: JobRan[] = [];
        for (const job of names)
          done.push(await runJob(services, job, { reason, isWaited, mayBeOff: name === ALL, context }));
        return done;
      });
      context.finish(ranOutcome(ran, name === ALL));
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
        doneOrder(await jobControl[act](name, operator(reason)), () => jobControl.list()),
      );
      context.finish({ document: orderDocument(order), render: () => order.message });
    });
}
