import { columnKey, type CsvHeader, findColumn, needColumn } from '../csv-header.ts';
import type { RowReading } from '../raw-game.ts';
import { ScheduleFileError } from '../schedule-file-error.ts';
import { isYes, NATIVE_FIELD_NAMES, NATIVE_FIELDS, type NativeField } from './native-fields.ts';
import { type CsvPreset, cellAt } from './preset.ts';

/** Our own CSV layout, and any other whose columns the user maps to it. */
export const nativeCsv: CsvPreset = {
  name: 'native',
  kind: 'csv',
  sports: ['NBA', 'NFL', 'FOOTBALL'],
  recognises: (header) =>
    findColumn(header, NATIVE_FIELDS.home) >= 0 || findColumn(header, NATIVE_FIELDS.away) >= 0,
  bind: (header) => bindNative(header, {}),
};

/** The native layout with columns of other names: `{ home: 'HomeTeam', date: 'Played on' }`. */
export function mappedCsv(columns: Readonly<Record<string, string>>): CsvPreset {
  return { ...nativeCsv, bind: (header) => bindNative(header, namesByField(columns)) };
}

function bindNative(
  header: CsvHeader,
  mapped: Partial<Record<NativeField, string>>,
): (cells: readonly string[]) => RowReading {
  const find = (field: NativeField): number => {
    const name = mapped[field];
    // A column that the user named must be there, whatever the field.
    return name === undefined
      ? findColumn(header, NATIVE_FIELDS[field])
      : needColumn(header, [columnKey(name)], `${field} (${name})`);
  };
  const need = (field: NativeField, meaning: string): number => {
    const index = find(field);
    return index >= 0 ? index : needColumn(header, NATIVE_FIELDS[field], meaning);
  };
  const at = {
    date: need('date', 'date'),
    home: need('home', 'home team'),
    away: need('away', 'away team'),
    time: find('time'),
    league: find('league'),
    season: find('season'),
    venue: find('venue'),
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
  return (cells) => ({
    home: cellAt(cells, at.home),
    away: cellAt(cells, at.away),
    date: cellAt(cells, at.date),
    time: cellAt(cells, at.time),
    dateStyle: 'iso',
    league: cellAt(cells, at.league),
    season: cellAt(cells, at.season),
    venue: cellAt(cells, at.venue),
    week: cellAt(cells, at.week),
    round: cellAt(cells, at.round),
    gameType: cellAt(cells, at.gameType),
    timezone: cellAt(cells, at.timezone),
    externalGameId: cellAt(cells, at.externalGameId),
    status: cellAt(cells, at.status),
    homeScore: cellAt(cells, at.homeScore),
    awayScore: cellAt(cells, at.awayScore),
    isNeutralSite: isYes(cellAt(cells, at.neutral)),
  });
}

function namesByField(columns: Readonly<Record<string, string>>): Partial<Record<NativeField, string>> {
  const mapped: Partial<Record<NativeField, string>> = {};
  for (const [wanted, name] of Object.entries(columns)) {
    const key = columnKey(wanted);
    const field = NATIVE_FIELD_NAMES.find(
      (candidate) => columnKey(candidate) === key || NATIVE_FIELDS[candidate].some((alias) => alias === key),
    );
    if (field === undefined) {
      throw new ScheduleFileError(
        'bad_option',
        `--columns names the field ${wanted}, which does not exist`,
        `Fields: ${NATIVE_FIELD_NAMES.join(', ')}.`,
      );
    }
    mapped[field] = name;
  }
  return mapped;
}
