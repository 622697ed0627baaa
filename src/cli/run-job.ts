import type { JobStatus } from '../jobs/schedules/job-status.ts';
import type { CommandContext } from './context.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { type DoneOrder, doneOrder, orderDocument, unknownJob } from './job-order.ts';
import { operator } from './operator.ts';
import type { Outcome } from './outcome.ts';
import type { View } from './output/view.ts';
import type { Services } from './services.ts';
import { untilRun } from './wait-for-job.ts';

/** What stands for the daily jobs together; no job is called so. */
export const ALL_JOBS = 'all';

/** What asking for a run came to: asked for, ended, or nothing because the job is off. */
export type JobRan =
  | { kind: 'asked'; order: DoneOrder }
  | { kind: 'ended'; order: DoneOrder; job: JobStatus }
  | { kind: 'off'; job: JobStatus; why: string };

type RunOptions = {
  reason: string | undefined;
  isWaited: boolean;
  /** Whether a job that is off is passed over: one of several takes the others nothing. */
  mayBeOff: boolean;
  context: Pick<CommandContext, 'note'>;
};

/** Asks for a run, and waits for its end where that is wanted. Throws CommandFailure where it is refused. */
export async function runJob(
  { jobControl, app }: Pick<Services, 'jobControl' | 'app'>,
  name: string,
  { reason, isWaited, mayBeOff, context }: RunOptions,
): Promise<JobRan> {
  const before = await jobControl.find(name);
  if (!before) throw unknownJob(name, await jobControl.list());
  if (mayBeOff && before.off_because !== null) return { kind: 'off', job: before, why: before.off_because };
  const order = await doneOrder(await jobControl.run(name, operator(reason)), () => jobControl.list());
  if (!isWaited) return { kind: 'asked', order };
  context.note(order.message);
  return { kind: 'ended', order, job: await untilRun(jobControl, app.clock, name, before) };
}

/** What the runs came to: of one job its own document, of all a list. */
export function ranOutcome(ran: readonly JobRan[], areAll: boolean): Outcome {
  const [first] = ran;
  const isFailed = ran.some((one) => one.kind === 'ended' && one.job.last_error !== null);
  return {
    document: areAll || !first ? { jobs: ran.map(documentOf) } : documentOf(first),
    exitCode: isFailed ? EXIT_CODES.failed : EXIT_CODES.done,
    render: (view) => ran.map((one) => wordsOf(one, view)).join('\n'),
  };
}

function documentOf(ran: JobRan): object {
  if (ran.kind === 'off')
    return { name: ran.job.name, message: `It is switched off: ${ran.why}`, job: ran.job };
  if (ran.kind === 'asked') return orderDocument(ran.order);
  return { ...orderDocument({ ...ran.order, job: ran.job }), failed: ran.job.last_error !== null };
}

function wordsOf(ran: JobRan, { colors }: View): string {
  if (ran.kind === 'off') return `${colors.yellow('–')} ${ran.job.name} is switched off: ${ran.why}`;
  if (ran.kind === 'asked') return ran.order.message;
  const { name, last_error: error, last_note: note } = ran.job;
  return error === null
    ? `${colors.green('✓')} ${name}: ${note ?? 'done'}`
    : `${colors.red('✗')} ${name} failed: ${error}`;
}
