import type {
  ParsedGame,
  ReadScheduleOptions,
  ScheduleRow,
} from '../../../src/schedule/parse/parsed-game.ts';
import { type FileLimits, readSchedule } from '../../../src/schedule/parse/read-schedule.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

/** A file that arrives in pieces of `pieceBytes`, as from a slow disk. */
export async function* inPieces(content: string | Uint8Array, pieceBytes = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.slice(start, start + pieceBytes);
}

/** Reads all rows of a file given as text. NBA 2025 unless the test says otherwise. */
export async function readRows(
  content: string | Uint8Array,
  options: Partial<ReadScheduleOptions> = {},
  limits?: FileLimits,
): Promise<ScheduleRow[]> {
  const rows: ScheduleRow[] = [];
  for await (const row of readSchedule(
    inPieces(content),
    { sport: 'NBA', leagues: BUILT_IN, season: 2025, ...options },
    limits,
  )) {
    rows.push(row);
  }
  return rows;
}

/** The games of rows that must all be games. */
export function gamesOf(rows: readonly ScheduleRow[]): ParsedGame[] {
  return rows.map((row) => {
    if (!row.ok) throw new Error(`line ${row.line} is no game: ${JSON.stringify(row)}`);
    return row.game;
  });
}

/** Reads native CSV rows under the usual header. */
export async function readNative(
  lines: string,
  options: Partial<ReadScheduleOptions> = {},
): Promise<ScheduleRow[]> {
  return readRows(`date,time,home_team,away_team\n${lines}`, options);
}

export function isoStart(game: ParsedGame | undefined): string | null {
  return game === undefined || game.startMs === null ? null : new Date(game.startMs).toISOString();
}
