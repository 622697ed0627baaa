import type { GameClock } from '../../domain/game-clock.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import { minuteOf, periodOf, timeLeft } from '../reading/clocks.ts';
import type { EspnSport } from './espn-leagues.ts';
import type { EventStatus } from './schema.ts';

/** What is over without being played to its end, whatever the state says: postponed events have state `post`. */
const NOT_PLAYED: Readonly<Record<string, GameStatus>> = {
  STATUS_POSTPONED: 'postponed',
  STATUS_CANCELED: 'cancelled',
  STATUS_CANCELLED: 'cancelled',
  STATUS_ABANDONED: 'cancelled',
  STATUS_SUSPENDED: 'suspended',
  STATUS_FORFEIT: 'awarded',
};

/** Words for events that are still to begin, and for those under way. */
const BEFORE = new Set(['STATUS_SCHEDULED', 'STATUS_TBD', 'STATUS_DELAYED', 'STATUS_RAIN_DELAY']);
const DURING = new Set([
  'STATUS_IN_PROGRESS',
  'STATUS_HALFTIME',
  'STATUS_END_PERIOD',
  'STATUS_FIRST_HALF',
  'STATUS_SECOND_HALF',
  'STATUS_END_OF_REGULATION',
  'STATUS_END_OF_EXTRATIME',
  'STATUS_OVERTIME',
  'STATUS_EXTRA_TIME',
  'STATUS_HALFTIME_ET',
  'STATUS_FIRST_HALF_EXTRA_TIME',
  'STATUS_SECOND_HALF_EXTRA_TIME',
  'STATUS_SHOOTOUT',
  'STATUS_DELAYED',
  'STATUS_RAIN_DELAY',
]);

/**
 * Where an event stands. It is over only where `completed` is true; a word that nobody has seen is none of an end.
 */
export function espnStatus({ type }: EventStatus): {
  status: GameStatus;
  statusText: string;
  isStatusKnown: boolean;
} {
  const { name, state, completed, description } = type;
  const statusText = description ?? name;
  const notPlayed = NOT_PLAYED[name];
  if (notPlayed !== undefined) return { status: notPlayed, statusText, isStatusKnown: true };
  if (completed) return { status: 'completed', statusText, isStatusKnown: true };
  if (state === 'in') return { status: 'in_progress', statusText, isStatusKnown: DURING.has(name) };
  return { status: 'scheduled', statusText, isStatusKnown: state === 'pre' && BEFORE.has(name) };
}

/** Words for play that rests. */
const BREAKS = new Set([
  'STATUS_HALFTIME',
  'STATUS_END_PERIOD',
  'STATUS_END_OF_REGULATION',
  'STATUS_END_OF_EXTRATIME',
  'STATUS_HALFTIME_ET',
]);

/** What an event says of where play is, and the kind of its season: 2 is the regular one. */
type Play = EventStatus & { seasonType?: number | null | undefined };

/** Where play is in an event that is under way; football counts up, in minutes, and baseball has no clock. */
export function espnClock(sport: EspnSport, play: Play): GameClock {
  const { type, period, displayClock } = play;
  if (sport === 'MLB') return inningOf(play);
  const isBreak = BREAKS.has(type.name);
  const isShootout = type.name === 'STATUS_SHOOTOUT' || (sport === 'NHL' && isHockeyShootout(play));
  const time = sport === 'FOOTBALL' ? minuteOf(displayClock) : timeLeft(displayClock);
  return {
    period: isShootout ? null : periodOf(period),
    isBreak,
    isShootout,
    time: isBreak || isShootout ? null : time,
  };
}

const REGULAR_SEASON = 2;

/** Shots decide a game of the regular season after one overtime: they are its fifth period, whatever they are called. */
function isHockeyShootout({ type, period, seasonType }: Play): boolean {
  return (
    /^(so|shoot-?out)$/i.test(type.detail ?? '') || (seasonType === REGULAR_SEASON && (period ?? 0) >= 5)
  );
}

/** `Top 7th`, `Mid 7th`, `Bot 7th` and `End 7th`, behind other words in a delay: `Rain Delay, Top 1st`. */
const HALF_INNING = /\b(top|mid|middle|bot|bottom|end)\b/i;
const HALVES: Readonly<Record<string, Pick<GameClock, 'isBreak' | 'time'>>> = {
  top: { isBreak: false, time: 'top' },
  mid: { isBreak: true, time: 'top' },
  bot: { isBreak: false, time: 'bottom' },
  end: { isBreak: true, time: 'bottom' },
};

function inningOf({ type, period }: Play): GameClock {
  const [, word = ''] = HALF_INNING.exec(type.detail ?? '') ?? [];
  const half = HALVES[word.toLowerCase().slice(0, 'top'.length)] ?? {
    isBreak: BREAKS.has(type.name),
    time: null,
  };
  return { period: periodOf(period), isShootout: false, ...half };
}
