import type { GameType } from '../../domain/game-type.ts';
import type { League, Leagues } from '../../domain/league.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import type { VenuePlace } from '../../domain/venue.ts';
import type { Answer } from './answer.ts';
import type { RowReason } from './row-rejection.ts';

/** Why a game has no confirmed time: none was given, or the one given only holds a place. */
export type TimeProblem = 'not_given' | 'placeholder_midnight' | 'placeholder_round';

/** One game as a schedule file tells it; team names are still the file's own. */
export type ParsedGame = {
  /** Line of the CSV record's start (the header is line 1), or position in a JSON list (the first is 1). */
  line: number;
  homeName: string;
  awayName: string;
  seasonYear: SeasonYear;
  leagueName: string;
  /** Tip-off as epoch milliseconds; null while the time is unknown. */
  startMs: number | null;
  /** The date as the file tells it, in `timezone`: `YYYY-MM-DD`. */
  localDate: string;
  /** The date in the league's zone: `YYYY-MM-DD`. */
  slateDate: string;
  /** IANA zone (or `UTC`) in which the file's date and time were read. */
  timezone: string;
  isTimeConfirmed: boolean;
  /** Present exactly when `isTimeConfirmed` is false. */
  timeProblem?: TimeProblem;
  /** The week or matchday where it is a number; the text of the file stays in `round`. */
  week: number | null;
  round: string | null;
  gameType: GameType;
  venue: string | null;
  /** Where the venue is; absent where the file does not say. */
  venuePlace?: VenuePlace;
  isNeutralSite: boolean;
  /** Which of the games of its sides on its day; the first where nothing is said. */
  gameNumber?: number;
  externalGameId: string | null;
  /** Whose id `externalGameId` is: `nflverse`, `espn`, or `file` for the native layouts. */
  externalSource: string | null;
  /** Null where the file says nothing about it. */
  status: GameStatus | null;
  /** True when only the score says that the game is over. */
  isStatusFromScore?: true;
  homeScore: number | null;
  awayScore: number | null;
  /** Who officiates the game; absent where the file names nobody. */
  referee?: string;
};

/** What a row that names another season says of it. */
export type OtherSeason = { otherSeason: true; season: string; date: string | undefined };

/** One row of a file: a game, a refusal, or a row of another season, which is passed over and counted. */
export type ScheduleRow = {
  line: number;
  raw: string | object;
  /** Where the row stands under another header than the first of the file. */
  headerLine?: string;
} /** `dateInBothOrders` is the date as written, where only the layout says whether the day comes first. */ & (
  | { ok: true; game: ParsedGame; dateInBothOrders?: string; otherSeason?: undefined }
  | {
      ok: false;
      reason: RowReason;
      detail: string;
      remedy: string;
      answers?: readonly Answer[];
      dateInBothOrders?: string;
      otherSeason?: undefined;
    }
  | ({ ok: false } & OtherSeason)
);

/** What times without `am` and `pm` are: of the 24-hour clock, or of a 12-hour clock from noon on. */
export const CLOCK_STYLES = ['24h', '12h-pm'] as const;
export type ClockStyle = (typeof CLOCK_STYLES)[number];

export type ReadScheduleOptions = {
  sport: Sport;
  /** The leagues that a file may be of. */
  leagues: Leagues;
  /** The season asked for, by its starting year. */
  season: SeasonYear;
  /** Shown in messages, and read for the hints that some publishers put into their file names. */
  fileName?: string | undefined;
  format?: 'auto' | 'csv' | 'json' | undefined;
  /** A name of `PRESET_NAMES`; recognised from the content when absent. */
  preset?: string | undefined;
  /** The league of rows that name none; rows of another league are refused. */
  leagueName?: string | undefined;
  /** IANA zone of the file's times; wins over the preset's and the league's own, a row's own wins over it. */
  timezone?: string | undefined;
  /** For other layouts: native field (`home`, `away`, `date`, …) to the file's column name. */
  columns?: Readonly<Record<string, string>> | undefined;
  /** Luxon tokens for dates in the native layouts, for example `dd/MM/yyyy`. */
  dateFormat?: string | undefined;
  /** By which clock times without `am` and `pm` are told, where their hour leaves it open. */
  clock?: ClockStyle | undefined;
};

/** What row readers know about the file around the row. */
export type FileContext = {
  sport: Sport;
  leagues: Leagues;
  seasonYear: SeasonYear;
  /** The league of rows that name none. */
  league: League | undefined;
  /** Whether the user named that league, so that rows of another one are a mistake. */
  isLeagueBinding: boolean;
  /** The zone that the user named, and the one that the document names. */
  timezone: string | undefined;
  documentTimezone: string | undefined;
  dateFormat: string | undefined;
  clock: ClockStyle | undefined;
  fileName: string | undefined;
};
