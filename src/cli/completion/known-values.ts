import { LEAGUES } from '../../domain/league.ts';
import { SPORTS } from '../../domain/sport.ts';
import { PRESET_NAMES } from '../../schedule/parse/presets/catalog.ts';
import type { KnownValues } from './completion-model.ts';

/** What is known of the values of options that take more than a fixed list: other spellings, or files. */
export function knownValues(): KnownValues {
  return {
    '--sport': SPORTS,
    '--league': LEAGUES.map(({ name }) => name),
    '--timezone': Intl.supportedValuesOf('timeZone'),
    '--preset': PRESET_NAMES,
    '--file': 'file',
  };
}
