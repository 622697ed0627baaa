import { Readable } from 'node:stream';
import type { Leagues } from '../domain/league.ts';
import type { Sport } from '../domain/sport.ts';
import type { GivenAnswers, PastPolicy } from './ingest-request.ts';
import type { Answer } from './parse/answer.ts';
import type { ParsedGame, ScheduleRow } from './parse/parsed-game.ts';
import { openSchedule } from './parse/read-schedule.ts';
import { ScheduleFileError } from './parse/schedule-file-error.ts';
import { type RowReaderDeps, emptyFile, takeGame } from './read-rows.ts';
import type { ReadFile, ReadingOptions } from './read-file.ts';

/** A quarantined row as it is kept. */
export type WaitingRow = {
  id: number;
  sport: Sport;
  season_year: number;
  league: string | null;
  source: string;
  raw: string | object;
  options: ReadingOptions & {
    past: PastPolicy;
    game?: ParsedGame;
    answers?: readonly Answer[];
    seenIn?: number;
  };
  /** The import that it came with. */
  import_id: number | null;
  reason: string;
  detail: string;
  remedy: string;
};

const NO_OPTIONS: WaitingRow['options'] = {
  preset: 'native',
  format: 'csv',
  headerLine: null,
  past: 'recent',
};

/**
 * Reads waiting rows of one sport and season again, each as its file was read. What had been understood of a row
 * is not read twice: only its teams are looked up anew. Answers win over how the file was read. Lines are the ids
 * of the rows.
 */
export async function readWaitingRows(
  rows: readonly WaitingRow[],
  answers: GivenAnswers,
  deps: RowReaderDeps,
): Promise<ReadFile> {
  const { game: _game, answers: _asked, seenIn: _seen, ...reading } = rows[0]?.options ?? NO_OPTIONS;
  const file = emptyFile({ ...reading, ...answers }, rows.length);
  for (const row of rows) {
    // What a provider's parser could not read is no row of any layout.
    // On its own, a row no longer shows that its file mixes the orders of dates.
    const isAskedStill =
      row.reason === 'day_or_month_first' && (answers.dateFormat ?? row.options.dateFormat) === undefined;
    const isReadable = row.options.game === undefined && row.reason !== 'unreadable_row' && !isAskedStill;
    const read = isReadable ? await readAgain(row, answers, deps.leagues) : null;
    const game = row.options.game ?? (read?.ok ? read.game : undefined);
    if (game) {
      takeGame(file, { ...game, line: row.id }, row.raw, deps);
    } else {
      const kept = { ...row, ...(row.options.answers ? { answers: row.options.answers } : {}) };
      const { reason, detail, remedy, answers: asked } = read && 'reason' in read ? read : kept;
      const refusal = { reason, detail, remedy, ...(asked ? { answers: asked } : {}) };
      file.rejected.push({ line: row.id, raw: row.raw, ...refusal, leagueName: row.league });
    }
  }
  for (const { id, raw, options, import_id: importId } of rows) {
    const seenIn = options.seenIn ?? importId ?? undefined;
    file.waiting.set(id, { id, raw, ...(seenIn === undefined ? {} : { seenIn }) });
  }
  return file;
}

/** The row on its own under its header; undefined when nothing comes of it. */
async function readAgain(
  { raw, options, sport, season_year, source }: WaitingRow,
  answers: GivenAnswers,
  leagues: Leagues,
): Promise<ScheduleRow | undefined> {
  const { preset, format, headerLine, league, columns, timezone, documentTimezone, dateFormat, clock } =
    options;
  const isMapped = columns !== undefined && Object.keys(columns).length > 0;
  const text =
    typeof raw === 'string'
      ? `${headerLine ?? ''}\n${raw}\n`
      : JSON.stringify(documentOf(preset, raw, documentTimezone));
  try {
    const { rows } = await openSchedule(Readable.from([text]), {
      sport,
      leagues,
      season: season_year,
      fileName: source,
      format,
      preset: isMapped ? undefined : preset,
      leagueName: league,
      columns,
      timezone,
      dateFormat,
      clock,
      ...answers,
    });
    for await (const row of rows) return row;
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleFileError) return undefined;
    throw error;
  }
}

/** A document of the layout with this one row. */
function documentOf(preset: string, raw: object, timezone: string | undefined): unknown {
  switch (preset) {
    case 'openfootball':
      return { name: '', matches: [raw] };
    case 'espn':
      return 'tip' in raw ? [raw] : { events: [raw] };
    default:
      return { timezone, games: [raw] };
  }
}
