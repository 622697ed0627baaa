import type { JobOrder } from '../jobs/schedules/job-control.ts';
import type { JobStatus } from '../jobs/schedules/job-status.ts';
import { CommandFailure, usageError } from './outcome.ts';

export type DoneOrder = Extract<JobOrder, { ok: true }>;

export const orderDocument = ({ job, message }: DoneOrder): object => ({ name: job.name, message, job });

/** A refusal as the command's failure: a name that does not exist is wrong usage, with the names that do. */
export async function doneOrder(
  order: JobOrder,
  list: () => Promise<readonly JobStatus[]>,
): Promise<DoneOrder> {
  if (order.ok) return order;
  if (order.reason === 'not_found') throw unknownJob(order.name, await list());
  throw new CommandFailure({ code: order.reason, message: order.message });
}

export function unknownJob(name: string, all: readonly JobStatus[]): CommandFailure {
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
