import type { DeliveryOutcome } from '../jobs/store.ts';
import type { ClaimRefusal } from './claim.ts';
import type { RunResult } from './run-facts.ts';

/** A delivery that a stopping worker gives back unclaimed rests this long, so that another worker takes it. */
const GIVEN_BACK_PAUSE_MS = 500;

/** Pause before a delivery of a paused sport is looked at again; only those under way when the pause came need it. */
const PAUSED_STEP_MS = 30_000;

/** No delivery is put off for longer: its task is looked at again. */
const LONGEST_SNOOZE_MS = 86_400_000;

/** Added to a lease's end, so that the next look comes after it and not just before. */
const LEASE_MARGIN_MS = 250;

/** Puts a delivery off. */
export function snooze(delayMs: number, note: string): DeliveryOutcome {
  // A queue cannot count to the end of time: a task that is due then is looked at once a day.
  return { kind: 'snooze', delayMs: Math.min(delayMs, LONGEST_SNOOZE_MS), note };
}

/** Gives a delivery back that was never claimed. */
export function givenBack(note: string): DeliveryOutcome {
  return snooze(GIVEN_BACK_PAUSE_MS, note);
}

/** What the end of a run means for its delivery. */
export function outcomeOf(result: RunResult): DeliveryOutcome {
  switch (result.kind) {
    case 'completed':
    case 'skipped':
    case 'handed_on':
      return { kind: 'done', note: result.note };
    case 'held':
    case 'released':
      return snooze(result.delayMs, result.note);
    case 'retry':
      return { kind: 'retry', delayMs: result.delayMs, note: result.note };
    case 'failed':
      return { kind: 'giveUp', note: result.note };
  }
}

/** What the refusal of a claim means for its delivery. */
export function outcomeOfRefusal(refusal: ClaimRefusal): DeliveryOutcome {
  switch (refusal.kind) {
    case 'stale':
      return { kind: 'done', note: `stale delivery: ${refusal.why}` };
    case 'leased':
      return snooze(refusal.delayMs + LEASE_MARGIN_MS, 'another run holds the task');
    case 'early':
      return snooze(refusal.delayMs, 'the task is not due yet');
    case 'suspect':
      return givenBack('its last starts were lost, and it runs alone');
    case 'paused':
      return snooze(PAUSED_STEP_MS, 'seeding of this sport is paused');
  }
}
