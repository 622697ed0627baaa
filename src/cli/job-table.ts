import type { JobRun } from '../jobs/schedules/job-runs.ts';
import type { JobState, JobStatus } from '../jobs/schedules/job-status.ts';
import { durationWords } from '../jobs/schedules/job-status.ts';
import { instantWords } from './output/time-words.ts';
import type { View } from './output/view.ts';

/** Recurrent jobs as a table; what is wrong is told below it. */
export function jobTable(jobs: readonly JobStatus[], view: View): string {
  const table = view.table<JobStatus>(
    [
      { title: 'JOB', text: (job) => job.name },
      { title: 'STATE', text: (job) => job.state, style: (text, job) => stateColor(job.state, view)(text) },
      { title: 'CADENCE', text: (job) => job.cadence, yields: 4, minWidth: 8 },
      { title: 'LAST RUN', text: (job) => when(job.last_started_at) },
      { title: 'TOOK', text: (job) => took(job), align: 'right', isOptional: true, yields: 6 },
      { title: 'NEXT RUN', text: (job) => when(job.next_due_at) },
      { title: 'RUNS ON', text: (job) => job.runs_on, isOptional: true, yields: 5, minWidth: 7 },
      {
        title: 'CAME TO',
        text: (job) => job.problem ?? (job.paused_at ? `paused ${pausedWords(job)}` : job.last_note),
        yields: 1,
        minWidth: 12,
      },
    ],
    jobs,
    'No recurrent job is known yet: a control process enters them when it starts.',
  );
  const troubles = jobs
    .filter((job) => job.state === 'late' || job.state === 'failing')
    .map((job) => view.colors.yellow(`${job.name}: ${job.problem}`));
  return [table, ...troubles].join('\n');
}

/** One recurrent job with all that is known of it. */
export function jobDetails(job: JobStatus, view: View): string {
  const rows: readonly [string, string | null][] = [
    ['what', job.description],
    ['state', stateColor(job.state, view)(job.state)],
    ['problem', job.problem],
    ['cadence', `${job.cadence}, on ${job.runs_on}`],
    ['next run', job.next_due_at ? instantWords(job.next_due_at) : null],
    ['late by', job.lateness_ms > 0 ? durationWords(job.lateness_ms) : null],
    [
      'last run',
      job.last_started_at ? `${instantWords(job.last_started_at)} by ${job.last_holder}` : 'never',
    ],
    ['took', took(job)],
    ['came to', job.last_note ?? job.last_error],
    ['outcome', job.last_outcome],
    ['last success', job.last_succeeded_at ? instantWords(job.last_succeeded_at) : null],
    ['runs', `${job.runs}, ${job.failures} failed`],
    ['paused', pausedWords(job)],
    ['asked for', job.requested_at ? `${instantWords(job.requested_at)} by ${job.requested_by}` : null],
  ];
  const lines = rows.flatMap(([title, text]) => (text === null ? [] : [`  ${title.padEnd(14)}${text}`]));
  return [view.colors.bold(job.name), ...lines].join('\n');
}

function pausedWords(job: JobStatus): string | null {
  if (job.paused_at === null) return null;
  const why = job.pause_reason === null ? '' : `: ${job.pause_reason}`;
  return `since ${instantWords(job.paused_at)} by ${job.paused_by}${why}`;
}

/** Runs of a recurrent job, the newest first. */
export function runTable(runs: readonly JobRun[], view: View): string {
  return view.table<JobRun>(
    [
      { title: 'STARTED', text: (run) => instantWords(run.started_at) },
      {
        title: 'OUTCOME',
        text: (run) => run.outcome,
        style: (text, run) =>
          run.outcome === 'done' || run.outcome === 'skipped' ? text : view.colors.red(text),
      },
      {
        title: 'TOOK',
        text: ({ duration_ms: ms }) => (ms === null ? null : durationWords(ms)),
        align: 'right',
      },
      {
        title: 'LATE BY',
        text: ({ lateness_ms: ms }) => (ms === null ? null : durationWords(ms)),
        align: 'right',
        isOptional: true,
        yields: 5,
      },
      { title: 'BY', text: (run) => run.holder, isOptional: true, yields: 4, minWidth: 8 },
      { title: 'CAME TO', text: (run) => run.error ?? run.note, yields: 1, minWidth: 12 },
    ],
    runs,
    'No run is on record yet.',
  );
}

const when = (at: Date | null): string | null => (at ? instantWords(at) : null);

const took = ({ last_duration_ms: ms }: JobStatus): string | null => (ms === null ? null : durationWords(ms));

function stateColor(state: JobState, { colors }: View): (text: string) => string {
  if (state === 'late' || state === 'failing') return colors.red;
  if (state === 'paused' || state === 'off') return colors.yellow;
  return state === 'running' || state === 'requested' ? colors.cyan : colors.green;
}
