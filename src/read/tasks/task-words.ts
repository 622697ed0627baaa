import type { Sport } from '../../domain/sport.ts';
import { CLAIM_REFUSED, type HoldReason, type TaskStatus, holdWords } from '../../domain/statuses.ts';

/** What is said about a task depends on these facts only. */
export type TaskFacts = {
  sport: Sport;
  pass: string;
  status: TaskStatus;
  due_at: Date;
  completed_at: Date | null;
  hold_reason: HoldReason | null;
  hold_detail: string | null;
  retry_count: number;
  max_retries: number;
  next_retry_at: Date | null;
  error_type: string | null;
  error_message: string | null;
  entities_done: number | null;
  entities_expected: number | null;
  worker: string | null;
  lease_expires_at: Date | null;
  paused_at: Date | null;
  pause_reason: string | null;
};

/** Where a task stands, in words for people, and the moment at which something happens next (null: none known). */
export type TaskWords = { text: string; at: Date | null };

/** `2026-01-16 03:00:00 UTC`: how instants are written in sentences. */
export function instantWords(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Says where a task stands and what comes next, as of `now`. */
export function describeTask(task: TaskFacts, now: Date): TaskWords {
  switch (task.status) {
    case 'running':
      return describeRunning(task, now);
    case 'pending':
      return describePending(task, now);
    case 'completed':
      return {
        text: `${task.error_message ?? (task.pass === 'first' ? 'seeded' : 'read again')}${task.completed_at ? ` at ${instantWords(task.completed_at)}` : ''}`,
        at: null,
      };
    case 'failed':
      return {
        text: `failed: ${task.error_message ?? 'no reason recorded'}; retry it to try again`,
        at: null,
      };
    case 'cancelled':
      return {
        text: `cancelled${task.error_message ? `: ${task.error_message}` : ''}; retry it to open it again`,
        at: null,
      };
  }
}

function describeRunning(task: TaskFacts, now: Date): TaskWords {
  if (task.lease_expires_at && task.lease_expires_at < now) {
    return {
      text: `${task.worker ?? 'its worker'} has vanished; another worker takes the task over`,
      at: null,
    };
  }
  return {
    text: `being ${task.pass === 'first' ? 'seeded' : 'read again'} by ${task.worker ?? 'a worker'}${soFar(task)}`,
    at: null,
  };
}

/** `, 27 of 30 players and teams so far`; nothing while none or all are settled. */
function soFar({ entities_done: done, entities_expected: expected }: TaskFacts): string {
  return done !== null && done > 0 && expected !== null && done < expected
    ? `, ${done} of ${expected} players and teams so far`
    : '';
}

function describePending(task: TaskFacts, now: Date): TaskWords {
  const { due_at: at } = task;
  if (task.paused_at) {
    const who = task.pause_reason ? ` (${task.pause_reason})` : '';
    return {
      text: `waits: seeding of ${task.sport} is paused since ${instantWords(task.paused_at)}${who}`,
      at: null,
    };
  }
  if (task.hold_reason) {
    const detail = task.hold_detail ? ` (${task.hold_detail})` : '';
    return {
      text: `on hold until ${instantWords(at)} because ${holdWords(task.hold_reason, task.error_type)}${detail}${soFar(task)}`,
      at,
    };
  }
  if (task.error_type === CLAIM_REFUSED) {
    const text = `cannot be started, because the database refuses to note it (${task.error_message}); tried again at ${instantWords(at)}, and \`doctor\` tells more`;
    return { text, at };
  }
  if (task.next_retry_at && task.retry_count > 0) {
    const why = task.error_message ? ` after: ${task.error_message}` : '';
    return {
      text: `waiting for retry ${task.retry_count} of ${task.max_retries} at ${instantWords(task.next_retry_at)}${why}`,
      at: task.next_retry_at,
    };
  }
  if (at > now) {
    const what =
      task.pass === 'first' ? 'seeding window opens' : `${task.pass.replace('-', ' ')} pass begins`;
    return { text: `${what} at ${instantWords(at)}`, at };
  }
  return { text: `due since ${instantWords(at)}, waiting for a free worker`, at };
}
