import { scoracleCommand } from '../../domain/shell-command.ts';
import { type JobStatus, durationWords } from '../../jobs/schedules/job-status.ts';
import { type Verdict, ok, warn } from '../doctor/finding.ts';
import type { Finding } from './alert.ts';
import { WARNING } from './finding-forms.ts';

/** Jobs whose failure is an alert of its own, which says more. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['backup']);

/** Recurrent jobs that do not come, and those that fail again and again. Pure. */
export function judgeJobs(jobs: readonly JobStatus[]): Finding[] {
  const about = ({ name, problem }: JobStatus) => ({
    ...WARNING,
    detail: problem ?? '',
    command: `jobs show ${name}`,
    path: '/jobs',
  });
  const late = jobs.filter((job) => job.state === 'late');
  const failing = jobs.filter((job) => job.state === 'failing' && !TOLD_ELSEWHERE.has(job.name));
  return [
    ...late.map(
      (job): Finding => ({
        ...about(job),
        key: `job_late:${job.name}`,
        kind: 'job_late',
        since: job.next_due_at,
        title: `The recurrent job ${job.name} does not come`,
        remedy: remedyOfLate(job),
      }),
    ),
    ...failing.map(
      (job): Finding => ({
        ...about(job),
        key: `job_failing:${job.name}`,
        kind: 'job_failing',
        count: job.failures_in_a_row,
        title: `The recurrent job ${job.name} fails again and again`,
        remedy: 'Fix what the reason names; it is tried again by itself, and at once by `jobs run`.',
      }),
    ),
  ];
}

/** The same for doctor. */
export function examineJobs(jobs: readonly JobStatus[]): readonly Verdict[] {
  const wrong = jobs.flatMap((job) => {
    if (job.state === 'late')
      return [warn(`${job.name} is late by ${durationWords(job.lateness_ms)}`, remedyOfLate(job))];
    if (job.state !== 'failing') return [];
    const again = scoracleCommand('jobs run', { operands: [job.name] });
    return [warn(`${job.name}: ${job.problem}`, `Fix that, then run it: \`${again}\`.`)];
  });
  if (wrong.length > 0) return wrong;
  const paused = jobs.filter(({ state }) => state === 'paused').map(({ name }) => name);
  const rest = paused.length === 0 ? '' : `; paused: ${paused.join(', ')}`;
  return [ok(`${jobs.length} are known, none is late or failing${rest}`)];
}

function remedyOfLate({ runs_on: runsOn }: JobStatus): string {
  const where =
    runsOn === 'workers'
      ? 'a worker that takes the queue maintenance'
      : runsOn === 'control'
        ? 'a control process'
        : 'a control process or a worker';
  return `See that ${where} is alive (\`scheduler status\`), and read its log.`;
}
