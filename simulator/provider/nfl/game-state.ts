import type { SimulatedProviderDials } from '../dials.ts';
import { gameDials } from '../season-mishaps.ts';
import type { GameResult } from './game-result.ts';
import type { NflGame } from './nfl-games.ts';

/** What the provider says of a game: mostly a code, and words. */
export const STATUSES = {
  notStarted: { short: 'NS', long: 'Not Started' },
  first: { short: 'Q1', long: 'First Quarter' },
  second: { short: 'Q2', long: 'Second Quarter' },
  halftime: { short: 'HT', long: 'Halftime' },
  third: { short: 'Q3', long: 'Third Quarter' },
  fourth: { short: 'Q4', long: 'Fourth Quarter' },
  overtime: { short: 'OT', long: 'Overtime' },
  finished: { short: 'FT', long: 'Finished' },
  afterOvertime: { short: 'AOT', long: 'After Over Time' },
  // As recorded: no code at all.
  finalOvertime: { short: null, long: 'Final/OT' },
  postponed: { short: 'PST', long: 'Postponed' },
  cancelled: { short: 'CANC', long: 'Cancelled' },
  // In no documentation.
  unknown: { short: 'SUSP', long: 'Suspended' },
} as const;
export type StatusName = keyof typeof STATUSES;

const FINALS: ReadonlySet<StatusName> = new Set(['finished', 'afterOvertime', 'finalOvertime']);
const QUARTERS = ['first', 'second', 'third', 'fourth', 'overtime'] as const;

const MINUTE_MS = 60_000;
const QUARTER_SECONDS = 900;
const OVERTIME_SECONDS = 600;
/** Share of a game around the middle that is halftime. */
const HALFTIME = { from: 0.5, to: 0.56 };

/** Where a game stands at a moment. */
export type GameState = {
  status: StatusName;
  isFinal: boolean;
  /** Whether it has begun: there are scores and lines. */
  hasBegun: boolean;
  /** Kick-off in force, epoch milliseconds. */
  startMs: number;
  /** When it turns or turned final; null for a game that does not. */
  finalMs: number | null;
  /** Share of the playing time that is over: 0 before, 1 after. */
  fraction: number;
};

/** Tells from the clock and the dials where a game stands. */
export function gameState(
  game: NflGame,
  result: GameResult,
  { dials, nowMs, seed }: { dials: SimulatedProviderDials; nowMs: number; seed: number },
): GameState {
  const own = gameDials(dials, { ...game, nowMs, seed });
  const startMs = own.startMs ?? game.startMs;
  const durationMs = dials.minutesToFinal === null ? result.durationMs : dials.minutesToFinal * MINUTE_MS;
  const finalMs = Math.max(startMs, own.notFinalUntilMs ?? startMs + durationMs);
  const played = nowMs < startMs ? 0 : nowMs >= finalMs ? 1 : (nowMs - startMs) / (finalMs - startMs);
  const at = (status: StatusName, fraction: number, endMs: number | null): GameState => ({
    status,
    isFinal: FINALS.has(status),
    hasBegun: fraction > 0 || FINALS.has(status),
    startMs,
    finalMs: endMs,
    fraction,
  });
  switch (own.status ?? null) {
    case 'postponed':
      return at('postponed', 0, null);
    // What the NFL does not have is the nearest thing that it has.
    case 'cancelled':
    case 'abandoned':
    case 'awarded':
    case 'walkover':
      return at('cancelled', 0, null);
    case 'tbd':
    case 'delayed':
      return at('notStarted', 0, null);
    case 'unknown':
      return at('unknown', 0, null);
    case 'stuck':
    case 'suspended':
    case 'interrupted':
      // A stuck game shows the last seconds and never the end.
      return nowMs < startMs ? at('notStarted', 0, null) : liveAt(Math.min(played, 0.999), null);
    case null:
      if (nowMs < startMs) return at('notStarted', 0, finalMs);
      return played < 1 ? liveAt(played, finalMs) : at(finalStatus(game, result), 1, finalMs);
  }

  function liveAt(fraction: number, endMs: number | null): GameState {
    const isHalftime = fraction >= HALFTIME.from && fraction < HALFTIME.to;
    const status = isHalftime ? 'halftime' : QUARTERS[boardAt(result, fraction).quarter];
    return { ...at(status ?? 'fourth', fraction, endMs), hasBegun: true };
  }
}

/** Two finals after overtime in three have no code; of the others some are plain `FT`, as recorded. */
function finalStatus(game: NflGame, { isOvertime }: GameResult): StatusName {
  if (!isOvertime) return 'finished';
  if (game.id % 3 !== 0) return 'finalOvertime';
  return game.id % 2 === 0 ? 'afterOvertime' : 'finished';
}

/** The score board of a game in progress. */
export type LiveBoard = {
  /** 0 for the first quarter, 4 for the overtime. */
  quarter: number;
  /** Time left in the quarter, `"7:32"`. */
  timer: string;
  /** Points by quarter so far. */
  home: readonly number[];
  away: readonly number[];
};

/** What the score board shows when `fraction` of the playing time is over. */
export function boardAt(result: GameResult, fraction: number): LiveBoard {
  const lengths = result.home.periods.map((_, index) => (index < 4 ? QUARTER_SECONDS : OVERTIME_SECONDS));
  let leftSeconds = fraction * lengths.reduce((total, length) => total + length, 0);
  let quarter = 0;
  while (quarter < lengths.length - 1 && leftSeconds >= (lengths[quarter] ?? 0)) {
    leftSeconds -= lengths[quarter] ?? 0;
    quarter += 1;
  }
  const length = lengths[quarter] ?? QUARTER_SECONDS;
  const remaining = Math.max(0, Math.ceil(length - leftSeconds));
  const soFar = (periods: readonly number[]): number[] =>
    periods
      .slice(0, quarter + 1)
      .map((points, at) => (at < quarter ? points : Math.floor((points * leftSeconds) / length)));
  return {
    quarter,
    timer: `${Math.floor(remaining / 60)}:${String(remaining % 60).padStart(2, '0')}`,
    home: soFar(result.home.periods),
    away: soFar(result.away.periods),
  };
}
