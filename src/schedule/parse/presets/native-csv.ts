import { SPORTS } from '../../../domain/sport.ts';
import { type ColumnZone, columnKey, zoneOfNamedColumn } from '../column-name.ts';
import { type CsvHeader, findColumn, findNamedColumn, needColumn } from '../csv-header.ts';
import type { RowReading } from '../raw-game.ts';
import { fieldsOfColumns } from './column-mapping.ts';
import { isYes, NATIVE_FIELDS, type NativeField } from './native-fields.ts';
import { mergeTwins, twinsOf } from './twice.ts';
import { type CsvPreset, type FileProgress, cellAt, zoneAt } from './preset.ts';

/** Our own CSV layout, and any other whose columns the user maps to it. */
export const nativeCsv: CsvPreset = {
  name: 'native',
  kind: 'csv',
  sports: SPORTS,
  recognises: (header) =>
    findColumn(header, NATIVE_FIELDS.home) >= 0 || findColumn(header, NATIVE_FIELDS.away) >= 0,
  bind: (header, _context, progress) => bindNative(header, {}, progress),
};

/** The native layout with columns of other names: `{ home: 'HomeTeam', date: 'Played on' }`. */
export function mappedCsv(columns: Readonly<Record<string, string>>): CsvPreset {
  return {
    ...nativeCsv,
    bind: (header, _context, progress) => bindNative(header, fieldsOfColumns(columns), progress),
  };
}

type Mapped = Partial<Record<NativeField, string>>;

function bindNative(
  header: CsvHeader,
  mapped: Mapped,
  progress: FileProgress,
): (cells: readonly string[]) => RowReading {
  const at = placesOf(header, mapped);
  progress.used = { columns: new Set(Object.values(at)), hasTime: findField(header, mapped, 'time') >= 0 };
  const common = {
    dateStyle: header.columns[at.date]?.dateOrder ?? ('iso' as const),
    dateColumn: zoneOf(header, at.date),
    timeColumn: zoneOf(header, at.time),
  };
  const twins = twinsOf(header, Object.values(at));
  return (cells) => {
    const merged = mergeTwins(cells, twins);
    return 'reason' in merged ? merged : { ...common, ...readCells(merged, at) };
  };
}

/** Where each field stands; -1 for one that the file does not have. Throws for a missing column. */
function placesOf(header: CsvHeader, mapped: Mapped) {
  const find = (field: NativeField): number => findField(header, mapped, field);
  const need = (field: NativeField, meaning: string): number => {
    const index = find(field);
    return index >= 0 ? index : needColumn(header, NATIVE_FIELDS[field], meaning);
  };
  const time = find('time');
  const date = find('date');
  return {
    // A column of whole instants is enough.
    date: date < 0 && time >= 0 ? time : need('date', 'date'),
    home: need('home', 'home team'),
    away: need('away', 'away team'),
    time: date < 0 ? -1 : time,
    weekday: find('weekday'),
    league: find('league'),
    season: find('season'),
    venue: find('venue'),
    venueCity: find('venue_city'),
    venueCountry: find('venue_country'),
    week: find('week'),
    round: find('round'),
    gameType: find('game_type'),
    timezone: find('timezone'),
    externalGameId: find('external_game_id'),
    status: find('status'),
    homeScore: find('home_score'),
    awayScore: find('away_score'),
    neutral: find('neutral'),
  };
}

function findField(header: CsvHeader, mapped: Mapped, field: NativeField): number {
  const name = mapped[field];
  if (name === undefined) return findColumn(header, NATIVE_FIELDS[field]);
  const index = findNamedColumn(header, name);
  // A column that the user named must be there, whatever the field.
  return index >= 0 ? index : needColumn(header, [columnKey(name)], `${field} (${name})`);
}

/** A column that the user named for the time tells its zone whatever its name is otherwise. */
function zoneOf(header: CsvHeader, index: number): ColumnZone | undefined {
  return zoneAt(header, index) ?? zoneOfNamedColumn(header.names[index] ?? '');
}

function readCells(cells: readonly string[], at: ReturnType<typeof placesOf>) {
  return {
    home: cellAt(cells, at.home),
    away: cellAt(cells, at.away),
    date: cellAt(cells, at.date),
    time: cellAt(cells, at.time),
    weekday: cellAt(cells, at.weekday),
    league: cellAt(cells, at.league),
    season: cellAt(cells, at.season),
    venue: cellAt(cells, at.venue),
    venueCity: cellAt(cells, at.venueCity),
    venueCountry: cellAt(cells, at.venueCountry),
    week: cellAt(cells, at.week),
    round: cellAt(cells, at.round),
    gameType: cellAt(cells, at.gameType),
    timezone: cellAt(cells, at.timezone),
    externalGameId: cellAt(cells, at.externalGameId),
    status: cellAt(cells, at.status),
    homeScore: cellAt(cells, at.homeScore),
    awayScore: cellAt(cells, at.awayScore),
    isNeutralSite: isYes(cellAt(cells, at.neutral)),
  };
}
