import type { ResultSport } from '../../../src/domain/sport.ts';
import type { Result } from './play-result.ts';

/** What a scoreboard shows of a game under way. */
export type LiveResult = {
  home: readonly number[];
  away: readonly number[];
  /** Period or inning that is played, or that has just ended. */
  period: number;
  /** Play rests after it. */
  isBreak: boolean;
  /** Time left of a period of hockey; `0:00` in baseball, which has no clock. */
  clock: string;
  /** ESPN's words: `12:34 - 2nd`, `End of 1st`, `Bot 7th`. */
  detail: string;
};

const PERIOD_SECONDS = 1_200;
const OVERTIME_SECONDS = 300;
const REGULATION = 3;
/** The last tenth of a period is the break behind it; a half inning takes nine twentieths, the change after it one. */
const BREAK_FROM = 0.9;
const MIDDLE_FROM = 0.45;
const BOTTOM_FROM = 0.5;
const END_FROM = 0.95;

/** Where a game stands when `fraction` of its time is over; nothing is scored in a period before it is half over. */
export function liveResult(sport: ResultSport, { home, away }: Result, fraction: number): LiveResult {
  const parts = Math.max(home.length, away.length);
  const place = Math.min(fraction, 0.999) * parts;
  const index = Math.floor(place);
  const within = place - index;
  return sport === 'NHL'
    ? hockey({ home, away, parts, index, within })
    : baseball({ home, away, index, within });
}

type Place = Pick<Result, 'home' | 'away'> & { index: number; within: number };

function hockey({ home, away, parts, index, within }: Place & { parts: number }): LiveResult {
  const soFar = (goals: readonly number[]) => shown(goals, index, within >= 0.5);
  const board = { home: soFar(home), away: soFar(away), period: index + 1 };
  if (index > REGULATION) return { ...board, isBreak: false, clock: '0:00', detail: 'SO' };
  const isBreak = within >= BREAK_FROM && index < parts - 1;
  const name = index === REGULATION ? 'OT' : ordinal(index + 1);
  if (isBreak) return { ...board, isBreak, clock: '0:00', detail: `End of ${name}` };
  const length = index === REGULATION ? OVERTIME_SECONDS : PERIOD_SECONDS;
  const left = Math.ceil(length * (1 - Math.min(1, within / BREAK_FROM)));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return { ...board, isBreak, clock, detail: `${clock} - ${name}` };
}

function baseball({ home, away, index, within }: Place): LiveResult {
  const half =
    within < MIDDLE_FROM ? 'Top' : within < BOTTOM_FROM ? 'Mid' : within < END_FROM ? 'Bot' : 'End';
  return {
    away: shown(away, index, half !== 'Top'),
    home: half === 'Top' || half === 'Mid' ? home.slice(0, index) : shown(home, index, half === 'End'),
    period: index + 1,
    isBreak: half === 'Mid' || half === 'End',
    clock: '0:00',
    detail: `${half} ${ordinal(index + 1)}`,
  };
}

/** What was scored up to a period, with what is scored in it or without. */
function shown(scores: readonly number[], index: number, isScored: boolean): readonly number[] {
  return scores.slice(0, index + 1).map((score, at) => (at < index || isScored ? score : 0));
}

function ordinal(number: number): string {
  const isTeen = number % 100 > 10 && number % 100 < 20;
  return `${number}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][number % 10]) ?? 'th'}`;
}
