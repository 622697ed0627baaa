import { bbref } from './bbref.ts';
import { espn } from './espn.ts';
import { fixturedownload } from './fixturedownload.ts';
import { footballData } from './football-data.ts';
import { nativeCsv } from './native-csv.ts';
import { nativeJson } from './native-json.ts';
import { nflverse } from './nflverse.ts';
import { openfootball } from './openfootball.ts';
import { pfr } from './pfr.ts';
import type { CsvPreset, JsonPreset, Preset } from './preset.ts';

/** The CSV layouts in the order in which a header is tried; the native one accepts the most and comes last. */
export const CSV_PRESETS: readonly CsvPreset[] = [
  nflverse,
  bbref,
  pfr,
  footballData,
  fixturedownload,
  nativeCsv,
];

/** The JSON layouts in the order in which a document is tried. */
export const JSON_PRESETS: readonly JsonPreset[] = [openfootball, espn, nativeJson];

const ALL_PRESETS: readonly Preset[] = [...CSV_PRESETS, ...JSON_PRESETS];

/** Every name that `preset` may have. */
export const PRESET_NAMES: readonly string[] = [...new Set(ALL_PRESETS.map((preset) => preset.name))];
