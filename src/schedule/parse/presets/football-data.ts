import { findColumn, needColumn } from '../csv-header.ts';
import { type CsvPreset, cellAt, zoneAt } from './preset.ts';

/**
 * Football-Data.co.uk: results and odds, `dd/mm/yyyy`, always in UK time whatever the country. The European
 * leagues have one file a season and a division code per row; the other countries have one file for all
 * seasons, with the league's name and other column names.
 */
export const footballData: CsvPreset = {
  name: 'football-data',
  kind: 'csv',
  sports: ['FOOTBALL'],
  recognises: (header) =>
    (findColumn(header, ['div']) >= 0 && findColumn(header, ['hometeam']) >= 0) ||
    (findColumn(header, ['country']) >= 0 && findColumn(header, ['hg']) >= 0),
  bind: (header) => {
    const at = {
      league: needColumn(header, ['div', 'league'], 'league'),
      season: findColumn(header, ['season']),
      date: needColumn(header, ['date'], 'date'),
      time: findColumn(header, ['time']),
      home: needColumn(header, ['hometeam', 'home'], 'home team'),
      away: needColumn(header, ['awayteam', 'away'], 'away team'),
      homeGoals: findColumn(header, ['fthg', 'hg']),
      awayGoals: findColumn(header, ['ftag', 'ag']),
      referee: findColumn(header, ['referee']),
    };
    const zones = { dateColumn: zoneAt(header, at.date), timeColumn: zoneAt(header, at.time) };
    return (cells) => ({
      ...zones,
      home: cellAt(cells, at.home),
      away: cellAt(cells, at.away),
      date: cellAt(cells, at.date),
      time: cellAt(cells, at.time),
      dateStyle: 'day-first',
      presetTimezone: 'Europe/London',
      league: cellAt(cells, at.league),
      season: cellAt(cells, at.season),
      homeScore: cellAt(cells, at.homeGoals),
      awayScore: cellAt(cells, at.awayGoals),
      referee: cellAt(cells, at.referee),
    });
  },
};
