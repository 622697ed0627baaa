import type { QuotaPriority } from './quota-priority.ts';

/** An answer that some process got: its text, and its age by the clock that all share. */
export type CoalescedAnswer = { text: string; ageMs: number };

export type CoalescedRequest = {
  /** What is wanted. */
  keys: readonly string[];
  /** Asked along while there is room and nobody else asks for them or has asked. */
  siblings?: readonly string[];
  /** Most keys of one call. */
  maxKeys: number;
  /** How urgent the caller is, 0 the most: who is more urgent does not wait for a call of who is less. */
  rank: number;
  /** How long an answer may be of use to somebody. */
  keptMs: number;
  /** Whether an answer that is there already serves; its text is empty where the other side does not have the key. */
  isUsable: (key: string, answer: CoalescedAnswer) => boolean;
  /** Makes one call. What the map lacks, the other side does not have. */
  ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Aborts the wait for another's call, and is handed to nobody. */
  signal: AbortSignal;
};

/**
 * Lets processes share calls: what one is asking for, the others wait for, and what one has got, the others take.
 * A process that dies while it asks keeps the others waiting for a few seconds, no longer.
 */
export type AnswerCoalescer = {
  /**
   * Answers to all keys, and to the siblings that were asked along; a key that the other side does not have is
   * missing. Rejects with the error of an own call; another's failed call only makes this process ask itself.
   */
  obtain: (request: CoalescedRequest) => Promise<ReadonlyMap<string, CoalescedAnswer>>;
  /** Nobody is to be given this answer any more: it was no good. */
  forget: (key: string) => Promise<void>;
};

const RANKS: Record<QuotaPriority, number> = { manual: 0, first_pass: 1, correction: 2, backfill: 3 };

/** The rank of a caller, 0 the most urgent. */
export function rankOf(priority: QuotaPriority): number {
  return RANKS[priority];
}
