import CircuitBreaker from 'opossum';
import { ProviderError, type ProviderErrorKind } from '../../domain/provider-error.ts';
import type { Clock } from '../../platform/clock.ts';
import { BREAKER_RULES, PROBE_WAIT_MS } from './breaker-state.ts';

type BreakerState = 'closed' | 'open' | 'half_open';

export type BreakerSnapshot = {
  host: string;
  /** Whether this is the state of all processes, or what this one knows by itself. */
  isShared: boolean;
  state: BreakerState;
  /** Since when the breaker is in this state (epoch milliseconds); null where it has never opened. */
  sinceMs: number | null;
  /** When the next probe is allowed; null unless open. */
  retryAtMs: number | null;
  /** Why it opened, or who closed it by hand; null where nobody said. */
  reason: string | null;
  /** Calls in the rolling window; rejected ones were not made, and are those of this process. */
  counts: { calls: number; failures: number; successes: number; rejected: number };
};

export type BreakerOptions = {
  host: string;
  clock: Pick<Clock, 'nowMs'>;
  /** Fewest calls in the rolling window before the breaker may open (default 5). */
  volumeThreshold?: number;
  /** Length of the rolling window (default 60 s). */
  rollingWindowMs?: number;
  /** The breaker opens above this share of failures (default 50). */
  errorThresholdPercent?: number;
  /** How long an open breaker rests before one probe (default 30 s). */
  restMs?: number;
  /** Told of every change of state. */
  onChange?: (snapshot: BreakerSnapshot) => void;
};

/** Rejected calls were not made. */
export type BreakerRun<T> = { wasRun: true; value: T } | { wasRun: false; retryAtMs: number };

/**
 * Stops calling a host that is in trouble, and lets one probe through after a rest.
 * Only real trouble counts (`unavailable`, `malformed`): a spent quota, a wrong key or a shortage of this machine says
 * nothing about the host's health.
 */
export type Breaker = {
  /** Runs `action` unless the breaker is open. Rejects with whatever `action` rejects with. */
  run: <T>(action: () => Promise<T>) => Promise<BreakerRun<T>>;
  /** When a call may be tried again, if it would be refused now. */
  refusedUntilMs: () => number | undefined;
  /** Whether all calls go through; asked before each of them. */
  isClosed: () => boolean;
  snapshot: () => BreakerSnapshot;
  /** Closes the breaker by hand and forgets what it counted. */
  reset: () => void;
  /** Ends every timer; later calls are refused. */
  shutdown: () => void;
};

const COUNTS_AS_FAILURE: Record<ProviderErrorKind, boolean> = {
  unavailable: true,
  malformed: true,
  credential: false,
  quota_day: false,
  rate_limit: false,
  plan: false,
  bad_request: false,
  mismatch: false,
  breaker_open: false,
  local: false,
  aborted: false,
};

type Circuit = CircuitBreaker<[() => Promise<void>], void>;

export function createBreaker({ host, clock, onChange, ...given }: BreakerOptions): Breaker {
  const rules = { ...BREAKER_RULES, ...given };
  const local = openLocal({ host, clock, onChange, rules });
  return {
    async run(action) {
      const done = await fire(local.circuit, action);
      return done
        ? { wasRun: true, value: done.value }
        : { wasRun: false, retryAtMs: refusedUntilMs(local) ?? clock.nowMs() + PROBE_WAIT_MS };
    },
    refusedUntilMs: () => refusedUntilMs(local),
    isClosed: () => stateOf(local.circuit) === 'closed',
    snapshot: () => snapshot(local),
    reset: () => replace(local),
    shutdown: () => local.circuit.shutdown(),
  };
}

/** The breaker of one process and host; its circuit is another one after each closing. */
type Local = Pick<BreakerOptions, 'host' | 'clock'> & {
  onChange: BreakerOptions['onChange'];
  rules: CircuitRules;
  circuit: Circuit;
  /** Since when it is in its state; null where it has never opened. */
  sinceMs: number | null;
};

function openLocal(parts: Omit<Local, 'circuit' | 'sinceMs'>): Local {
  const local: Local = { ...parts, circuit: buildCircuit(parts.host, parts.rules), sinceMs: null };
  watch(local);
  return local;
}

function watch(local: Local): void {
  local.circuit.on('open', () => changed(local));
  local.circuit.on('halfOpen', () => changed(local));
  // A breaker that closes starts to count anew; otherwise one later failure on top of the old ones would
  // open it at once.
  local.circuit.on('close', () => replace(local));
}

function changed(local: Local): void {
  local.sinceMs = local.clock.nowMs();
  local.onChange?.(snapshot(local));
}

function replace(local: Local): void {
  const old = local.circuit;
  local.circuit = buildCircuit(local.host, local.rules);
  watch(local);
  old.shutdown();
  changed(local);
}

function restsUntilMs({ sinceMs, clock, rules }: Local): number {
  return (sinceMs ?? clock.nowMs()) + rules.restMs;
}

function refusedUntilMs(local: Local): number | undefined {
  const { circuit, clock } = local;
  if (circuit.opened) return restsUntilMs(local);
  if (circuit.halfOpen && !circuit.pendingClose) return clock.nowMs() + PROBE_WAIT_MS;
  return undefined;
}

function snapshot(local: Local): BreakerSnapshot {
  const { host, circuit, sinceMs } = local;
  return {
    host,
    isShared: false,
    state: stateOf(circuit),
    sinceMs,
    reason: null,
    retryAtMs: circuit.opened ? restsUntilMs(local) : null,
    counts: countsOf(circuit),
  };
}

type CircuitRules = Required<
  Pick<BreakerOptions, 'volumeThreshold' | 'rollingWindowMs' | 'errorThresholdPercent' | 'restMs'>
>;

function buildCircuit(
  host: string,
  { volumeThreshold, rollingWindowMs, errorThresholdPercent, restMs }: CircuitRules,
): Circuit {
  const built: Circuit = new CircuitBreaker((action: () => Promise<void>) => action(), {
    name: host,
    // Calls end by their own signals, which really stop them; opossum's timeout would only stop waiting.
    timeout: false,
    volumeThreshold,
    rollingCountTimeout: rollingWindowMs,
    errorThresholdPercentage: errorThresholdPercent,
    resetTimeout: restMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    // A probe that never was one proves nothing, so it must not close the breaker.
    errorFilter: (error: unknown) => !isTrouble(error) && !(built.halfOpen && provesNothing(error)),
  });
  return built;
}

/** Runs `action` if the circuit lets it through; undefined where it does not. */
async function fire<T>(circuit: Circuit, action: () => Promise<T>): Promise<{ value: T } | undefined> {
  let done: { value: T } | undefined;
  try {
    await circuit.fire(async () => {
      done = { value: await action() };
    });
  } catch (error) {
    if (error instanceof Error && CircuitBreaker.isOurError(error)) return undefined;
    throw error;
  }
  if (!done) throw new Error('the breaker reported success without running the call');
  return done;
}

function stateOf({ opened, halfOpen }: Circuit): BreakerState {
  if (opened) return 'open';
  return halfOpen ? 'half_open' : 'closed';
}

function countsOf({ stats }: Circuit): BreakerSnapshot['counts'] {
  const { fires, failures, successes, rejects } = stats;
  return { calls: fires - rejects, failures, successes, rejected: rejects };
}

/** Whether an error says that the host is in trouble; one of an unknown kind does. */
export function isTrouble(error: unknown): boolean {
  return error instanceof ProviderError ? COUNTS_AS_FAILURE[error.facts.kind] : true;
}

/** Whether a call says nothing about the host: it was given up by us, or never left this machine. */
export function provesNothing(error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false;
  return error.facts.kind === 'aborted' || error.facts.kind === 'local';
}
