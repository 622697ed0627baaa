import type { TaskStatus } from '../../domain/statuses.ts';

/** Where an item of durable work stands. `pending` and `running` are open, the others final until somebody requeues. */
export type LedgerState = TaskStatus;

/** What can happen to an item. */
export const LEDGER_EVENTS = [
  'claim',
  'renew',
  'curtail',
  'snooze',
  'retry',
  'release',
  'complete',
  'skip',
  'withdraw',
  'fail',
  'rescue',
  'dead-letter',
  'defer',
  'reschedule',
  'cancel',
  'requeue',
  'heal',
] as const;
export type LedgerEvent = (typeof LEDGER_EVENTS)[number];

/**
 * On what an event depends beyond the state: `holder`, the run that claimed it last and proves it by the fence;
 * `lease over`, the run that holds it has not renewed in time; `due`, its time has come; `always`, nothing.
 */
export type Guard = 'holder' | 'lease over' | 'due' | 'always';

/** What changes with a transition besides the state. What is not named stays as it is. */
export type Effects = {
  /** `raise`: whoever ran the item until now may write nothing more. */
  fence?: 'raise';
  /** `raise`: the job that the queue has is outdated, and a new one is published. */
  revision?: 'raise';
  claim?: 'take' | 'extend' | 'drop';
  /** `clear`: the item waits for nothing any more. */
  hold?: 'clear';
  /** `count`: one attempt is used up; `fresh`: all of them are there again. */
  attempts?: 'count' | 'fresh';
  /** Starts since the last that ended: `count` one, `take back` one, or begin anew. */
  starts?: 'count' | 'take back' | 'fresh';
  end?: 'now' | 'keep first' | 'clear';
  /** `clear`: what was asked for by hand is over. */
  byHand?: 'clear';
};

export type Transition = {
  /** What the event is, in the words of a refusal: `it is completed, and only a running item can be completed`. */
  verb: string;
  from: Partial<Record<LedgerState, Guard>>;
  to: LedgerState;
  effects: Effects;
};

const ENDS = { claim: 'drop', end: 'now', byHand: 'clear' } as const;

/** The one table of states and events: an event that a state does not list is refused there. */
export const TRANSITIONS: Readonly<Record<LedgerEvent, Transition>> = {
  claim: {
    verb: 'claimed',
    from: { pending: 'due' },
    to: 'running',
    effects: { fence: 'raise', claim: 'take', starts: 'count', hold: 'clear' },
  },
  renew: { verb: 'renewed', from: { running: 'holder' }, to: 'running', effects: { claim: 'extend' } },
  curtail: { verb: 'cut short', from: { running: 'always' }, to: 'running', effects: {} },
  snooze: {
    verb: 'put on hold',
    from: { running: 'holder' },
    to: 'pending',
    effects: { claim: 'drop', starts: 'fresh' },
  },
  retry: {
    verb: 'put off for another attempt',
    from: { running: 'holder' },
    to: 'pending',
    effects: { claim: 'drop', starts: 'fresh', attempts: 'count' },
  },
  release: {
    verb: 'given back',
    from: { running: 'holder' },
    to: 'pending',
    effects: { claim: 'drop', starts: 'take back' },
  },
  complete: { verb: 'completed', from: { running: 'holder' }, to: 'completed', effects: ENDS },
  skip: { verb: 'ended without work', from: { running: 'holder' }, to: 'completed', effects: ENDS },
  withdraw: { verb: 'withdrawn by its run', from: { running: 'holder' }, to: 'cancelled', effects: ENDS },
  fail: { verb: 'given up', from: { running: 'holder' }, to: 'failed', effects: ENDS },
  rescue: {
    verb: 'taken back from a run that is gone',
    from: { running: 'lease over' },
    to: 'pending',
    effects: { claim: 'drop' },
  },
  'dead-letter': {
    verb: 'set aside as one that takes its worker with it',
    from: { running: 'lease over' },
    to: 'failed',
    effects: { ...ENDS, hold: 'clear' },
  },
  defer: { verb: 'moved within its revision', from: { pending: 'always' }, to: 'pending', effects: {} },
  reschedule: {
    verb: 'rescheduled',
    from: { pending: 'always', running: 'always' },
    to: 'pending',
    effects: { fence: 'raise', revision: 'raise', claim: 'drop', hold: 'clear' },
  },
  cancel: {
    verb: 'cancelled',
    from: { pending: 'always', running: 'always', failed: 'always' },
    to: 'cancelled',
    effects: { ...ENDS, fence: 'raise', revision: 'raise', hold: 'clear' },
  },
  requeue: {
    verb: 'opened again',
    from: {
      pending: 'always',
      running: 'always',
      completed: 'always',
      failed: 'always',
      cancelled: 'always',
    },
    to: 'pending',
    effects: {
      fence: 'raise',
      revision: 'raise',
      claim: 'drop',
      hold: 'clear',
      attempts: 'fresh',
      starts: 'fresh',
      end: 'clear',
      byHand: 'clear',
    },
  },
  heal: {
    verb: 'found whole later',
    from: { completed: 'always', failed: 'always' },
    to: 'completed',
    effects: { end: 'keep first' },
  },
};

/** What is known of an item when an event is to happen to it. */
export type ItemFacts = {
  state: LedgerState;
  /** The fence of whoever asks is the item's own. */
  isHolder: boolean;
  isLeaseOver: boolean;
  isDue: boolean;
};

export type Decision = { ok: true; to: LedgerState; effects: Effects } | { ok: false; reason: string };

/** Whether an event may happen to an item, and what comes of it; a refusal says why. */
export function decideTransition(event: LedgerEvent, facts: ItemFacts): Decision {
  const { from, to, effects, verb } = TRANSITIONS[event];
  const guard = from[facts.state];
  if (guard === undefined) {
    const states = Object.keys(from).join(' or ');
    return { ok: false, reason: `it is ${facts.state}, and only what is ${states} can be ${verb}` };
  }
  const objection = objectionOf(guard, facts);
  if (objection !== undefined) return { ok: false, reason: `it cannot be ${verb}: ${objection}` };
  return { ok: true, to, effects };
}

function objectionOf(guard: Guard, { isHolder, isLeaseOver, isDue }: ItemFacts): string | undefined {
  switch (guard) {
    case 'holder':
      return isHolder ? undefined : 'another run holds it, or none does any more';
    case 'lease over':
      return isLeaseOver ? undefined : 'the run that holds it still has its lease';
    case 'due':
      return isDue ? undefined : 'it is not due yet';
    case 'always':
      return undefined;
  }
}
