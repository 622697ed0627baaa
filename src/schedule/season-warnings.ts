import { shellWord } from '../domain/shell-command.ts';
import type { League, Leagues } from '../domain/league.ts';
import { believableDates } from '../domain/season.ts';
import type { IngestRequest } from './ingest-request.ts';
import { isoDate, readCalendarDate } from './parse/calendar-date.ts';
import type { OtherSeason } from './parse/parsed-game.ts';

/** A row that was passed over because it names another season. */
export type OtherSeasonRow = OtherSeason & { line: number };

/** Says of a file of which every row was passed over what its rows name, and why that may be. */
export function seasonWarnings(
  { rows, rowsOtherSeasons }: { rows: number; rowsOtherSeasons: number },
  { sport, seasonYear, leagues }: Pick<IngestRequest, 'sport' | 'seasonYear'> & { leagues: Leagues },
  first: OtherSeasonRow | undefined,
): readonly string[] {
  if (first === undefined || rowsOtherSeasons < rows) return [];
  const { line, season, date } = first;
  const year = season.slice(0, 4);
  const start = `no row is of the ${seasonYear} season: line ${line}, for one, names the season ${season}`;
  const isOfSeason = leagues.of(sport).some((league) => isWithin(date, league, seasonYear));
  return Number(year) === seasonYear + 1 && isOfSeason
    ? [
        `${start}, and its date ${date} lies in ${seasonYear}. A season is named by the year in which it starts: if the column names the year in which it ends, call it otherwise (season_end), so that --season holds for every row`,
      ]
    : [`${start}; ingest it with --season ${shellWord(year)}, or choose another file`];
}

function isWithin(date: string | undefined, league: League, year: number): boolean {
  const reading = readCalendarDate(date ?? '', 'iso');
  if (!reading.ok) return false;
  const { first, last } = believableDates(league, year);
  const day = isoDate(reading.date);
  return day >= first && day <= last;
}
