import { SEEDING_PLANS, type SeedingPlan } from '../../domain/plans.ts';
import {
  BOX_SCORE_SPORTS,
  type BoxScoreSport,
  SPORTS,
  type Sport,
  bySport,
  hasBoxScores,
} from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { choice, choices, duration, durations, onOff, wholeNumber } from '../values.ts';
import { type ValuesOf, type VariableSchema, variable } from '../variable.ts';

const SECOND_MS = 1_000;
const DELAY_RANGE = { min: 0, max: 10_080 };

/** `SEEDING_DELAY_MINUTES_NBA`, …: a variable for each sport with box scores, after its own. */
function ofEachSport<Name extends string, Schema extends VariableSchema>(
  name: Name,
  schemaOf: (sport: BoxScoreSport) => Schema,
): Record<`${Name}_${BoxScoreSport}`, Schema> {
  return Object.fromEntries(BOX_SCORE_SPORTS.map((sport) => [`${name}_${sport}`, schemaOf(sport)])) as Record<
    `${Name}_${BoxScoreSport}`,
    Schema
  >;
}

const delayOf = (sport: BoxScoreSport) =>
  variable(duration('minutes', DELAY_RANGE).optional(), `The same for ${sport} only.`, {
    defaultText: 'SEEDING_DELAY_MINUTES',
  });
const strategyOf = (sport: BoxScoreSport) =>
  variable(choice(SEEDING_PLANS).optional(), `The same for ${sport} only.`, {
    defaultText: 'SEEDING_STRATEGY',
  });

/** The usual pause, and the sports that have another. */
function stepsInWords(): string {
  const [usual, ...others] = [
    ...Map.groupBy(SPORTS, (sport) => SPORT_FACTS[sport].notFinalStepSeconds),
  ].toSorted(([, some], [, more]) => more.length - some.length);
  const words = others.map(([seconds, sports]) => `${seconds} for ${sports.join(' and ')}`).join(', ');
  return words === '' ? String(usual?.[0]) : `${usual?.[0]} (${words})`;
}

/** When and how games are seeded. */
export const seedingVariables = {
  SPORTS_ENABLED: variable(
    choices(SPORTS).prefault(SPORTS.join(',')),
    'Comma-separated sports to keep up: schedules, results, odds, and box scores where they are collected.',
  ),
  SEEDING_DELAY_MINUTES: variable(
    duration('minutes', DELAY_RANGE).prefault('240'),
    'Minutes from tip-off to the opening of the seeding window.',
  ),
  ...ofEachSport('SEEDING_DELAY_MINUTES', delayOf),
  NOT_FINAL_STEP_SECONDS: variable(
    duration('seconds', { min: 1, max: 86_400 }).optional(),
    'Pause before a game that is not final is looked at again; half of it where the game may end at any moment (the last quarter of the NBA).',
    { defaultText: stepsInWords() },
  ),
  SECOND_SOURCE_AFTER_MINUTES: variable(
    duration('minutes', { min: 0, max: 10_080 }).prefault('60'),
    'Minutes after the opening of the window from which the next source is asked as well, where the first one does not have a game as over or has no lines of it.',
  ),
  EARLY_FINISH: variable(
    onOff().prefault('off'),
    'Whether games that are final before their window opens are looked for, with one call a step for each slate, and seeded at once.',
  ),
  LIVE_SCORES: variable(
    onOff().prefault('off'),
    'Whether games are looked at from their start on, so that pages and API show state, clock and score while they are on; finals are seeded at once, as with EARLY_FINISH.',
  ),
  LIVE_SCORE_STEP_SECONDS: variable(
    duration('seconds', { min: 10, max: 86_400 }).optional(),
    'Pause between two looks of LIVE_SCORES at the games of a sport, at sources where a look costs nothing.',
    { defaultText: '60, or NOT_FINAL_STEP_SECONDS where that is less' },
  ),
  LIVE_SCORE_PAID_STEP_SECONDS: variable(
    duration('seconds', { min: 10, max: 86_400 }).optional(),
    'The same at sources where a look costs calls of a plan; where it costs credits, so many times that as it costs.',
    { defaultText: 'that of NOT_FINAL_STEP_SECONDS' },
  ),
  CORRECTION_DELAYS_HOURS: variable(
    durations('hours', '24,72').prefault('24,72'),
    'Hours after tip-off at which finished games are read again for corrections; the second one of the NFL is the Thursday after the game. Blank: never.',
    { isBlankSpoken: true },
  ),
  MAX_CONCURRENT_SEEDS: variable(
    wholeNumber({ min: 1, max: 1_000 }).prefault('10'),
    'Games that one worker process seeds at once, per queue.',
  ),
  RETRY_MAX_ATTEMPTS: variable(
    wholeNumber({ min: 0, max: 100 }).prefault('3'),
    'Retries after the first attempt.',
  ),
  RETRY_BACKOFF_SECONDS: variable(
    durations('seconds', '60,300,900').prefault('60,300,900'),
    'Pauses before each retry; the last one repeats. A little chance is added.',
  ),
  SEEDING_TIMEOUT_SECONDS: variable(
    duration('seconds', { min: 1, max: 86_400 }).prefault('300'),
    'Longest time for one run of a game at its first attempt; longer by that at each retry, up to four times. What was written by then stays.',
  ),
  SEEDING_STRATEGY: variable(choice(SEEDING_PLANS).prefault('box-score'), 'How games are read.'),
  ...ofEachSport('SEEDING_STRATEGY', strategyOf),
  SEEDING_FALLBACK: variable(
    onOff().prefault('on'),
    'Whether a game whose box score keeps failing is read entity by entity.',
  ),
  SHUTDOWN_DEADLINE_SECONDS: variable(
    duration('seconds', { min: 0, max: 3_600 }).prefault('20'),
    'How long a stopping worker lets running games finish before it releases them.',
  ),
  WATCHDOG_SECONDS: variable(
    duration('seconds', { min: 0, max: 86_400 }).prefault('60'),
    'How long a worker may take no job while one is overdue before it connects anew, and then ends; 0: never.',
  ),
  MAX_LOST_STARTS: variable(
    wholeNumber({ min: 1, max: 1_000 }).prefault('5'),
    'Starts in a row that may end with their worker before a game is set aside as poison.',
  ),
};

export type SeedingConfig = {
  sportsEnabled: readonly Sport[];
  /** From tip-off to the opening of the window. */
  delayMs: Record<Sport, number>;
  notFinalStepMs: Record<Sport, number>;
  /** From the opening of the window until a source that does not have a game as over is late. */
  secondSourceAfterMs: number;
  /** Whether games are looked at from their start on, and how often; undefined: as the price of a look says. */
  areLiveScoresOn: boolean;
  liveStepMs: number | undefined;
  /** The same where a look costs calls or credits. */
  paidLiveStepMs: number | undefined;
  /** Whether finals are looked for before the window opens. */
  isEarlyFinishOn: boolean;
  correctionDelaysMs: readonly number[];
  /** How games are read. */
  strategy: Record<Sport, SeedingPlan>;
  /** Whether a game whose plan keeps failing is read by the next one. */
  isFallbackOn: boolean;
  maxConcurrentSeeds: number;
  retry: { maxRetries: number; backoffMs: readonly number[] };
  /** Longest time for one run at the first attempt. */
  timeoutMs: number;
  shutdownDeadlineMs: number;
  /** How long a worker may take no job while one is overdue, before it connects anew; 0 switches that off. */
  watchdogMs: number;
  /** Starts in a row that may end with their worker before a task is set aside. */
  maxLostStarts: number;
};

export function seedingConfig(values: ValuesOf<typeof seedingVariables>): SeedingConfig {
  return {
    sportsEnabled: values.SPORTS_ENABLED,
    delayMs: bySport(
      (sport) =>
        (hasBoxScores(sport) ? values[`SEEDING_DELAY_MINUTES_${sport}`] : undefined) ??
        values.SEEDING_DELAY_MINUTES,
    ),
    notFinalStepMs: bySport(
      (sport) => values.NOT_FINAL_STEP_SECONDS ?? SPORT_FACTS[sport].notFinalStepSeconds * SECOND_MS,
    ),
    secondSourceAfterMs: values.SECOND_SOURCE_AFTER_MINUTES,
    areLiveScoresOn: values.LIVE_SCORES,
    liveStepMs: values.LIVE_SCORE_STEP_SECONDS,
    paidLiveStepMs: values.LIVE_SCORE_PAID_STEP_SECONDS,
    isEarlyFinishOn: values.EARLY_FINISH || values.LIVE_SCORES,
    correctionDelaysMs: values.CORRECTION_DELAYS_HOURS,
    strategy: bySport(
      (sport) =>
        (hasBoxScores(sport) ? values[`SEEDING_STRATEGY_${sport}`] : undefined) ?? values.SEEDING_STRATEGY,
    ),
    isFallbackOn: values.SEEDING_FALLBACK,
    maxConcurrentSeeds: values.MAX_CONCURRENT_SEEDS,
    retry: { maxRetries: values.RETRY_MAX_ATTEMPTS, backoffMs: values.RETRY_BACKOFF_SECONDS },
    timeoutMs: values.SEEDING_TIMEOUT_SECONDS,
    shutdownDeadlineMs: values.SHUTDOWN_DEADLINE_SECONDS,
    watchdogMs: values.WATCHDOG_SECONDS,
    maxLostStarts: values.MAX_LOST_STARTS,
  };
}
