import { SPORTS } from '../../../domain/sport.ts';
import { type ColumnName, columnKey, readColumnName, zoneOfNamedColumn } from '../column-name.ts';
import { textOf } from '../cell-text.ts';
import type { RawGame } from '../raw-game.ts';
import type { RowRejection } from '../row-rejection.ts';
import { twiceRejection } from './twice.ts';
import { fieldsOfColumns } from './column-mapping.ts';
import { isTimedKey, isYes, NATIVE_FIELDS, type NativeField } from './native-fields.ts';
import type { TimeWatch } from '../watch-times.ts';
import { isRecord, type JsonPreset, jsonText } from './preset.ts';

type Row = Readonly<Record<string, unknown>>;

/** Our own JSON layout: `{ sport, season, league?, timezone?, games: [ … ] }`, or the bare list of games. */
export const nativeJson: JsonPreset = {
  name: 'native',
  kind: 'json',
  sports: SPORTS,
  recognises: (document) =>
    Array.isArray(document)
      ? !isRecord(document[0]) || hasTeams(document[0])
      : isRecord(document) && 'games' in document,
  open: (document) => openNative(document, {}),
};

/** The native layout with keys of other names: `{ home: 'HomeTeam', date: 'Played on' }`. */
export function mappedJson(columns: Readonly<Record<string, string>>): JsonPreset {
  const mapped = fieldsOfColumns(columns);
  return {
    ...nativeJson,
    recognises: (document) => Array.isArray(document) || (isRecord(document) && 'games' in document),
    open: (document) => openNative(document, mapped),
  };
}

function openNative(
  document: unknown,
  mapped: Partial<Record<NativeField, string>>,
): ReturnType<JsonPreset['open']> {
  const head = isRecord(document) ? document : {};
  const games = Array.isArray(document) ? document : head['games'];
  const nameOf = rememberedNames();
  return {
    rows: Array.isArray(games) ? games : [],
    sport: jsonText(head['sport']),
    season: jsonText(head['season']),
    league: jsonText(head['league']),
    timezone: jsonText(head['timezone']),
    read: (row) => readGame(row, mapped, nameOf),
    watchUnused: (row, watch) => watchUnused(row, watch, mapped, nameOf),
  };
}

function hasTeams(row: Row): boolean {
  const keys = Object.keys(row).map(columnKey);
  return NATIVE_FIELDS.home.some((key) => keys.includes(key));
}

type NameOf = (name: string) => ColumnName;

/** All rows of a document have nearly the same keys. */
function rememberedNames(): NameOf {
  const names = new Map<string, ColumnName>();
  return (name) => {
    const known = names.get(name);
    if (known) return known;
    const read = readColumnName(name, isTimedKey);
    if (names.size < 1_000) names.set(name, read);
    return read;
  };
}

const KNOWN_KEYS: ReadonlySet<string> = new Set<string>(Object.values(NATIVE_FIELDS).flat());

function watchUnused(
  row: Row,
  watch: TimeWatch,
  mapped: Partial<Record<NativeField, string>>,
  nameOf: NameOf,
): void {
  if (watch.isDone()) return;
  const isTimed = (name: string): boolean =>
    mapped.time === name || NATIVE_FIELDS.time.some((key) => key === nameOf(name).key);
  watch.row(Object.keys(row).some(isTimed));
  for (const [name, value] of Object.entries(row)) {
    const isUsed = KNOWN_KEYS.has(nameOf(name).key) || Object.values(mapped).includes(name);
    if (!isUsed) watch.see(name, jsonText(value) ?? '');
  }
}

type Named = { name: string; value: unknown };

/** The values of a row by the keys that their names mean; refused where two of one meaning say different things. */
function valuesByKey(row: Row, nameOf: NameOf): ReadonlyMap<string, Named> | RowRejection {
  const byKey = new Map<string, Named>();
  for (const [name, value] of Object.entries(row)) {
    const { key, zone } = nameOf(name);
    const known = byKey.get(key);
    if (known && KNOWN_KEYS.has(key) && !zone && !nameOf(known.name).zone) {
      const [one, other] = [textOf(jsonText(known.value)), textOf(jsonText(value))];
      if (one !== undefined && other !== undefined && one !== other) return twiceRejection(name, one, other);
      if (one !== undefined) continue;
    }
    byKey.set(key, { name, value });
  }
  return byKey;
}

function readGame(
  row: Row,
  mapped: Partial<Record<NativeField, string>>,
  nameOf: NameOf,
): RawGame | RowRejection {
  const byKey = valuesByKey(row, nameOf);
  if ('reason' in byKey) return byKey;
  const find = (field: NativeField): { name: string; text: string } | undefined => {
    const name = mapped[field];
    if (name !== undefined) {
      const text = jsonText(row[name]);
      return text === undefined ? undefined : { name, text };
    }
    for (const key of NATIVE_FIELDS[field]) {
      const found = byKey.get(key);
      const text = found && jsonText(found.value);
      if (found && text !== undefined) return { name: found.name, text };
    }
    return undefined;
  };
  const text = (field: NativeField): string | undefined => find(field)?.text;
  const zoneOf = (name: string | undefined) =>
    name === undefined ? undefined : (nameOf(name).zone ?? zoneOfNamedColumn(name));
  const time = find('time');
  // A key with the whole instant is enough.
  const date = find('date') ?? time;
  return {
    home: text('home'),
    away: text('away'),
    date: date?.text,
    time: date === time ? undefined : time?.text,
    dateColumn: zoneOf(date?.name),
    timeColumn: date === time ? undefined : zoneOf(time?.name),
    dateStyle: (date && nameOf(date.name).dateOrder) ?? 'iso',
    weekday: text('weekday'),
    league: text('league'),
    season: text('season'),
    venue: text('venue'),
    venueCity: text('venue_city'),
    venueCountry: text('venue_country'),
    week: text('week'),
    round: text('round'),
    gameType: text('game_type'),
    timezone: text('timezone'),
    externalGameId: text('external_game_id'),
    status: text('status'),
    homeScore: text('home_score'),
    awayScore: text('away_score'),
    isNeutralSite:
      NATIVE_FIELDS.neutral.some((key) => byKey.get(key)?.value === true) || isYes(text('neutral')),
  };
}
