import type { Command } from 'commander';
import { durationWords } from '../../jobs/schedules/job-status.ts';
import type { JobPunctuality } from '../../monitoring/facts/job-punctuality.ts';
import type { CommandContext } from '../context.ts';
import { daysOption } from '../options.ts';
import { countWords } from '../output/plain-text.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

export function registerMonitorJobs(monitor: Command, context: CommandContext): void {
  monitor
    .command('jobs')
    .description('How late recurrent jobs start, now and in their runs on record.')
    .addOption(daysOption('how far back to look', 1))
    .addHelpText('after', examples('monitor jobs', 'monitor jobs --days 7 --json'))
    .action(async ({ days }: { days: number }) => {
      const jobs = await context.withServices(async ({ app }) => {
        const { jobPunctuality } = await import('../../monitoring/facts/job-punctuality.ts');
        return jobPunctuality.read(app.database.db, { days });
      });
      context.finish({ document: { days, jobs }, render: (view) => renderJobs(jobs, view) });
    });
}

function renderJobs(jobs: readonly JobPunctuality[], view: View): string {
  const isBad = ({ state }: JobPunctuality): boolean => state === 'late' || state === 'failing';
  return view.table<JobPunctuality>(
    [
      { title: 'JOB', text: (row) => row.name },
      {
        title: 'STATE',
        text: (row) => row.state,
        style: (text, row) => (isBad(row) ? view.colors.red(text) : text),
      },
      { title: 'LATE NOW', text: (row) => words(row.lateness_ms), align: 'right' },
      { title: 'LAST RUN LATE BY', text: (row) => words(row.last_lateness_ms), align: 'right' },
      { title: 'MEDIAN', text: (row) => words(row.median_lateness_ms), align: 'right' },
      { title: 'WORST', text: (row) => words(row.worst_lateness_ms), align: 'right' },
      { title: 'RUNS ON RECORD', text: (row) => countWords(row.runs), align: 'right' },
      { title: 'FAILED', text: (row) => countWords(row.failed_runs), align: 'right' },
    ],
    jobs,
    'No recurrent job is known yet: a control process enters them when it starts.',
  );
}

const words = (ms: number | null): string | null => (ms === null ? null : durationWords(ms));
