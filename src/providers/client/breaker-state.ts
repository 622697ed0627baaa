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
export type SharedBreakerState = {
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

export function closedState(nowMs: number): SharedBreakerState {
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
export function refusedUntil(state: SharedBreakerState, nowMs: number): number | undefined {
  if (state.state === 'closed') return undefined;
  if (state.retryAtMs !== null && state.retryAtMs > nowMs) return state.retryAtMs;
  if (state.probe && state.probe.untilMs > nowMs) return Math.min(state.probe.untilMs, nowMs + PROBE_WAIT_MS);
  return undefined;
}

/** Whether a call may be sent; the one that comes first after the rest becomes the probe. */
export function admitted(
  state: SharedBreakerState,
  holder: string,
  rules: BreakerRules,
  nowMs: number,
): { admission: BreakerAdmission; state?: SharedBreakerState } {
  const { generation } = state;
  if (state.state === 'closed') return { admission: { kind: 'go', generation } };
  const retryAtMs = refusedUntil(state, nowMs);
  if (retryAtMs !== undefined) {
    return { admission: { kind: 'refused', retryAtMs, waitMs: retryAtMs - nowMs } };
  }
  const probe = { holder, untilMs: nowMs + rules.probeLeaseMs };
  return { admission: { kind: 'probe', generation }, state: { ...state, probe } };
}

/** The state after a process found the host in trouble; one that is open stays as it is. */
export function opened(
  state: SharedBreakerState,
  reason: string,
  rules: BreakerRules,
  nowMs: number,
): SharedBreakerState {
  if (state.state === 'open') return state;
  return {
    ...state,
    state: 'open',
    generation: state.generation + 1,
    sinceMs: nowMs,
    retryAtMs: nowMs + rules.restMs,
    probe: null,
    failedProbes: 0,
    reason,
  };
}

/** The state after the probe of `holder`. Late answers of other calls, or of a probe that was replaced, change nothing. */
export function afterProbe(
  state: SharedBreakerState,
  { holder, outcome }: { holder: string; outcome: BreakerOutcome },
  rules: BreakerRules,
  nowMs: number,
): SharedBreakerState {
  const isProbe = state.state === 'open' && state.probe?.holder === holder;
  return isProbe ? probed(state, outcome, rules, nowMs) : state;
}

function probed(
  state: SharedBreakerState,
  outcome: BreakerOutcome,
  rules: BreakerRules,
  nowMs: number,
): SharedBreakerState {
  switch (outcome.kind) {
    case 'well':
      return closed(state, null, nowMs);
    case 'trouble':
      return {
        ...state,
        probe: null,
        retryAtMs: nowMs + rules.restMs,
        failedProbes: state.failedProbes + 1,
        reason: outcome.reason,
      };
    case 'given_up':
      return { ...state, probe: null, retryAtMs: nowMs };
  }
}

/** The state after somebody closed it by hand; everything counted is forgotten, also by each process on its own. */
export function closedByHand(state: SharedBreakerState, by: string, nowMs: number): SharedBreakerState {
  return closed(state, `closed by ${by}`, nowMs);
}

function closed(state: SharedBreakerState, reason: string | null, nowMs: number): SharedBreakerState {
  return { ...closedState(nowMs), generation: state.generation + 1, reason };
}
