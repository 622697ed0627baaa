import type { GameClock } from '../domain/game-clock.ts';
import type { TaskPlan } from '../domain/plans.ts';
import type { SportDisplay } from './display-columns.ts';
import type { GameKinds } from './game-kinds.ts';
import type { RatingRules } from './rating-rules.ts';
import type { StandingsRules } from './standings-rules.ts';

/** The games of one round that all stand at one instant. */
export type RoundAtOneInstant = {
  games: number;
  /** 0 is Sunday. */
  weekday: number;
  /** Clock of the league's zone, `13:00`. */
  clock: string;
  /** Rounds of the season that come after it. */
  roundsToCome: number;
};

/** What is known of the games of any sport: how long they take, how they end, which words tell their kinds. */
export type GameFacts = {
  /** Minutes from the start to the earliest end: less than any real game took. */
  shortestGameMinutes: number;
  /** Minutes from the start to the first look for an early end: nearly no game is over before (measured). */
  firstLookMinutes: number;
  /** Minutes from the start to when a game should be final at the latest. */
  stuckAfterMinutes: number;
  /** Seconds between looks at a game that is not final. */
  notFinalStepSeconds: number;
  /** From this many periods on a game may be final at any moment, and is looked at twice as often. */
  mayEndAfterPeriods?: number;
  /** Whether a game of a kind (`playoff`, …) may end with both sides level. */
  canEndLevel: (gameType: string) => boolean;
  /** Whether a game of a kind that may end level does so after overtime only; absent: overtime is not asked for. */
  isLevelAfterOvertimeOnly?: (gameType: string) => boolean;
  /**
   * Periods of regulation, after which a game that is level goes on: by their score markets with three outcomes are
   * settled. Absent: the score itself has no overtime in it.
   */
  regulationPeriods?: number;
  /** Whether a game may end without a single point or goal. */
  canEndScoreless: boolean;
  /**
   * Hours by which a game may be moved and still be known by its sides alone; absent: a day and a half. Less where the
   * same sides meet on the days around it.
   */
  movedWithinHours?: number;
  /** What a period is called over the scores of a game, by its place from 0; absent: four, and then overtime. */
  periodTitle?: (index: number, gameType: string | null) => string;
  /** Whether a round at one instant only holds a place, as rounds are listed before they are scheduled. Absent: none is. */
  isPlaceholderRound?: (round: RoundAtOneInstant) => boolean;
  /** Margins by which games end far more often than by others, so that a spread that crosses one has moved far. */
  keyNumbers?: readonly number[];
  /** Where play is in a game under way, in the words of the sport: `Q3 5:23`. */
  liveWords: (clock: GameClock) => string;
  gameKinds: GameKinds;
  /** Absent where the constants of its ratings have no source. */
  ratings?: RatingRules;
  /** Whether sides play possession after possession, so that ratings, pace and the four factors say how. */
  hasFourFactors?: true;
  /** How tables of a league are ordered, by its code; undefined where its regulations are not known. */
  standings?: (leagueCode: string) => StandingsRules | undefined;
};

/** What is known of the box scores of a sport: what reading one costs, when it is corrected, and how it is shown. */
export type BoxScoreFacts = {
  /**
   * Calls for each game of a plan until they have been measured. Box score: two calls and a part of a slate, where
   * games do not share calls. Per entity: the rosters, team lines and the calls for players. Hybrid: the box score, and
   * then those of the roster who are not in it.
   */
  plannedCalls: Readonly<Record<TaskPlan, number>>;
  /**
   * The weekday on which the league publishes the corrections of a week: the second correction pass is then, at
   * `hourUtc` and at least `daysApart` days after the game, whatever its delay. Absent: passes follow their delays.
   */
  correctionDay?: { weekday: number; hourUtc: number; daysApart: number };
  /** Players of a side who begin a game; absent where line-ups do not name that many. */
  startersPerSide?: number;
  /**
   * How often a source is asked for the line-up of a game: every so many minutes from so long before its start. The
   * last that applies counts.
   */
  lineupLooks: readonly { fromMinutesBefore: number; everyMinutes: number }[];
  display: SportDisplay;
};

/** All that is known of a sport with box scores, without its tables. Every command loads it. */
export type SportFacts = GameFacts & BoxScoreFacts;

/** All that is known of a sport that has schedule, results and odds only. Every command loads it. */
export type ResultSportFacts = GameFacts & { readonly [Name in keyof BoxScoreFacts]?: undefined };
