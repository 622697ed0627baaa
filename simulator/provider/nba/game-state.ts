import type { SimulatedProviderDials } from '../dials.ts';
import { gameDials } from '../season-mishaps.ts';
import type { GameResult } from './game-result.ts';
import type { NbaGame } from './nba-games.ts';

/** `status.short` of API-NBA v2 and the words that go with it. */
export const STATUS_WORDS = {
  1: 'Not Started',
  2: 'Live',
  3: 'Finished',
  4: 'Postponed',
  5: 'Delayed',
  6: 'Canceled',
  // In no documentation.
  9: 'Under Review',
} as const;
type StatusCode = keyof typeof STATUS_WORDS;

const OVERRIDES = {
  postponed: 4,
  cancelled: 6,
  delayed: 5,
  tbd: 1,
  stuck: 2,
  // What the NBA does not have is the nearest thing that it has.
  abandoned: 6,
  suspended: 2,
  interrupted: 2,
  awarded: 6,
  walkover: 6,
  unknown: 9,
} as const;

const MINUTE_MS = 60_000;
const QUARTER_SECONDS = 720;
const OVERTIME_SECONDS = 300;

/** Where a game stands at a moment. */
export type GameState = {
  status: StatusCode;
  /** Tip-off in force, epoch milliseconds. */
  startMs: number;
  /** When it turns or turned final; null for a game that does not. */
  finalMs: number | null;
  /** Share of the playing time that is over: 0 before, 1 after. */
  fraction: number;
};

/** Tells from the clock and the dials where a game stands. */
export function gameState(
  game: NbaGame,
  result: GameResult,
  { dials, nowMs, seed }: { dials: SimulatedProviderDials; nowMs: number; seed: number },
): GameState {
  const own = gameDials(dials, { ...game, nowMs, seed });
  const startMs = own.startMs ?? game.startMs;
  const durationMs = dials.minutesToFinal === null ? result.durationMs : dials.minutesToFinal * MINUTE_MS;
  const finalMs = Math.max(startMs, own.notFinalUntilMs ?? startMs + durationMs);
  const played = nowMs < startMs ? 0 : nowMs >= finalMs ? 1 : (nowMs - startMs) / (finalMs - startMs);
  if (own.status !== undefined && own.status !== null) {
    // A stuck game shows the last seconds and never the end.
    const isUnderWay = OVERRIDES[own.status] === 2;
    const fraction = isUnderWay ? Math.min(played, 0.999) : 0;
    const status = isUnderWay && nowMs < startMs ? 1 : OVERRIDES[own.status];
    return { status, startMs, finalMs: null, fraction };
  }
  return { status: nowMs < startMs ? 1 : played < 1 ? 2 : 3, startMs, finalMs, fraction: played };
}

/** The score board of a game in progress. */
export type LiveBoard = {
  period: number;
  /** Time left in the period, `"7:32"`. */
  clock: string | null;
  isHalftime: boolean;
  isEndOfPeriod: boolean;
  /** Points by period so far. */
  home: readonly number[];
  away: readonly number[];
};

/** What the score board shows when `fraction` of the playing time is over. */
export function liveBoard(result: GameResult, fraction: number): LiveBoard {
  const lengths = result.home.periods.map((_, index) => (index < 4 ? QUARTER_SECONDS : OVERTIME_SECONDS));
  let leftSeconds = fraction * lengths.reduce((total, length) => total + length, 0);
  let index = 0;
  while (index < lengths.length - 1 && leftSeconds >= (lengths[index] ?? 0)) {
    leftSeconds -= lengths[index] ?? 0;
    index += 1;
  }
  const length = lengths[index] ?? QUARTER_SECONDS;
  const remaining = Math.max(0, Math.ceil(length - leftSeconds));
  const isEndOfPeriod = remaining <= 5;
  const isHalftime = index === 1 && isEndOfPeriod;
  const soFar = (periods: readonly number[]): number[] =>
    periods
      .slice(0, index + 1)
      .map((points, at) => (at < index ? points : Math.floor((points * leftSeconds) / length)));
  return {
    period: index + 1,
    clock: isHalftime ? null : `${Math.floor(remaining / 60)}:${String(remaining % 60).padStart(2, '0')}`,
    isHalftime,
    isEndOfPeriod,
    home: soFar(result.home.periods),
    away: soFar(result.away.periods),
  };
}
