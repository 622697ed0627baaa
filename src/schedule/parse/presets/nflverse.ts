import { findColumn, needColumn } from '../csv-header.ts';
import { type CsvPreset, cellAt, zoneAt } from './preset.ts';

/**
 * nflverse's `games.csv`: every NFL season in one file, `gametime` as Eastern wall-clock time without a zone,
 * blank where nobody knows it. Its week numbers run on through the playoffs.
 */
export const nflverse: CsvPreset = {
  name: 'nflverse',
  kind: 'csv',
  sports: ['NFL'],
  recognises: (header) => findColumn(header, ['gameday']) >= 0 && findColumn(header, ['gametime']) >= 0,
  bind: (header) => {
    const at = {
      gameId: findColumn(header, ['gameid']),
      season: needColumn(header, ['season'], 'season'),
      gameType: findColumn(header, ['gametype']),
      week: findColumn(header, ['week']),
      date: needColumn(header, ['gameday'], 'date'),
      weekday: findColumn(header, ['weekday']),
      time: needColumn(header, ['gametime'], 'time'),
      away: needColumn(header, ['awayteam'], 'away team'),
      home: needColumn(header, ['hometeam'], 'home team'),
      awayScore: findColumn(header, ['awayscore']),
      homeScore: findColumn(header, ['homescore']),
      location: findColumn(header, ['location']),
      stadium: findColumn(header, ['stadium']),
      referee: findColumn(header, ['referee']),
    };
    const timeColumn = zoneAt(header, at.time);
    return (cells) => ({
      timeColumn,
      home: cellAt(cells, at.home),
      away: cellAt(cells, at.away),
      date: cellAt(cells, at.date),
      time: cellAt(cells, at.time),
      weekday: cellAt(cells, at.weekday),
      dateStyle: 'iso',
      presetTimezone: 'America/New_York',
      season: cellAt(cells, at.season),
      week: cellAt(cells, at.week),
      gameType: cellAt(cells, at.gameType),
      venue: cellAt(cells, at.stadium),
      referee: cellAt(cells, at.referee),
      isNeutralSite: cellAt(cells, at.location)?.trim().toLowerCase() === 'neutral',
      externalGameId: cellAt(cells, at.gameId),
      externalSource: 'nflverse',
      homeScore: scoreText(cellAt(cells, at.homeScore)),
      awayScore: scoreText(cellAt(cells, at.awayScore)),
    });
  },
};

/** R writes missing numbers as `NA`. */
function scoreText(text: string | undefined): string | undefined {
  return text === 'NA' ? undefined : text;
}
