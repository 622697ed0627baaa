/**
 * How long the server itself lets work take. It must give up before the client does: a client that hangs up leaves
 * the server waiting for the locks of others, with a connection that nobody counts any more.
 */
export type WorkLimits = {
  /** Waiting for a lock that somebody else holds; 0: as long as it takes. */
  lockMs: number;
  /** One statement, waiting included; 0: as long as it takes. */
  statementMs: number;
  /** A transaction whose owner says nothing: a frozen process must not keep its locks from everybody else. */
  idleInTransactionMs: number;
};

/** The client gives a statement up this long after the server should have. */
const ANSWER_MARGIN_MS = 2_000;

/** Comparing a very large schedule with what is known happens inside a transaction, between two statements. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * For each kind of work. Claims and writes of a worker are short, and its leases run out soon anyway; control answers
 * people, who do not wait for a lock for longer than this, and ingests files of any size; a person at the command line
 * may wait as long as he likes for an answer. Migrations wait shortly and come again: who waits for a table keeps
 * everybody behind it waiting, too. BullMQ's statements take milliseconds, and its transactions are single statements
 * or close to it.
 */
export const WORK_LIMITS = {
  worker: { lockMs: 5_000, statementMs: 8_000, idleInTransactionMs: 8_000 },
  control: { lockMs: 10_000, statementMs: 58_000, idleInTransactionMs: IDLE_IN_TRANSACTION_MS },
  cli: { lockMs: 60_000, statementMs: 0, idleInTransactionMs: IDLE_IN_TRANSACTION_MS },
  migrate: { lockMs: 3_000, statementMs: 0, idleInTransactionMs: IDLE_IN_TRANSACTION_MS },
  queue: { lockMs: 8_000, statementMs: 13_000, idleInTransactionMs: 10_000 },
} as const satisfies Record<string, WorkLimits>;

/** Ingests of one league take turns, and the one before may bring in a whole season. */
export const TURN_LOCK_MS = 50_000;

/** How long the client waits for an answer; undefined: as long as it takes. */
export function answerTimeoutMs({ statementMs }: WorkLimits): number | undefined {
  return statementMs === 0 ? undefined : statementMs + ANSWER_MARGIN_MS;
}

/** The limits as settings of a session or a transaction. */
export function limitSettings(limits: WorkLimits): readonly [name: string, value: string][] {
  return [
    ['lock_timeout', String(limits.lockMs)],
    ['statement_timeout', String(limits.statementMs)],
    ['idle_in_transaction_session_timeout', String(Math.round(limits.idleInTransactionMs))],
  ];
}
