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
  | 'not_found'
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
  /** Credits of the month, for providers that charge by the question. */
  credits: { used: number; most: number; refused: number };
};

export type CallCounter = {
  /** Call when a request arrives; the function it returns notes how the request ended. */
  begin: (path: string, query?: Readonly<Record<string, string>>) => (outcome: Outcome) => void;
  /** How often each question was asked since the last reset, by path and sorted query: `/games?date=2026-01-15`. */
  timesAsked: () => ReadonlyMap<string, number>;
  counts: () => Pick<SimulatedProviderStats, 'total' | 'byEndpoint' | 'byOutcome' | 'maxInFlight'>;
  reset: () => void;
};

/** Paths that nobody serves are counted together, so that probing cannot fill the memory. */
const UNKNOWN_PATH = '(unknown)';

/** Questions that are counted one by one; more than the players of all games of a season. */
const MAX_QUESTIONS = 100_000;

/** Counts calls by endpoint and outcome. `knownPaths` are the paths that get a count of their own. */
export function createCallCounter(knownPaths: ReadonlySet<string>): CallCounter {
  let byEndpoint = new Map<string, EndpointCount>();
  let byOutcome: Partial<Record<Outcome, number>> = {};
  const byQuestion = new Map<string, number>();
  let total = 0;
  let inFlight = 0;
  let maxInFlight = 0;

  function countQuestion(path: string, query: Readonly<Record<string, string>>): void {
    const sorted = Object.entries(query).toSorted(([one], [other]) => one.localeCompare(other));
    const question = `${path}?${new URLSearchParams(sorted).toString()}`;
    const asked = byQuestion.get(question);
    if (asked !== undefined || byQuestion.size < MAX_QUESTIONS) byQuestion.set(question, (asked ?? 0) + 1);
  }

  return {
    timesAsked: () => new Map(byQuestion),
    begin(path, query = {}) {
      if (knownPaths.has(path)) countQuestion(path, query);
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
      byQuestion.clear();
      total = 0;
      maxInFlight = inFlight;
    },
  };
}
