import { describe, expect, it } from 'vitest';
import { TASK_STATUSES } from '../../../src/domain/statuses.ts';
import {
  LEDGER_EVENTS,
  type LedgerEvent,
  type LedgerState,
  TRANSITIONS,
  decideTransition,
} from '../../../src/jobs/ledger/transitions.ts';

/** What comes of each event in each state, for an item whose guards are all fulfilled; `-` is a refusal. */
const TABLE: Readonly<Record<LedgerEvent, Readonly<Record<LedgerState, LedgerState | '-'>>>> = {
  claim: { pending: 'running', running: '-', completed: '-', failed: '-', cancelled: '-' },
  renew: { pending: '-', running: 'running', completed: '-', failed: '-', cancelled: '-' },
  curtail: { pending: '-', running: 'running', completed: '-', failed: '-', cancelled: '-' },
  snooze: { pending: '-', running: 'pending', completed: '-', failed: '-', cancelled: '-' },
  retry: { pending: '-', running: 'pending', completed: '-', failed: '-', cancelled: '-' },
  release: { pending: '-', running: 'pending', completed: '-', failed: '-', cancelled: '-' },
  complete: { pending: '-', running: 'completed', completed: '-', failed: '-', cancelled: '-' },
  skip: { pending: '-', running: 'completed', completed: '-', failed: '-', cancelled: '-' },
  withdraw: { pending: '-', running: 'cancelled', completed: '-', failed: '-', cancelled: '-' },
  fail: { pending: '-', running: 'failed', completed: '-', failed: '-', cancelled: '-' },
  rescue: { pending: '-', running: 'pending', completed: '-', failed: '-', cancelled: '-' },
  'dead-letter': { pending: '-', running: 'failed', completed: '-', failed: '-', cancelled: '-' },
  defer: { pending: 'pending', running: '-', completed: '-', failed: '-', cancelled: '-' },
  reschedule: { pending: 'pending', running: 'pending', completed: '-', failed: '-', cancelled: '-' },
  cancel: {
    pending: 'cancelled',
    running: 'cancelled',
    completed: '-',
    failed: 'cancelled',
    cancelled: '-',
  },
  requeue: {
    pending: 'pending',
    running: 'pending',
    completed: 'pending',
    failed: 'pending',
    cancelled: 'pending',
  },
  heal: { pending: '-', running: '-', completed: 'completed', failed: 'completed', cancelled: '-' },
};

const ALL_GUARDS_HOLD = { isHolder: true, isLeaseOver: true, isDue: true };
const PAIRS = LEDGER_EVENTS.flatMap((event) => TASK_STATUSES.map((state) => ({ event, state })));

describe('the transitions of an item', () => {
  it.each(PAIRS)('$event, when it is $state', ({ event, state }) => {
    const wanted = TABLE[event][state];
    const decision = decideTransition(event, { state, ...ALL_GUARDS_HOLD });
    if (wanted !== '-') {
      expect(decision).toMatchObject({ ok: true, to: wanted });
      return;
    }
    if (decision.ok) throw new Error(`${event} is possible for an item that is ${state}`);
    expect(decision.reason).toContain(`it is ${state}`);
    expect(decision.reason).toContain(TRANSITIONS[event].verb);
  });

  it.each([
    ['claim', 'pending', { isDue: false }, 'not due'],
    ['renew', 'running', { isHolder: false }, 'another run'],
    ['snooze', 'running', { isHolder: false }, 'another run'],
    ['retry', 'running', { isHolder: false }, 'another run'],
    ['release', 'running', { isHolder: false }, 'another run'],
    ['complete', 'running', { isHolder: false }, 'another run'],
    ['skip', 'running', { isHolder: false }, 'another run'],
    ['withdraw', 'running', { isHolder: false }, 'another run'],
    ['fail', 'running', { isHolder: false }, 'another run'],
    ['rescue', 'running', { isLeaseOver: false }, 'lease'],
    ['dead-letter', 'running', { isLeaseOver: false }, 'lease'],
  ] as const)('refuse %s of what is %s where %o', (event, state, facts, words) => {
    const decision = decideTransition(event, { state, ...ALL_GUARDS_HOLD, ...facts });
    expect(decision).toMatchObject({ ok: false, reason: expect.stringContaining(words) as string });
  });

  it('ask for no guard where the table names none', () => {
    const nothingHolds = { isHolder: false, isLeaseOver: false, isDue: false };
    for (const event of ['curtail', 'defer', 'reschedule', 'cancel', 'requeue', 'heal'] as const) {
      for (const state of TASK_STATUSES.filter((one) => TABLE[event][one] !== '-'))
        expect(decideTransition(event, { state, ...nothingHolds }).ok).toBe(true);
    }
  });

  it('leave no claim behind where the item does not run any more, and raise the fence where others end a run', () => {
    for (const event of LEDGER_EVENTS) {
      const { from, to, effects } = TRANSITIONS[event];
      if (!('running' in from)) continue;
      if (to !== 'running') expect(effects.claim, event).toBe('drop');
      if (from.running === 'always' && to !== 'running') expect(effects.fence, event).toBe('raise');
    }
  });

  it('publish a job anew exactly where the old one would come at the wrong time or not at all', () => {
    const anew = LEDGER_EVENTS.filter((event) => TRANSITIONS[event].effects.revision === 'raise');
    expect(anew).toEqual(['reschedule', 'cancel', 'requeue']);
  });
});
