import type { z } from 'zod';
import type { Executor } from '../db/database.ts';

/** A kind of durable work, as data: what there is to know of it without running it. */
export type WorkKind<Schema extends z.ZodType = z.ZodType> = {
  /** Kebab-case, unique among all kinds; it stands in the database, so it stays. */
  name: string;
  /** What the work is, for people, in a few words. */
  what: string;
  payload: Schema;
  /** What an item is about: the kind has one item for each subject. */
  subject: (payload: z.infer<Schema>) => string;
  /** 0 is the most urgent. */
  priority: number;
  /** How often an item is tried before it is given up, the first try included. */
  attempts: number;
  /** Pauses before the retries, the last one repeating. */
  backoffMs: readonly number[];
  /** A run that takes longer is aborted and counts as a failed attempt. */
  timeoutMs: number;
  /** Of the items with the same key, one runs at a time; without it, nothing keeps items of the kind apart. */
  concurrencyKey?: (payload: z.infer<Schema>) => string;
  /**
   * What its calls of providers count as at most, whatever its handler asks for; without it, a call that the handler
   * makes is refused.
   */
  quotaClass?: 'manual' | 'first_pass' | 'correction' | 'backfill';
};

/** What a handler is given: one run of one item, which it may write for only while it holds it. */
export type WorkRun<Payload> = {
  itemId: number;
  subject: string;
  payload: Payload;
  /** 1 for the first attempt. */
  attempt: number;
  isLastAttempt: boolean;
  /** Aborts when the time is over, the worker stops, or another run has the item. */
  signal: AbortSignal;
  /**
   * Writes in a transaction that holds the item's row. Throws ItemLostError, and writes nothing, when another run has
   * the item.
   */
  fenced: <T>(write: (tx: Executor) => Promise<T>) => Promise<T>;
};

/** What became of a run. A handler that throws has failed an attempt. */
export type WorkOutcome =
  /**
   * `write` is part of the transaction that completes the item; `afterwards` comes after its commit, and never where
   * the item was lost: to publish what was asked for in it.
   */
  | {
      kind: 'done';
      note?: string;
      write?: (tx: Executor) => Promise<void>;
      afterwards?: () => Promise<unknown>;
    }
  /** Later, without burning an attempt; `reason` is a word for programs, at most 20 letters. */
  | { kind: 'snooze'; delayMs: number; reason: string; detail: string }
  /** There is nothing to do any more. */
  | { kind: 'skip'; note: string }
  /** No retry can help. */
  | { kind: 'fail'; errorType: string; message: string };

/** A kind with its handler; what the handler takes is what the kind's schema gives. */
export type RegisteredKind = {
  kind: WorkKind;
  /** Undefined in processes that run no work: they list it, ask for it and cancel it. */
  handle?: (run: WorkRun<unknown>) => Promise<WorkOutcome>;
};

/** Ties a handler to its kind by the type of the payload. */
export function workKind<Schema extends z.ZodType>(
  kind: WorkKind<Schema>,
  handle?: (run: WorkRun<z.infer<Schema>>) => Promise<WorkOutcome>,
): RegisteredKind {
  const { concurrencyKey, ...data } = kind;
  const read = (payload: unknown): z.infer<Schema> => kind.payload.parse(payload);
  return {
    kind: {
      ...data,
      subject: (payload) => kind.subject(read(payload)),
      ...(concurrencyKey ? { concurrencyKey: (payload) => concurrencyKey(read(payload)) } : {}),
    },
    ...(handle ? { handle: (run) => handle({ ...run, payload: read(run.payload) }) } : {}),
  };
}

/** The kinds that a process knows, by their names. */
export type KindCatalog = ReadonlyMap<string, RegisteredKind>;

/** Refuses two kinds of one name. */
export function createKindCatalog(kinds: readonly RegisteredKind[]): KindCatalog {
  const catalog = new Map(kinds.map((one) => [one.kind.name, one]));
  if (catalog.size !== kinds.length) throw new Error('two kinds of work have the same name');
  return catalog;
}
