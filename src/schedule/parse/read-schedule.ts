import { Readable } from 'node:stream';
import { buildGame } from './build-game.ts';
import { chooseCsvPreset, chooseJsonPreset, presetName } from './choose-preset.ts';
import { columnKey } from './column-name.ts';
import { type CsvHeader, findColumn } from './csv-header.ts';
import { decodeText, MAX_FILE_BYTES } from './decode-text.ts';
import { createDuplicateFinder } from './duplicate-rows.ts';
import { contextFromDocument, contextFromOptions, leagueNeededError } from './file-context.ts';
import { followHeaders } from './follow-header.ts';
import type { FileContext, ReadScheduleOptions, ScheduleRow } from './parsed-game.ts';
import { isRecord } from './presets/preset.ts';
import type { RowReading } from './raw-game.ts';
import { openCsv } from './read-csv.ts';
import { JsonTextError } from '../../loads/json/json-text-error.ts';
import { type JsonDocument, readJsonDocument } from '../../loads/json/read-json.ts';
import { type RowRejection, rejectRow } from './row-rejection.ts';
import { ScheduleFileError } from './schedule-file-error.ts';
import { watchTimes } from './watch-times.ts';
import { detectFormat, peekText } from './text-start.ts';

/** The contract's limit for the rows of one file. */
const MAX_FILE_ROWS = 1_000_000;

/** Limits of one file; tests lower them. */
export type FileLimits = { maxBytes: number; maxRows: number };

export type ScheduleReading = {
  /** The name of the layout that was recognised or asked for. */
  preset: string;
  format: 'csv' | 'json';
  /**
   * The header of a CSV file as it stands there, null for JSON. With a row's `raw` under it, the row can be read
   * again on its own, with the same options.
   */
  headerLine: string | null;
  /** The league of rows that name none, and the zone, as far as the request and the document itself say. */
  leagueName: string | undefined;
  timezone: string | undefined;
  documentTimezone: string | undefined;
  /** What a person should know of the file although its rows could be read; complete once they have been. */
  warnings: () => readonly string[];
  /** Every row of the file in order; blank lines, separators and repeated headers are none. */
  rows: AsyncGenerator<ScheduleRow>;
};

type RowCheck = (line: number, raw: string | object, reading: Exclude<RowReading, 'skip'>) => ScheduleRow;

/**
 * Opens a schedule file of any known layout.
 * The promise rejects with `ScheduleFileError` when the file as a whole cannot be read; `rows` throws the same
 * where that shows only later (row limit, an unclosed quote, bytes that are not UTF-8). CSV is streamed, so
 * that memory does not grow with the file, and so are the lists of long JSON documents.
 */
export async function openSchedule(
  source: AsyncIterable<Uint8Array | string>,
  options: ReadScheduleOptions,
  limits: FileLimits = { maxBytes: MAX_FILE_BYTES, maxRows: MAX_FILE_ROWS },
): Promise<ScheduleReading> {
  const context = contextFromOptions(options);
  presetName(options);
  const { start, all } = await peekText(decodeText(source, limits.maxBytes));
  const format =
    options.format === undefined || options.format === 'auto' ? detectFormat(start) : options.format;
  try {
    const { rows, ...opened } =
      format === 'csv'
        ? await openCsvRows(start, all, options, context)
        : await openJsonRows(all, options, context);
    return { ...opened, format, rows: limitRows(rows, limits.maxRows) };
  } catch (error) {
    await closeSource(source);
    throw error;
  }
}

/** The rows of `openSchedule` alone; every error of the file is thrown while iterating. */
export async function* readSchedule(
  source: AsyncIterable<Uint8Array | string>,
  options: ReadScheduleOptions,
  limits?: FileLimits,
): AsyncGenerator<ScheduleRow> {
  const { rows } = await openSchedule(source, options, limits);
  yield* rows;
}

async function openCsvRows(
  start: string,
  text: AsyncGenerator<string>,
  options: ReadScheduleOptions,
  context: FileContext,
): Promise<Omit<ScheduleReading, 'format'>> {
  const table = await openCsv(start, text);
  const preset = chooseCsvPreset(table.header, options, context);
  const watch = watchTimes();
  const headers = followHeaders({ ...table, preset }, options, context);
  if (context.league === undefined && !namesLeague(table.header, options)) throw leagueNeededError(context);
  async function* rows(): AsyncGenerator<ScheduleRow> {
    const check = createRowCheck(context);
    let isEmpty = true;
    for await (const { line, raw, cells } of table.records) {
      isEmpty = false;
      const reading = headers.take(line, raw, cells);
      if (reading !== undefined) headers.watchUnused(cells, watch);
      if (reading === undefined || reading === 'skip') continue;
      const { headerLine, columns } = headers.inForce();
      const isTooWide = cells.slice(columns).some((cell) => cell.trim() !== '');
      const row = check(line, raw, isTooWide ? tooWide(cells.length, columns) : reading);
      yield headerLine === table.headerLine ? row : { ...row, headerLine };
    }
    if (isEmpty) {
      throw new ScheduleFileError(
        'empty',
        'the file has a header but no games',
        'Give a file with at least one game.',
      );
    }
  }
  return {
    preset: preset.name,
    headerLine: table.headerLine,
    ...placeOf(context),
    warnings: watch.warnings,
    rows: rows(),
  };
}

function placeOf({
  league,
  timezone,
  documentTimezone,
}: FileContext): Pick<ScheduleReading, 'leagueName' | 'timezone' | 'documentTimezone'> {
  return { leagueName: league?.name, timezone, documentTimezone };
}

/** An unquoted separator inside a field shifts the rest of the row into the wrong columns. */
function tooWide(found: number, expected: number): RowRejection {
  return rejectRow(
    'too_many_fields',
    `the row has ${found} fields, the header ${expected}`,
    'Put quotes around the field that holds the separator.',
  );
}

/** Whether rows can say of which league they are. */
function namesLeague(header: CsvHeader, options: ReadScheduleOptions): boolean {
  const isMapped = Object.keys(options.columns ?? {}).some((field) => columnKey(field) === 'league');
  return isMapped || findColumn(header, ['league', 'competition', 'div']) >= 0;
}

/** A file that is given up half read must not stay open. */
async function closeSource(source: AsyncIterable<unknown>): Promise<void> {
  if (source instanceof Readable) source.destroy();
  else await source[Symbol.asyncIterator]().return?.();
}

async function openJsonRows(
  text: AsyncGenerator<string>,
  options: ReadScheduleOptions,
  given: FileContext,
): Promise<Omit<ScheduleReading, 'format'>> {
  const { document, entriesOf } = await documentOf(text);
  const preset = chooseJsonPreset(document, options, given);
  const schedule = preset.open(document, given);
  const context = contextFromDocument(given, schedule);
  const watch = watchTimes();
  async function* rows(): AsyncGenerator<ScheduleRow> {
    const check = createRowCheck(context);
    let index = 0;
    for (const row of entriesOf(schedule.rows)) {
      index += 1;
      const raw = isRecord(row) ? row : { value: row };
      const reading = isRecord(row) ? schedule.read(row) : notAGame();
      if (isRecord(row)) schedule.watchUnused?.(row, watch);
      yield check(index, raw, reading);
    }
  }
  return {
    preset: preset.name,
    headerLine: null,
    ...placeOf(context),
    warnings: watch.warnings,
    rows: rows(),
  };
}

async function documentOf(text: AsyncGenerator<string>): Promise<JsonDocument> {
  try {
    return await readJsonDocument(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new ScheduleFileError(error.code, error.message, error.remedy, { cause: error });
  }
}

function notAGame(): RowRejection {
  return rejectRow(
    'not_a_game',
    'the entry is not an object',
    'Write each game as { "date", "time", "home_team", … }.',
  );
}

function createRowCheck(context: FileContext): RowCheck {
  const duplicates = createDuplicateFinder(
    (league) => context.leagues.named(league)?.slates.playsSeries === true,
  );
  return (line, raw, reading) => {
    const built = 'reason' in reading ? reading : buildGame(reading, line, context);
    if (!built.ok) return { line, raw, ...built };
    const twin = duplicates.lineOfTwin(built.game);
    if (twin === undefined) return { line, raw, ...built };
    const { homeName, awayName, slateDate } = built.game;
    return {
      line,
      raw,
      ...rejectRow(
        'duplicate_row',
        `${awayName} at ${homeName} on ${slateDate} stands in line ${twin} already`,
        'Remove one of the two lines.',
      ),
    };
  };
}

async function* limitRows(rows: AsyncGenerator<ScheduleRow>, maxRows: number): AsyncGenerator<ScheduleRow> {
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > maxRows) {
      throw new ScheduleFileError(
        'too_many_rows',
        `the file has more than ${maxRows.toLocaleString('en')} rows`,
        'Split it, for example by season or league, and ingest the parts.',
      );
    }
    yield row;
  }
}
