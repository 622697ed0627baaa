const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?$/i;
const RUN_TOGETHER = /^(\d{4})(\d\d)(\d\d)[T_-]?(\d\d)(\d\d)(\d\d)(Z?)$/i;

/** Seconds since 1970 of years from 2001 to 2286, which providers give for a date on request. */
const SECONDS = /^\d{10}$/;

/**
 * Reads an instant: ISO with its zone, `20251007T004204Z`, or seconds since 1970. One without a zone is read only where
 * the file says that it is in UTC.
 */
export function readInstant(written: string | number | undefined, isUtc: boolean): number | undefined {
  if (written === undefined) return undefined;
  const text = String(written).trim();
  if (SECONDS.test(text)) return Number(text) * 1_000;
  const [, year, month, day, hour, minute, second, zone] = RUN_TOGETHER.exec(text) ?? [];
  if (year !== undefined) {
    if (zone === '' && !isUtc) return undefined;
    return instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  }
  const [, , , zoned] = ISO.exec(text) ?? [];
  if (!ISO.test(text) || (zoned === undefined && !isUtc)) return undefined;
  const iso = text.replace(' ', 'T').replace(/ (?=[Z+-])/i, '');
  return instantOf(zoned === undefined ? `${iso}Z` : iso);
}

export type InstantReader = typeof readInstant;

/** Texts that are known at once. */
const MOST_KNOWN = 10_000;

/** Reads instants of one file, in which the same texts come again and again. */
export function createInstantReader(): InstantReader {
  const known = {
    inUtc: new Map<string, number | undefined>(),
    zoned: new Map<string, number | undefined>(),
  };
  return (written, isUtc) => {
    if (typeof written !== 'string') return readInstant(written, isUtc);
    const texts = isUtc ? known.inUtc : known.zoned;
    const before = texts.get(written);
    if (before !== undefined) return before;
    const atMs = readInstant(written, isUtc);
    if (texts.size >= MOST_KNOWN) texts.clear();
    texts.set(written, atMs);
    return atMs;
  };
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)/;

/** Undefined for a day or an hour that does not exist. */
function instantOf(iso: string): number | undefined {
  const [, year, month, day] = DAY.exec(iso) ?? [];
  const atMs = Date.parse(iso.toUpperCase());
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isRealDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return Number.isNaN(atMs) || !isRealDay ? undefined : atMs;
}
