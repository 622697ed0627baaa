import { findColumn, needColumn } from '../csv-header.ts';
import type { RawGame } from '../raw-game.ts';
import { type CsvPreset, cellAt, zoneAt } from './preset.ts';

/**
 * The zones that the publisher offers, by the part of the file name that tells which one was chosen
 * (`nba-2024-EasternStandardTime.csv`). Files without such a name are read as UTC, its default.
 */
const ZONES_BY_FILE_NAME: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmtstandardtime: 'Europe/London',
  weuropestandardtime: 'Europe/Berlin',
  romancestandardtime: 'Europe/Paris',
  centraleuropestandardtime: 'Europe/Budapest',
  easternstandardtime: 'America/New_York',
  centralstandardtime: 'America/Chicago',
  mountainstandardtime: 'America/Denver',
  pacificstandardtime: 'America/Los_Angeles',
};

/**
 * Fixturedownload.com: `dd/MM/yyyy HH:mm` in one column, rounds, and a result `107 - 119` once it is known.
 * The file does not say its zone (its name may) nor its league, which the user names.
 */
export const fixturedownload: CsvPreset = {
  name: 'fixturedownload',
  kind: 'csv',
  sports: ['NBA', 'NFL', 'FOOTBALL'],
  recognises: (header) =>
    findColumn(header, ['roundnumber']) >= 0 &&
    findColumn(header, ['location']) >= 0 &&
    findColumn(header, ['hometeam']) >= 0,
  bind: (header, context) => {
    const at = {
      round: findColumn(header, ['roundnumber']),
      date: needColumn(header, ['date'], 'date'),
      location: findColumn(header, ['location']),
      home: needColumn(header, ['hometeam'], 'home team'),
      away: needColumn(header, ['awayteam'], 'away team'),
      result: findColumn(header, ['result']),
    };
    const dateColumn = zoneAt(header, at.date);
    const presetTimezone = zoneFromFileName(context.fileName);
    return (cells) => ({
      home: cellAt(cells, at.home),
      away: cellAt(cells, at.away),
      date: cellAt(cells, at.date),
      dateStyle: 'day-first',
      dateColumn,
      presetTimezone,
      week: cellAt(cells, at.round),
      venue: cellAt(cells, at.location),
      ...scoresFrom(cellAt(cells, at.result)),
    });
  },
};

function zoneFromFileName(fileName: string | undefined): string {
  const zone = /-([a-z]+)\.csv$/i.exec(fileName ?? '')?.[1];
  return ZONES_BY_FILE_NAME[zone?.toLowerCase() ?? ''] ?? 'UTC';
}

function scoresFrom(result: string | undefined): Pick<RawGame, 'homeScore' | 'awayScore'> {
  const [homeScore, awayScore] = result?.split(/\s*[-–]\s*/) ?? [];
  return { homeScore, awayScore };
}
