import { shellWord } from '../domain/shell-command.ts';
import type { IngestRequest } from './ingest-request.ts';
import { ScheduleFileError } from './parse/schedule-file-error.ts';
import type { ReadFile } from './read-file.ts';
import type { RejectedRow } from './refused-rows.ts';

/** From this share on, dates outside of the season are not slips of single rows. */
const NEARLY_ALL = 0.9;

/** In fewer rows than these, as people write them by hand, each date may be wrong by itself. */
const FEWEST_ROWS = 5;

/**
 * Throws ScheduleFileError `wrong_season` when nearly all rows lie outside of the season that was asked for: the file
 * is of another one, and each of its rows in quarantine would say so again. Rows that name their season themselves
 * do not count.
 */
export function refuseOtherSeason(
  { rejected, rows, rowsOtherSeasons }: Pick<ReadFile, 'rejected' | 'rows' | 'rowsOtherSeasons'>,
  { seasonYear }: Pick<IngestRequest, 'seasonYear'>,
): void {
  const total = rows - rowsOtherSeasons;
  let first: RejectedRow | undefined;
  let outside = 0;
  const seasons = new Map<number | undefined, number>();
  for (const row of rejected) {
    if (row.reason !== 'date_outside_season') continue;
    first ??= row;
    outside += 1;
    seasons.set(row.probableSeason, (seasons.get(row.probableSeason) ?? 0) + 1);
  }
  if (!first || total < FEWEST_ROWS || outside < total * NEARLY_ALL) return;
  const [likely] = [...seasons].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const flag = likely === undefined ? 'the right --season' : `--season ${shellWord(likely)}`;
  throw new ScheduleFileError(
    'wrong_season',
    `the file is not of the ${seasonYear} season: ${outside} of ${total} rows lie outside of it, as in line ${first.line}, where the ${first.detail}`,
    `A season is named by the year in which it starts: ingest the file with ${flag}, or choose another file. Nothing was written.`,
    { flags: likely === undefined ? [] : [flag] },
  );
}
