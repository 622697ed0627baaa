import { SPORTS } from '../../domain/sport.ts';
import { REFERENCE_LEAGUES } from '../../reference/built-in/leagues.ts';
import { PRESET_NAMES } from '../../schedule/parse/presets/catalog.ts';
import type { KnownValues } from './completion-model.ts';

/** What is known of the values of options that take more than a fixed list: other spellings, or files. */
export function knownValues(): KnownValues {
  return {
    '--sport': SPORTS,
    '--league': REFERENCE_LEAGUES.map(({ name }) => name),
    '--timezone': Intl.supportedValuesOf('timeZone'),
    '--preset': PRESET_NAMES,
    '--file': 'file',
  };
}
