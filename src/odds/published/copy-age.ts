import type { FileExtent } from '../../db/schema/data-loads.ts';

/** Another file of the same layout that was loaded, with what is known of it. */
export type OtherCopy = { source: string; extent: FileExtent | null };

/**
 * Whether a file is newer than all others that were loaded of its seasons: `unknown` where nothing tells, and beside it
 * the file that decided.
 */
export type CopyAge =
  | { age: 'newer' }
  | { age: 'older'; other: string; lastDay: string; otherLastDay: string }
  | { age: 'unknown'; other: string | null; lastDay: string | null; hasNoResults?: true };

/** A load of another file of the same layout, as it is recorded. */
type RecordedCopy = OtherCopy & {
  isWhole: boolean;
  /** Lines that it wrote or corrected, those of others that it left as they were, and those that it lacks and that stand. */
  wrote: number;
  left: number;
  updatedAtMs: number;
};

/**
 * The loads beside which a file has an age. Of one that was not read to its end it is not known what the rest of it has;
 * it counts no more where it wrote nothing, or where a whole file has had its say since over all of its seasons.
 */
export function countingCopies<Copy extends RecordedCopy>(loads: readonly Copy[]): Copy[] {
  const whole = loads.filter(({ isWhole }) => isWhole);
  return loads.flatMap((load) => {
    if (load.isWhole) return [load];
    if (load.wrote === 0 || whole.some((other) => settles(other, load))) return [];
    return [{ ...load, extent: null }];
  });
}

/** Whether everything that a part of a file wrote has been confirmed, corrected or taken back by a whole one. */
function settles(whole: RecordedCopy, part: RecordedCopy): boolean {
  const { extent } = whole;
  const seasons = Object.keys(part.extent ?? {});
  return (
    extent !== null &&
    whole.left === 0 &&
    whole.updatedAtMs > part.updatedAtMs &&
    seasons.length > 0 &&
    seasons.every((key) => key in extent)
  );
}

/** By which a season of a league is told in an extent. */
export function seasonKey(league: string, seasonYear: number): string {
  return `${league}|${seasonYear}`;
}

/** The extent with one more game that has its result. */
export function withGame(extent: FileExtent, key: string, day: string): FileExtent {
  const known = extent[key];
  return known !== undefined && known >= day ? extent : { ...extent, [key]: day };
}

/** The extent of two parts of a file together. */
export function joined(one: FileExtent, other: FileExtent): FileExtent {
  return Object.entries(other).reduce((all, [key, day]) => withGame(all, key, day), one);
}

/**
 * A file has the results of games up to the day on which it was published. Of two that share a season, the one whose last
 * result in the league is later is the newer one; with the same last day either may be a correction of the other.
 */
export function ageOfCopy(mine: FileExtent, others: readonly OtherCopy[]): CopyAge {
  const [first] = others;
  if (first !== undefined && Object.keys(mine).length === 0)
    return { age: 'unknown', other: first.source, lastDay: null, hasNoResults: true };
  let undecided: CopyAge | undefined;
  let isComparable = false;
  for (const { source, extent } of others) {
    if (extent === null) {
      undecided ??= { age: 'unknown', other: source, lastDay: null };
      continue;
    }
    const leagues = new Set(Object.keys(mine).flatMap((key) => (key in extent ? [leagueOf(key)] : [])));
    if (leagues.size === 0) continue;
    isComparable = true;
    const [lastDay, otherLastDay] = [lastDayOf(mine, leagues), lastDayOf(extent, leagues)];
    if (lastDay < otherLastDay) return { age: 'older', other: source, lastDay, otherLastDay };
    if (lastDay === otherLastDay) undecided ??= { age: 'unknown', other: source, lastDay };
  }
  if (undecided !== undefined) return undecided;
  // Lines stand of a load that is not known any more.
  return isComparable ? { age: 'newer' } : { age: 'unknown', other: null, lastDay: null };
}

/** Whether a file may change what was loaded: it is the newer one, or no other file that is known is of its seasons. */
export function mayCorrect(copy: CopyAge): boolean {
  return copy.age === 'newer' || (copy.age === 'unknown' && copy.other === null);
}

function leagueOf(key: string): string {
  return key.slice(0, key.lastIndexOf('|'));
}

function lastDayOf(extent: FileExtent, leagues: ReadonlySet<string>): string {
  const days = Object.entries(extent).flatMap(([key, day]) => (leagues.has(leagueOf(key)) ? [day] : []));
  return days.reduce((last, day) => (day > last ? day : last), '');
}
