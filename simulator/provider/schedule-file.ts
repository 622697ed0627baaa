import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import type { GameRequest } from './simulated-api.ts';

export type ScheduleFile = {
  games: readonly GameRequest[];
  /** Rows that make no game, with what is wrong about them. */
  refused: readonly { line: number; reason: string }[];
};

type Row = Readonly<Record<string, string>>;

/**
 * Reads games from a native schedule file: CSV with `date,time,home_team,away_team` and optionally `timezone`,
 * in any order and case. Times are in `timezone` (IANA) unless the row has its own.
 * Rejects when the file cannot be read; a row that makes no sense is refused and the rest goes on.
 */
export async function readScheduleFile(path: string, timezone: string): Promise<ScheduleFile> {
  const rows = parse(await readFile(path), {
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
  }) as unknown as readonly { record: Row; info: { lines: number } }[];

  const games: GameRequest[] = [];
  const refused: { line: number; reason: string }[] = [];
  for (const { record, info } of rows) {
    const game = toGame(record, timezone);
    if (typeof game === 'string') refused.push({ line: info.lines, reason: game });
    else games.push(game);
  }
  return { games, refused };
}

function toGame(row: Row, timezone: string): GameRequest | string {
  const { date = '', time = '', home_team: home = '', away_team: away = '' } = row;
  if (home === '' || away === '') return 'home_team and away_team are needed';
  const start = DateTime.fromISO(`${date}T${time}`, { zone: row['timezone'] || timezone });
  if (!start.isValid)
    return `"${date} ${time}" is not a time: ${start.invalidExplanation ?? start.invalidReason}`;
  return { home, away, startMs: start.toMillis() };
}
