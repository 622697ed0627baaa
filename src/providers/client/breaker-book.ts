/** Rules by which a breaker opens and closes. */
export type BreakerRules = {
  /** Fewest calls in the window before the breaker may open. */
  volumeThreshold: number;
  /** Length of the window that outcomes count in. */
  rollingWindowMs: number;
  /** It opens above this share of failures, in percent. */
  errorThresholdPercent: number;
  /** How long an open breaker rests before a probe. */
  restMs: number;
  /** How long a probe may take before another process may send one: longer than any call. */
  probeLeaseMs: number;
};

/** Volume 5 over 60 s as the project promises; the lease outlasts the longest call (30 s) by a margin. */
export const BREAKER_RULES: BreakerRules = {
  volumeThreshold: 5,
  rollingWindowMs: 60_000,
  errorThresholdPercent: 50,
  restMs: 30_000,
  probeLeaseMs: 35_000,
};

/** While a probe is under way the others come back after this. */
export const PROBE_WAIT_MS = 5_000;

/** The state of one host's breaker, for all processes. Moments are epoch milliseconds of the store's clock. */
export type BreakerBook = {
  state: 'closed' | 'open';
  /** Rises with every change of state and with every reset, so that a process sees what it missed. */
  generation: number;
  sinceMs: number;
  /** Calls that versions before counted over all processes; no longer counted here. */
  outcomes: readonly { atMs: number; isTrouble: boolean }[];
  /** When the next probe may be sent; null while closed. */
  retryAtMs: number | null;
  /** The probe under way: whose it is, and until when nobody else may send one. */
  probe: { holder: string; untilMs: number } | null;
  failedProbes: number;
  /** Why it opened, or who closed it by hand; null when it closed by itself. */
  reason: string | null;
};

export type BreakerAdmission =
  | { kind: 'go'; generation: number }
  | { kind: 'probe'; generation: number }
  | { kind: 'refused'; retryAtMs: number; waitMs: number };

/** How a call ended, as far as the host's health is concerned. `given_up` proves nothing. */
export type BreakerOutcome = { kind: 'well' } | { kind: 'trouble'; reason: string } | { kind: 'given_up' };

export function closedBook(nowMs: number): BreakerBook {
  return {
    state: 'closed',
    generation: 0,
    sinceMs: nowMs,
    outcomes: [],
    retryAtMs: null,
    probe: null,
    failedProbes: 0,
    reason: null,
  };
}

/** When a call would be refused until, without changing anything; undefined when it may be tried. */
export function refusedUntil(book: BreakerBook, nowMs: number): number | undefined {
  if (book.state === 'closed') return undefined;
  if (book.retryAtMs !== null && book.retryAtMs > nowMs) return book.retryAtMs;
  if (book.probe && book.probe.untilMs > nowMs) return Math.min(book.probe.untilMs, nowMs + PROBE_WAIT_MS);
  return undefined;
}

/** Whether a call may be sent; the one that comes first after the rest becomes the probe. */
export function admitted(
  book: BreakerBook,
  holder: string,
  rules: BreakerRules,
  nowMs: number,
): { admission: BreakerAdmission; book?: BreakerBook } {
  const { generation } = book;
  if (book.state === 'closed') return { admission: { kind: 'go', generation } };
  const retryAtMs = refusedUntil(book, nowMs);
  if (retryAtMs !== undefined) {
    return { admission: { kind: 'refused', retryAtMs, waitMs: retryAtMs - nowMs } };
  }
  const probe = { holder, untilMs: nowMs + rules.probeLeaseMs };
  return { admission: { kind: 'probe', generation }, book: { ...book, probe } };
}

/** The book after a process found the host in trouble; one that is open stays as it is. */
export function opened(book: BreakerBook, reason: string, rules: BreakerRules, nowMs: number): BreakerBook {
  if (book.state === 'open') return book;
  return {
    ...book,
    state: 'open',
    generation: book.generation + 1,
    sinceMs: nowMs,
    retryAtMs: nowMs + rules.restMs,
    probe: null,
    failedProbes: 0,
    reason,
  };
}

/** The book after the probe of `holder`. Late answers of other calls, or of a probe that was replaced, change nothing. */
export function afterProbe(
  book: BreakerBook,
  { holder, outcome }: { holder: string; outcome: BreakerOutcome },
  rules: BreakerRules,
  nowMs: number,
): BreakerBook {
  const isProbe = book.state === 'open' && book.probe?.holder === holder;
  return isProbe ? probed(book, outcome, rules, nowMs) : book;
}

function probed(book: BreakerBook, outcome: BreakerOutcome, rules: BreakerRules, nowMs: number): BreakerBook {
  switch (outcome.kind) {
    case 'well':
      return closed(book, null, nowMs);
    case 'trouble':
      return {
        ...book,
        probe: null,
        retryAtMs: nowMs + rules.restMs,
        failedProbes: book.failedProbes + 1,
        reason: outcome.reason,
      };
    case 'given_up':
      return { ...book, probe: null, retryAtMs: nowMs };
  }
}

/** The book after somebody closed it by hand; everything counted is forgotten, also by each process on its own. */
export function closedByHand(book: BreakerBook, by: string, nowMs: number): BreakerBook {
  return closed(book, `closed by ${by}`, nowMs);
}

function closed(book: BreakerBook, reason: string | null, nowMs: number): BreakerBook {
  return { ...closedBook(nowMs), generation: book.generation + 1, reason };
}
