import type { ColumnZone } from './column-name.ts';
import type { RowRejection } from './row-rejection.ts';
import type { DateStyle } from './date-and-time.ts';

/**
 * The texts of one row under their common names, before anything is checked. Blank and undefined mean the same.
 * A preset's whole work is to fill this in.
 */
export type RawGame = {
  home: string | undefined;
  away: string | undefined;
  date: string | undefined;
  time?: string | undefined;
  /** The day of the week that stands beside the date. */
  weekday?: string | undefined;
  dateStyle: DateStyle;
  /** What the names of the columns with date and time say of their zones. */
  dateColumn?: ColumnZone | undefined;
  timeColumn?: ColumnZone | undefined;
  /** The row's own zone. */
  timezone?: string | undefined;
  /** The zone of this publisher's times, used when neither row nor user name one. */
  presetTimezone?: string | undefined;
  league?: string | undefined;
  season?: string | undefined;
  week?: string | undefined;
  round?: string | undefined;
  gameType?: string | undefined;
  venue?: string | undefined;
  venueCity?: string | undefined;
  venueRegion?: string | undefined;
  venueCountry?: string | undefined;
  isNeutralSite?: boolean | undefined;
  externalGameId?: string | undefined;
  externalSource?: string | undefined;
  status?: string | undefined;
  homeScore?: string | undefined;
  awayScore?: string | undefined;
  /** Who officiates the game, where the file names one. */
  referee?: string | undefined;
};

/** What a preset makes of a row; `skip` is for header repetitions and separators, which are no rows at all. */
export type RowReading = RawGame | RowRejection | 'skip';
