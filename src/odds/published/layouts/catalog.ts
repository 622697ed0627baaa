import type { LayoutFamily, PublishedLayout } from '../layout.ts';
import { actionNetwork } from './action-network.ts';
import { footballData } from './football-data.ts';
import { nbaBetting } from './nba-betting.ts';
import { nflverse } from './nflverse.ts';
import { sbrNfl } from './sbr-nfl.ts';

const LAYOUTS: readonly (PublishedLayout | LayoutFamily)[] = [
  footballData,
  nflverse,
  nbaBetting,
  sbrNfl,
  actionNetwork,
];

/** Layouts of archives of lines by name. */
export const PUBLISHED_PRESETS: readonly string[] = LAYOUTS.map(({ preset }) => preset);

/** The layout of a file with these columns, of a format; undefined where it is none of an archive. */
export function layoutOf(
  columns: readonly string[],
  format: PublishedLayout['format'],
  preset?: string,
): PublishedLayout | undefined {
  const all = new Set(columns);
  const found = LAYOUTS.find(
    (layout) =>
      layout.format === format &&
      (preset === undefined || layout.preset === preset) &&
      layout.recognises(all),
  );
  if (found === undefined) return undefined;
  if (!('bind' in found)) return found;
  const { bind, leftOutOf, ...layout } = found;
  return { ...layout, read: bind(columns), leftOut: leftOutOf(columns) };
}
