import type { SeasonYear } from '../../../domain/season.ts';
import type { FileContext } from '../parsed-game.ts';
import type { RawGame } from '../raw-game.ts';
import { isRecord, type JsonPreset, jsonText } from './preset.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Schedules from ESPN, in two layouts: the scoreboard's own (`{ events: [ { competitions: [ … ] } ] }`), and the
 * list of games condensed from it (`[ { id, tip, seasonType, home, away, score?, postponed? } ]`). Instants are UTC.
 * A postponed game keeps its id and its old date; the makeup is another row with an id of its own.
 */
export const espn: JsonPreset = {
  name: 'espn',
  kind: 'json',
  sports: ['NBA', 'NFL', 'FOOTBALL'],
  recognises: (document) =>
    Array.isArray(document)
      ? isRecord(document[0]) && 'tip' in document[0]
      : isRecord(document) && Array.isArray(document['events']),
  open: (document, context) => {
    const rows: unknown = isRecord(document) ? document['events'] : document;
    return {
      rows: Array.isArray(rows) ? rows : [],
      read: (row) => ('tip' in row ? readCondensed(row) : readEvent(row, context)),
    };
  },
};

const common = { dateStyle: 'iso', presetTimezone: 'UTC', externalSource: 'espn' } as const;

function readCondensed(row: Row): RawGame {
  const score = Array.isArray(row['score']) ? row['score'].map(jsonText) : [];
  const note = jsonText(row['note']) ?? '';
  return {
    ...common,
    home: jsonText(row['home']),
    away: jsonText(row['away']),
    date: jsonText(row['tip']),
    round: jsonText(row['round']),
    gameType: /play-?in/i.test(note) ? 'playin' : jsonText(row['seasonType']),
    venue: jsonText(row['venue']),
    isNeutralSite: row['neutral'] === true,
    externalGameId: jsonText(row['id']),
    status: row['postponed'] === true ? 'postponed' : undefined,
    homeScore: score[0],
    awayScore: score[1],
  };
}

/** ESPN's numbers for the part of the season. */
const SEASON_TYPES: Readonly<Record<string, string>> = {
  '1': 'preseason',
  '2': 'regular',
  '3': 'playoff',
  '5': 'playin',
};

function readEvent(event: Row, context: FileContext): RawGame {
  const competition = recordAt(event['competitions'], 0);
  const season = record(event['season']);
  const statusType = record(record(event['status'] ?? competition['status'])['type']);
  const home = competitor(competition, 'home');
  const away = competitor(competition, 'away');
  const isFinal = statusType['completed'] === true;
  const venue = record(competition['venue']);
  const address = record(venue['address']);
  const isTimeKnown = competition['timeValid'] !== false;
  const date = jsonText(event['date']) ?? jsonText(competition['date']);
  return {
    ...common,
    home: teamName(home),
    away: teamName(away),
    // Without a time the instant only holds a place at midnight in the east of the USA, which is 04:00 or 05:00 UTC.
    date: isTimeKnown ? date : date?.slice(0, 10),
    season: startingYear(jsonText(season['year']), context),
    week: jsonText(record(event['week'])['number']),
    gameType: SEASON_TYPES[jsonText(season['type']) ?? ''],
    venue: jsonText(venue['fullName']),
    venueCity: jsonText(address['city']),
    venueRegion: jsonText(address['state']),
    venueCountry: jsonText(address['country']),
    isNeutralSite: competition['neutralSite'] === true,
    externalGameId: jsonText(event['id']),
    status: statusOf(jsonText(statusType['name']), isFinal),
    homeScore: isFinal ? jsonText(home['score']) : undefined,
    awayScore: isFinal ? jsonText(away['score']) : undefined,
  };
}

/** ESPN names an NBA season by its ending year, those of the NFL and football by the starting one. */
function startingYear(year: string | undefined, context: FileContext): string | undefined {
  if (year === undefined || context.sport !== 'NBA') return year;
  const start: SeasonYear = Number(year) - 1;
  return String(start);
}

function statusOf(name: string | undefined, isFinal: boolean): string | undefined {
  if (isFinal) return 'completed';
  if (name === undefined) return undefined;
  if (/POSTPONED/.test(name)) return 'postponed';
  if (/CANCEL/.test(name)) return 'cancelled';
  if (/SUSPENDED|ABANDONED/.test(name)) return 'suspended';
  return /SCHEDULED|TBD|DELAYED/.test(name) ? 'scheduled' : undefined;
}

function competitor(competition: Row, side: 'home' | 'away'): Row {
  const list = competition['competitors'];
  if (!Array.isArray(list)) return {};
  return record(list.find((candidate) => isRecord(candidate) && candidate['homeAway'] === side));
}

function teamName(side: Row): string | undefined {
  const team = record(side['team']);
  return jsonText(team['displayName']) ?? jsonText(team['abbreviation']);
}

function record(value: unknown): Row {
  return isRecord(value) ? value : {};
}

function recordAt(value: unknown, index: number): Row {
  return Array.isArray(value) ? record(value[index]) : {};
}
