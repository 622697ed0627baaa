import type { SimulatedProviderDials } from '../dials.ts';
import { gameDials } from '../season-mishaps.ts';
import type { MatchResult } from './match-result.ts';
import type { Match } from './matches.ts';

/** `status.short` of API-Football v3 and the words that go with it. */
export const STATUS_WORDS = {
  TBD: 'Time to be defined',
  NS: 'Not Started',
  '1H': 'First Half',
  HT: 'Halftime',
  '2H': 'Second Half',
  BT: 'Break Time',
  ET: 'Extra Time',
  P: 'Penalty In Progress',
  FT: 'Match Finished',
  AET: 'Match Finished',
  PEN: 'Match Finished',
  PST: 'Match Postponed',
  CANC: 'Match Cancelled',
  ABD: 'Match Abandoned',
  SUSP: 'Match Suspended',
  INT: 'Match Interrupted',
  AWD: 'Technical loss',
  WO: 'WalkOver',
  // In no documentation.
  REV: 'Under Review',
} as const;
export type StatusCode = keyof typeof STATUS_WORDS;

const FINAL_CODES = { regular: 'FT', extra_time: 'AET', penalties: 'PEN' } as const;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The second day after the epoch. */
const SATURDAY = 2;
/** UTC. */
const PLACEHOLDER_HOUR = 15;

type Phase = { code: StatusCode; lengthMinutes: number; firstMinute: number; lastMinute: number };

/** Real minutes of each phase, stoppages included; a match without extra time lasts 112. */
const REGULAR_PHASES: readonly Phase[] = [
  { code: '1H', lengthMinutes: 47, firstMinute: 1, lastMinute: 45 },
  { code: 'HT', lengthMinutes: 15, firstMinute: 45, lastMinute: 45 },
  { code: '2H', lengthMinutes: 50, firstMinute: 46, lastMinute: 90 },
];
const EXTRA_PHASES: readonly Phase[] = [
  { code: 'BT', lengthMinutes: 5, firstMinute: 90, lastMinute: 90 },
  { code: 'ET', lengthMinutes: 34, firstMinute: 91, lastMinute: 120 },
];
const SHOOTOUT: Phase = { code: 'P', lengthMinutes: 14, firstMinute: 120, lastMinute: 120 };

/** Where a match stands at a moment. */
export type MatchState = {
  status: StatusCode;
  /** Kick-off in force, epoch milliseconds. */
  startMs: number;
  /** When it turns or turned final; null for a match that does not. */
  finalMs: number | null;
  /** Minutes played as the provider tells them; null before kick-off. */
  elapsed: number | null;
};

/** Tells from the clock and the dials where a match stands. */
export function matchState(
  match: Match,
  result: MatchResult,
  { dials, nowMs, seed }: { dials: SimulatedProviderDials; nowMs: number; seed: number },
): MatchState {
  const own = gameDials(dials, { ...match, nowMs, seed });
  const startMs = own.startMs ?? listedStart(match, dials, nowMs);
  const phases = phasesOf(result);
  const realMinutes = phases.reduce((total, phase) => total + phase.lengthMinutes, 0);
  const finalMs = Math.max(
    startMs,
    own.notFinalUntilMs ?? startMs + (dials.minutesToFinal ?? realMinutes) * MINUTE_MS,
  );
  const played = nowMs < startMs ? 0 : nowMs >= finalMs ? 1 : (nowMs - startMs) / (finalMs - startMs);
  const live = { startMs, finalMs, ...liveStatus(phases, played * realMinutes) };
  const notStarted: MatchState = { startMs, finalMs, status: 'NS', elapsed: null };
  const endless = { startMs, finalMs: null };
  switch (own.status) {
    case 'postponed':
      return { ...endless, status: 'PST', elapsed: null };
    case 'cancelled':
      return { ...endless, status: 'CANC', elapsed: null };
    case 'tbd':
      return { ...notStarted, finalMs: null, status: 'TBD' };
    case 'delayed':
      return { ...notStarted, finalMs: null };
    case 'awarded':
      return { ...endless, status: 'AWD', elapsed: null };
    case 'walkover':
      return { ...endless, status: 'WO', elapsed: null };
    case 'unknown':
      return { ...endless, status: 'REV', elapsed: null };
    case 'interrupted':
      return nowMs < startMs ? { ...notStarted, finalMs: null } : { ...endless, status: 'INT', elapsed: 63 };
    case 'abandoned':
      return nowMs < startMs ? { ...notStarted, finalMs: null } : { ...endless, status: 'ABD', elapsed: 63 };
    case 'suspended':
      return nowMs < startMs ? { ...notStarted, finalMs: null } : { ...endless, status: 'SUSP', elapsed: 63 };
    case 'stuck':
      // Shows the last minute and never the end.
      return nowMs < startMs ? { ...notStarted, finalMs: null } : { ...endless, status: '2H', elapsed: 90 };
    case null:
    case undefined:
      break;
  }
  if (nowMs < startMs) return notStarted;
  if (played < 1) return live;
  return {
    startMs,
    finalMs,
    status: FINAL_CODES[result.ending],
    elapsed: result.ending === 'regular' ? 90 : 120,
  };
}

/** Until television has chosen its matches, those of a round all stand on Saturday afternoon. */
function listedStart(
  { startMs }: Match,
  { placeholderWeeks }: SimulatedProviderDials,
  nowMs: number,
): number {
  if (placeholderWeeks === null || nowMs >= startMs - placeholderWeeks * 7 * DAY_MS) return startMs;
  const day = Math.floor(startMs / DAY_MS);
  // Day 0 was a Thursday; the nearest Saturday is at most three days away.
  const daysPastSaturday = ((day - SATURDAY + 3 + 7) % 7) - 3;
  return (day - daysPastSaturday) * DAY_MS + PLACEHOLDER_HOUR * 60 * MINUTE_MS;
}

export function isFinal(status: StatusCode): boolean {
  return status === 'FT' || status === 'AET' || status === 'PEN';
}

/** Decided without play: it has a result and nothing else. */
export function isAwarded(status: StatusCode): boolean {
  return status === 'AWD' || status === 'WO';
}

function phasesOf({ ending }: MatchResult): readonly Phase[] {
  if (ending === 'regular') return REGULAR_PHASES;
  const extra = [...REGULAR_PHASES, ...EXTRA_PHASES];
  return ending === 'extra_time' ? extra : [...extra, SHOOTOUT];
}

function liveStatus(phases: readonly Phase[], realMinute: number): { status: StatusCode; elapsed: number } {
  let left = realMinute;
  for (const { code, lengthMinutes, firstMinute, lastMinute } of phases) {
    if (left < lengthMinutes) {
      const minute = Math.min(lastMinute, firstMinute + Math.floor(left));
      return { status: code, elapsed: minute };
    }
    left -= lengthMinutes;
  }
  return { status: '2H', elapsed: 90 };
}
