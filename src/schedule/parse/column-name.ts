import { orderOfFormat } from './date-order.ts';
import { readZoneWord } from './zone-words.ts';
import type { DateOrder, ZoneMeaning } from './date-and-time.ts';

/** What the name of a column says of the clocks of its times: `Time (UTC)`. */
export type ColumnZone = {
  /** The name as it stands in the file. */
  name: string;
  /** Undefined where the name tells a zone that is not known. */
  meaning: ZoneMeaning | undefined;
};

/** The name of a column taken apart. */
export type ColumnName = {
  /** What the column holds, as `columnKey` has it. */
  key: string;
  zone?: ColumnZone;
  /** Where the name tells how its dates are written: `Date (dd/mm/yyyy)`. */
  dateOrder?: DateOrder;
};

const BRACKETS = /^(.*?)\s*[([{]\s*([^)\]}]+?)\s*[)\]}]\s*$/;

/** What stands in brackets behind a time and tells nothing of its zone. */
const NOTE =
  /^(?:\d+|(?:12|24)[ -]?h(?:ours?|rs?)?|h+:m+(?::s+)?|am\s*\/?\s*pm|optional|scheduled|if known)$/i;

/** Words of a name that tell a zone: `Europe/London` has one, `New York` two, `Eastern Standard Time` three. */
const MOST_ZONE_WORDS = 3;

/** The name of a column without case, accents, spaces and punctuation: `Home Team` and `home_team` are one. */
export function columnKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();
}

/**
 * Takes the zone off the name of a column with dates or times, in brackets, before or behind: `Kick Off (UK)`,
 * `start_time_utc`, `Local Time`. `isTimed` says which keys are such columns; all other names stay as they are.
 */
export function readColumnName(name: string, isTimed: (key: string) => boolean): ColumnName {
  const whole = columnKey(name);
  if (isTimed(whole)) return { key: whole };
  const [, base, inner] = BRACKETS.exec(name) ?? [];
  if (base !== undefined && inner !== undefined && isTimed(columnKey(base))) {
    const key = columnKey(base);
    const dateOrder = orderOfFormat(inner.toLowerCase().replaceAll('m', 'M'));
    if (dateOrder) return { key, dateOrder };
    return NOTE.test(inner) ? { key } : { key, zone: { name, meaning: readZoneWord(inner) } };
  }
  const words = wordsOf(name);
  for (let count = Math.min(MOST_ZONE_WORDS, words.length - 1); count > 0; count -= 1) {
    const found =
      zoneAside(name, words.slice(-count), words.slice(0, -count), isTimed) ??
      zoneAside(name, words.slice(0, count), words.slice(count), isTimed);
    if (found) return found;
  }
  return { key: whole };
}

/** What the name of a column tells of its zone that the user named for the date or the time, whatever else it says. */
export function zoneOfNamedColumn(name: string): ColumnZone | undefined {
  const { zone } = readColumnName(name, (key) => key !== columnKey(name));
  return zone?.meaning ? zone : undefined;
}

function zoneAside(
  name: string,
  zoneWords: readonly string[],
  rest: readonly string[],
  isTimed: (key: string) => boolean,
): ColumnName | undefined {
  const key = columnKey(rest.join(' '));
  const meaning = isTimed(key) ? readZoneWord(zoneWords.join(' ')) : undefined;
  return meaning ? { key, zone: { name, meaning } } : undefined;
}

/** `startTimeUTC`, `start_time_utc` and `Start Time - UTC` have the same words. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9+:/]+/)
    .filter((word) => word !== '');
}
