import type { FaultKind } from './dials.ts';
import type { LimitRecord } from './rate-limits.ts';

/** How a call ended, from the provider's side. */
export type Outcome =
  | 'ok'
  | 'empty'
  | 'empty_injected'
  | 'wrong_game'
  | 'malformed'
  | 'method'
  | 'headers'
  | 'credential'
  | 'unknown_path'
  | 'bad_request'
  | 'plan'
  | 'quota_day'
  | 'rate_limit'
  | 'rate_limit_injected'
  | 'blocked'
  | 'down'
  | 'hang'
  | FaultKind;

type EndpointCount = { total: number; byOutcome: Partial<Record<Outcome, number>> };

/** What the provider was asked since it started or was reset. Control routes are not counted. */
export type SimulatedProviderStats = {
  total: number;
  byEndpoint: Record<string, EndpointCount>;
  byOutcome: Partial<Record<Outcome, number>>;
  /** Most calls being answered at one moment. */
  maxInFlight: number;
  limits: LimitRecord;
  quota: { plan: string; usedToday: number; perDay: number; perMinute: number; perSecond: number };
};

export type CallCounter = {
  /** Call when a request arrives; the function it returns notes how the request ended. */
  begin: (path: string) => (outcome: Outcome) => void;
  counts: () => Pick<SimulatedProviderStats, 'total' | 'byEndpoint' | 'byOutcome' | 'maxInFlight'>;
  reset: () => void;
};

/** Paths that nobody serves are counted together, so that probing cannot fill the memory. */
const UNKNOWN_PATH = '(unknown)';

/** Counts calls by endpoint and outcome. `knownPaths` are the paths that get a count of their own. */
export function createCallCounter(knownPaths: ReadonlySet<string>): CallCounter {
  let byEndpoint = new Map<string, EndpointCount>();
  let byOutcome: Partial<Record<Outcome, number>> = {};
  let total = 0;
  let inFlight = 0;
  let maxInFlight = 0;

  return {
    begin(path) {
      const name = knownPaths.has(path) ? path : UNKNOWN_PATH;
      total += 1;
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      const endpoint = byEndpoint.get(name) ?? { total: 0, byOutcome: {} };
      byEndpoint.set(name, endpoint);
      endpoint.total += 1;
      let isOpen = true;
      return (outcome) => {
        if (!isOpen) return;
        isOpen = false;
        inFlight -= 1;
        endpoint.byOutcome[outcome] = (endpoint.byOutcome[outcome] ?? 0) + 1;
        byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
      };
    },
    counts: () =>
      structuredClone({ total, byEndpoint: Object.fromEntries(byEndpoint), byOutcome, maxInFlight }),
    reset() {
      byEndpoint = new Map();
      byOutcome = {};
      total = 0;
      maxInFlight = inFlight;
    },
  };
}
