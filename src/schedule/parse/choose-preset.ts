import { shellWord } from '../../domain/shell-command.ts';
import { columnKey } from './column-name.ts';
import { type CsvHeader } from './csv-header.ts';
import { editDistance } from '../../domain/edit-distance.ts';
import type { FileContext, ReadScheduleOptions } from './parsed-game.ts';
import { CSV_PRESETS, JSON_PRESETS, PRESET_NAMES } from './presets/catalog.ts';
import { mappedCsv, nativeCsv } from './presets/native-csv.ts';
import { mappedJson, nativeJson } from './presets/native-json.ts';
import type { CsvPreset, JsonPreset, Preset } from './presets/preset.ts';
import { ScheduleFileError } from './schedule-file-error.ts';

/** The name asked for, checked; undefined when the content is to decide. */
export function presetName(options: Pick<ReadScheduleOptions, 'preset'>): string | undefined {
  if (options.preset === undefined || options.preset === 'auto') return undefined;
  const wanted = columnKey(options.preset);
  const found = PRESET_NAMES.find((name) => columnKey(name) === wanted);
  if (found !== undefined) return found;
  const near = PRESET_NAMES.toSorted(
    (one, other) => editDistance(columnKey(one), wanted) - editDistance(columnKey(other), wanted),
  )[0];
  throw new ScheduleFileError(
    'unknown_preset',
    `preset ${options.preset} does not exist`,
    `Did you mean ${near}? Presets: ${PRESET_NAMES.join(', ')}.`,
  );
}

/** The layout of a CSV file: the one asked for, the user's own mapping, or the first that knows the header. */
export function chooseCsvPreset(
  header: CsvHeader,
  options: ReadScheduleOptions,
  context: FileContext,
): CsvPreset {
  const name = presetName(options);
  const mapping = mappingOf(options, name);
  if (mapping) return mappedCsv(mapping);
  if (name !== undefined) return checkSport(needOfFormat(CSV_PRESETS, name, 'csv'), context);
  // A layout that nobody knows is told about in terms of our own: which column is missing, which names are near.
  return checkSport(CSV_PRESETS.find((preset) => preset.recognises(header)) ?? nativeCsv, context);
}

/** The layout of a JSON document. */
export function chooseJsonPreset(
  document: unknown,
  options: ReadScheduleOptions,
  context: FileContext,
): JsonPreset {
  const name = presetName(options);
  const mapping = mappingOf(options, name);
  if (mapping) {
    const preset = mappedJson(mapping);
    if (preset.recognises(document)) return preset;
    throw unknownJson('--columns is for a list of games, and the JSON document has none');
  }
  if (name !== undefined) {
    const preset = checkSport(needOfFormat(JSON_PRESETS, name, 'json'), context);
    if (preset.recognises(document)) return preset;
    throw unknownJson(`the JSON document does not have the layout ${name}`);
  }
  const preset = JSON_PRESETS.find((candidate) => candidate.recognises(document));
  if (preset === undefined)
    throw unknownJson(`the layout of the JSON document is unknown${keysOf(document)}`);
  return checkSport(preset === nativeJson ? nativeJson : preset, context);
}

/** The user's own names of columns, which are for the native layout only. */
function mappingOf(
  { columns }: ReadScheduleOptions,
  name: string | undefined,
): ReadScheduleOptions['columns'] {
  if (columns === undefined || Object.keys(columns).length === 0) return undefined;
  if (name === undefined || name === 'native') return columns;
  throw new ScheduleFileError(
    'bad_option',
    `--columns and --preset ${shellWord(name)} exclude each other`,
    'Use one of the two.',
  );
}

/** What stands where the games would, so that one sees what to name with --columns. */
function keysOf(document: unknown): string {
  const entries: readonly unknown[] = Array.isArray(document) ? document : [document];
  const first = entries[0];
  if (typeof first !== 'object' || first === null) return '';
  const keys = Object.keys(first).slice(0, 20).join(', ');
  return Array.isArray(document)
    ? `: its first entry has the keys ${keys}, and none of them is a home team`
    : `: it has the keys ${keys}, and no list of games`;
}

function unknownJson(message: string): ScheduleFileError {
  return new ScheduleFileError(
    'unknown_layout',
    message,
    'Expected { "sport", "season", "games": [ { "date", "time", "home_team", "away_team" } ] } or a layout of docs/schedule-files.md; name other keys of a list with --columns, for example --columns home=host,away=guest.',
  );
}

function needOfFormat<T extends Preset>(presets: readonly T[], name: string, format: string): T {
  const preset = presets.find((candidate) => candidate.name === name);
  if (preset) return preset;
  throw new ScheduleFileError(
    'unknown_preset',
    `preset ${name} has no ${format.toUpperCase()} layout, and the file is ${format.toUpperCase()}`,
    'Leave out --preset to have the layout recognised.',
  );
}

function checkSport<T extends Preset>(preset: T, context: FileContext): T {
  if (preset.sports.includes(context.sport)) return preset;
  throw new ScheduleFileError(
    'wrong_sport',
    `the file has the layout ${preset.name}, which is about ${preset.sports.join(' and ')}, not ${context.sport}`,
    `Ingest it with --sport ${shellWord(preset.sports[0] ?? 'SPORT')}, or choose another file.`,
    { flags: preset.sports.slice(0, 1).map((sport) => `--sport ${shellWord(sport)}`) },
  );
}
