import type { HistoryPart } from '../domain/history.ts';
import { UnknownNameError } from '../domain/unknown-name.ts';
import type { FileSlice } from '../loads/file-slice.ts';
import type { StoredLeague } from '../reference/leagues/load-leagues.ts';
import type { PastFile, WantedUnit } from './wanted-unit.ts';

/** What files hold of a request; field names as published. */
export type FilesOutlook = {
  files: number;
  rows: number;
  games: number;
  /** Rows of other leagues or days than those that are asked for. */
  rows_outside: number;
  /** Rows that cannot be read, or are of no game that is known. */
  rows_left: number;
};

/**
 * The units that files hold, a part of a league in a month each, in the order in which they are read. Throws
 * UnknownNameError where a part is asked for that no file has, and where two files have the same month.
 */
export function planFiles(
  files: readonly PastFile[],
  parts: readonly HistoryPart[] | undefined,
  leagues: readonly StoredLeague[],
): { units: WantedUnit[]; leftOut: string[] } {
  const units = new Map<string, WantedUnit>();
  const leftOut = new Set<string>();
  for (const file of files)
    for (const part of file.parts.filter((one) => parts?.includes(one) !== false))
      for (const slice of file.slices) {
        const league = leagues.find(({ name }) => name === slice.league);
        if (league) take(units, unitOf(file, { part, league, slice }));
        else leftOut.add(`${slice.league}, whose sport is not enabled or which is not asked for`);
      }
  const missing = parts?.find((part) => !files.some((file) => file.parts.includes(part)));
  if (missing !== undefined) throw noPart(missing, files);
  if (units.size === 0) throw nothingInFiles(files);
  return { units: [...units.values()], leftOut: [...leftOut] };
}

function take(units: Map<string, WantedUnit>, unit: WantedUnit): void {
  const { league, part, source, unit: month, content } = unit;
  const key = `${league} ${part} ${source} ${month}`;
  const other = units.get(key)?.content;
  if (other !== undefined)
    throw new UnknownNameError(
      'file',
      `${other.fileName} and ${content?.fileName} both have ${part} of ${league} in ${month}`,
      'Give one of them; a newer copy of an archive is loaded with load --newer-copy.',
    );
  units.set(key, unit);
}

function unitOf(
  { name, preset, isNewerCopy }: PastFile,
  { part, league, slice }: { part: HistoryPart; league: StoredLeague; slice: FileSlice },
): WantedUnit {
  const { unit, fromDay, toDay, content, hash, rows, games } = slice;
  return {
    leagueId: league.id,
    league: league.name,
    sport: league.sport,
    part,
    source: preset,
    moment: '',
    unit,
    fromDay,
    toDay,
    content: { fileName: name, isNewerCopy, content, hash, rows, games },
  };
}

/** Rows and games of files, whatever is read of them already. */
export function filesOutlook(files: readonly PastFile[]): FilesOutlook {
  const slices = files.flatMap((file) => file.slices);
  const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0);
  return {
    files: files.length,
    rows: sum(slices.map(({ rows }) => rows)),
    games: sum(slices.map(({ games }) => games)),
    rows_outside: sum(files.map(({ rowsOutside }) => rowsOutside)),
    rows_left: sum(files.map(({ rowsLeft }) => rowsLeft)),
  };
}

function noPart(part: HistoryPart, files: readonly PastFile[]): UnknownNameError {
  const has = [...new Set(files.flatMap((file) => file.parts))].join(' and ');
  return new UnknownNameError(
    'what',
    `the files have no ${part}, but ${has}`,
    `Leave --what out, or name ${has}.`,
  );
}

function nothingInFiles(files: readonly PastFile[]): UnknownNameError {
  const { rows_outside: outside, rows_left: left } = filesOutlook(files);
  return new UnknownNameError(
    'file',
    `the files have no row that is wanted: ${outside} are of other leagues or days, and ${left} cannot be read or are of no known game`,
    'Look at --league, --from and --to; box scores are of games that are known: bring their schedule in first.',
  );
}
