import { AsyncLocalStorage } from 'node:async_hooks';
import { MOST_URGENT_FIRST, type QuotaPriority } from './quota-priority.ts';

/** What a piece of work may spend: at most as a class, or nothing at all, with the words for its refusal. */
export type CallAllowance = { atMost: QuotaPriority } | { refusedBecause: string };

/** Node's own way to hand something down a chain of calls; empty where nothing limits them. */
const allowanceOfWork = new AsyncLocalStorage<CallAllowance>();

/**
 * Does the work, synchronous or not: every provider call in it, however deep, counts as of its class, also where the
 * code that makes it asks for a more urgent one, so that work of a low class leaves quota for the higher ones.
 */
export function withAllowance<T>(allowance: CallAllowance, work: () => T): T {
  return allowanceOfWork.run(allowance, work);
}

/** Why the work in progress may make no provider call; undefined where it may. */
export function refusalOfWork(): string | undefined {
  const allowance = allowanceOfWork.getStore();
  return allowance && 'refusedBecause' in allowance ? allowance.refusedBecause : undefined;
}

/** The priority that a call has: the one it asks for, or that of the work around it where this is less urgent. */
export function priorityWithin(asked: QuotaPriority): QuotaPriority {
  const allowance = allowanceOfWork.getStore();
  if (!allowance || !('atMost' in allowance)) return asked;
  const urgency = Math.max(MOST_URGENT_FIRST.indexOf(asked), MOST_URGENT_FIRST.indexOf(allowance.atMost));
  return MOST_URGENT_FIRST[urgency] ?? asked;
}
