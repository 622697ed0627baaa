import { findColumn, needColumn } from '../csv-header.ts';
import type { RowReading } from '../raw-game.ts';
import { type CsvPreset, cellAt, zoneAt } from './preset.ts';

/**
 * The days of the NBA Cup finals, which are no regular-season games. The layout marks every Cup game alike, so the
 * finals cannot be told from it. (Local dates in Las Vegas and in the league's zone are the same.)
 */
const CUP_FINAL_DATES = ['Dec 9 2023', 'Dec 17 2024', 'Dec 16 2025'];

/**
 * Basketball-reference's NBA season table: `Tue Oct 24 2023,7:30p`, Eastern time, two columns named `PTS` and two
 * without a name. The year in the publisher's file names is the season's end; `--season` is its start.
 * Playoff games carry no mark; they are the rows after the first play-in game or the `Playoffs` separator.
 */
export const bbref: CsvPreset = {
  name: 'bbref',
  kind: 'csv',
  sports: ['NBA'],
  recognises: (header) =>
    findColumn(header, ['visitorneutral']) >= 0 && findColumn(header, ['homeneutral']) >= 0,
  bind: (header, _context, progress) => {
    const at = {
      date: needColumn(header, ['date'], 'date'),
      time: findColumn(header, ['start', 'time', 'tipoff']),
      away: needColumn(header, ['visitorneutral', 'visitor'], 'visiting team'),
      home: needColumn(header, ['homeneutral', 'home'], 'home team'),
      awayPoints: findColumn(header, ['pts'], 0),
      homePoints: findColumn(header, ['pts'], 1),
      arena: findColumn(header, ['arena']),
      notes: findColumn(header, ['notes']),
    };
    const timeColumn = zoneAt(header, at.time);
    return (cells): RowReading => {
      const date = cellAt(cells, at.date);
      if (isPlayoffsSeparator(cells)) {
        progress.isAfterRegularSeason = true;
        return 'skip';
      }
      const notes = cellAt(cells, at.notes) ?? '';
      const venue = cellAt(cells, at.arena);
      const isPlayIn = /play-?in/i.test(notes);
      if (isPlayIn) progress.isAfterRegularSeason = true;
      const isCup = /tournament|nba cup/i.test(notes);
      const isCupFinal = isCup && CUP_FINAL_DATES.some((final) => date?.endsWith(final));
      return {
        home: cellAt(cells, at.home),
        away: cellAt(cells, at.away),
        date,
        time: cellAt(cells, at.time),
        dateStyle: 'english-words',
        timeColumn,
        presetTimezone: 'America/New_York',
        gameType: isPlayIn
          ? 'playin'
          : progress.isAfterRegularSeason
            ? 'playoff'
            : isCupFinal
              ? 'cup'
              : 'regular',
        venue,
        isNeutralSite: /^at /i.test(notes) || (isCup && venue === 'T-Mobile Arena'),
        status: statusFromNotes(notes),
        homeScore: cellAt(cells, at.homePoints),
        awayScore: cellAt(cells, at.awayPoints),
      };
    };
  },
};

function isPlayoffsSeparator(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  return filled.length > 0 && filled.every((cell) => /^playoffs$/i.test(cell.trim()));
}

function statusFromNotes(notes: string): string | undefined {
  if (/postponed/i.test(notes)) return 'postponed';
  return /cancell?ed/i.test(notes) ? 'cancelled' : undefined;
}
