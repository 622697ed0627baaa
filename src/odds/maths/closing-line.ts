import type { Consensus, NoConsensus } from './consensus.ts';
import { type MarketRequest, changesOfMarket, consensusAt, consensusMoments } from './consensus-moments.ts';
import { lastLookMs } from './market-looks.ts';
import { beforeStart, inOrder, looksBefore, marketStateAt } from './market-state.ts';

const MINUTE_MS = 60_000;

/** A close that is older than this before the start is stale (data-platform, section 1). */
const STALE_AFTER_MS = 60 * MINUTE_MS;

/** How far a second source may be and still agree: a point of spread or total, and a share of win probability. */
const AGREES_WITHIN_POINTS = 1;
const AGREES_WITHIN_PROBABILITY = 0.05;

/** The same close as somebody else published it. */
export type SecondSource = {
  name: string;
  /** Handicap of the home team, or number; of markets without a line the fair probability of the first outcome. */
  value: number;
};

export type LineRequest = MarketRequest & {
  /** As our schedule knows it. A start that moves makes another close. */
  startMs: number;
  secondSource?: SecondSource;
};

/** A line at a moment, with all that is needed to judge it. */
export type PassportedLine = Consensus & {
  /** The look that the line is from. */
  atMs: number;
  /** Whole minutes from then to the start. */
  ageMinutes: number;
  /** Of a close: nobody looked in the hour before the start. Of an opening always false. */
  isStale: boolean;
  /** Null where there is none to compare with. */
  secondSource: (SecondSource & { difference: number; agrees: boolean }) | null;
};

/** The consensus at the last look at the market before the start, without the books that it lacks. */
export function closingLine(request: LineRequest): PassportedLine | NoConsensus {
  const { market, startMs } = request;
  const looks = looksBefore(request.looks ?? [], startMs);
  const changes = changesOfMarket(market, beforeStart(request.changes, startMs));
  const last = inOrder(changes).at(-1);
  if (last === undefined) return nothingBefore(market);
  const atMs = Math.max(lastLookMs(looks, startMs) ?? 0, last.capturedAtMs);
  const consensus = consensusAt(request, marketStateAt(market, changes, atMs, looks), atMs);
  return consensus.ok ? withPassport(request, consensus, atMs, STALE_AFTER_MS) : consensus;
}

/** The consensus of the first moment before the start at which there was one. */
export function openingLine(request: LineRequest): PassportedLine | NoConsensus {
  const { market, startMs } = request;
  let none = nothingBefore(market);
  for (const { atMs, consensus } of consensusMoments({
    ...request,
    changes: beforeStart(request.changes, startMs),
    looks: looksBefore(request.looks ?? [], startMs),
  })) {
    if (consensus.ok) return withPassport(request, consensus, atMs, Number.POSITIVE_INFINITY);
    none = consensus;
  }
  return none;
}

function nothingBefore(market: string): NoConsensus {
  return { ok: false, problem: `no price of ${market} was captured before the start`, leftOut: [] };
}

function withPassport(
  { startMs, secondSource }: LineRequest,
  consensus: Consensus,
  atMs: number,
  staleAfterMs: number,
): PassportedLine {
  const ageMs = startMs - atMs;
  return {
    ...consensus,
    atMs,
    ageMinutes: Math.floor(ageMs / MINUTE_MS),
    isStale: ageMs > staleAfterMs,
    secondSource: secondSource === undefined ? null : compared(consensus, secondSource),
  };
}

function compared(consensus: Consensus, second: SecondSource): PassportedLine['secondSource'] {
  const own = consensus.point ?? consensus.outcomes[0]?.fairProbability ?? Number.NaN;
  const difference = own - second.value;
  const agrees = agreesWithin(consensus.point === null ? 'probability' : 'points', difference);
  return { ...second, difference, agrees };
}

/** Whether two sources of a close are near enough to each other. */
export function agreesWithin(unit: 'points' | 'probability', difference: number): boolean {
  const most = unit === 'points' ? AGREES_WITHIN_POINTS : AGREES_WITHIN_PROBABILITY;
  // What a double loses in a difference of two decimals is no disagreement.
  return Math.abs(difference) <= most + 1e-9;
}
