import { columnKey } from '../csv-header.ts';
import type { RawGame } from '../raw-game.ts';
import { isYes, NATIVE_FIELDS, type NativeField } from './native-fields.ts';
import { isRecord, type JsonPreset, jsonText } from './preset.ts';

/** Our own JSON layout: `{ sport, season, league?, timezone?, games: [ … ] }`, or the bare list of games. */
export const nativeJson: JsonPreset = {
  name: 'native',
  kind: 'json',
  sports: ['NBA', 'NFL', 'FOOTBALL'],
  recognises: (document) =>
    Array.isArray(document)
      ? !isRecord(document[0]) || hasTeams(document[0])
      : isRecord(document) && 'games' in document,
  open: (document) => {
    const head = isRecord(document) ? document : {};
    const games = Array.isArray(document) ? document : head['games'];
    return {
      rows: Array.isArray(games) ? games : [],
      sport: jsonText(head['sport']),
      season: jsonText(head['season']),
      league: jsonText(head['league']),
      timezone: jsonText(head['timezone']),
      read: (row) => readGame(row),
    };
  },
};

function hasTeams(row: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(row).map(columnKey);
  return NATIVE_FIELDS.home.some((key) => keys.includes(key));
}

function readGame(row: Readonly<Record<string, unknown>>): RawGame {
  const byKey = new Map(Object.entries(row).map(([name, value]) => [columnKey(name), value]));
  const text = (field: NativeField): string | undefined => {
    for (const key of NATIVE_FIELDS[field]) {
      const value = jsonText(byKey.get(key));
      if (value !== undefined) return value;
    }
    return undefined;
  };
  return {
    home: text('home'),
    away: text('away'),
    date: text('date'),
    time: text('time'),
    dateStyle: 'iso',
    league: text('league'),
    season: text('season'),
    venue: text('venue'),
    week: text('week'),
    round: text('round'),
    gameType: text('game_type'),
    timezone: text('timezone'),
    externalGameId: text('external_game_id'),
    status: text('status'),
    homeScore: text('home_score'),
    awayScore: text('away_score'),
    isNeutralSite: NATIVE_FIELDS.neutral.some((key) => byKey.get(key) === true) || isYes(text('neutral')),
  };
}
