/** Days of ESPN's scoreboards are those of the US East; a day in UTC lies on two of them. */

const DAY_MS = 86_400_000;

/** The days that a call of a season asks for at once: a fortnight of the NBA has about 110 games. */
const SPAN_DAYS = 14;

/** `dates` for all events that may start on a day in UTC (`2026-01-15`): that day and the one before. */
export function datesOfUtcDay(dateUtc: string): string {
  return `${compact(Date.parse(dateUtc) - DAY_MS)}-${compact(Date.parse(dateUtc))}`;
}

/** `dates` of consecutive calls for the days from one to another, both included. */
export function datesOfSeason({ first, last }: { first: string; last: string }): readonly string[] {
  const ranges: string[] = [];
  const end = Date.parse(last);
  for (let start = Date.parse(first); start <= end; start += SPAN_DAYS * DAY_MS)
    ranges.push(`${compact(start)}-${compact(Math.min(end, start + (SPAN_DAYS - 1) * DAY_MS))}`);
  return ranges;
}

function compact(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}
