import type { Executor } from '../../db/database.ts';
import type { FileExtent } from '../../db/schema/data-loads.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import type { RowFault } from '../load/read-row.ts';
import { isFault } from './cells.ts';
import { withGame } from './copy-age.ts';
import { doubtLines } from './doubt-lines.ts';
import { type PlacingDeps, placeRows } from './place-rows.ts';
import type { Cells, FileRow, ReadLines } from './published-row.ts';
import { type CoveredGame, type GameLine, lineKey } from './write-lines.ts';

/** The row as it is kept in quarantine: enough to read it again. */
export type KeptRow = { preset: string; cells: Cells; field?: string };

export type PreparedBatch = {
  lines: readonly GameLine[];
  repeated: number;
  refused: readonly QuarantinedRow[];
  /** Games of good rows, with what these speak of: other lines of it are taken back. */
  covered: readonly CoveredGame[];
  /** What rows of games with a result tell of the age of the file. */
  extent: FileExtent;
  /** Rows that are of a game now; they may have waited in quarantine. */
  used: readonly KeptRow[];
};

export type BatchDeps = PlacingDeps & {
  columns: readonly string[];
  /** Which line of the file has a game; rows of layouts with a row for each game. */
  taken: Map<number, number>;
};

type Readable = { row: FileRow; read: ReadLines };

/** Reads rows, finds their games and judges their lines; writes nothing. */
export async function prepareBatch(
  tx: Executor,
  deps: BatchDeps,
  rows: readonly FileRow[],
): Promise<PreparedBatch> {
  const { layout, taken } = deps;
  const refused: QuarantinedRow[] = [];
  const readable: Readable[] = [];
  for (const row of rows) {
    const read = row.broken ?? layout.read(row.cells);
    if (isFault(read)) refused.push(wholeRow(row, read));
    else readable.push({ row, read });
  }
  const lines: (GameLine & { line: number })[] = [];
  const used: KeptRow[] = [];
  const covered: CoveredGame[] = [];
  let extent: FileExtent = {};
  for (const placed of await placeRows(tx, deps, readable)) {
    const { row, read } = placed.row;
    const before = 'gameId' in placed && layout.groupOf === undefined ? taken.get(placed.gameId) : undefined;
    if ('fault' in placed) refused.push(wholeRow(row, placed.fault));
    else if (before !== undefined) refused.push(wholeRow(row, takenFault(read, before)));
    else {
      if (layout.groupOf === undefined) taken.set(placed.gameId, row.line);
      lines.push(...placed.lines.map((line) => ({ ...line, gameId: placed.gameId, line: row.line })));
      refused.push(...read.faults.map((one) => ({ ...told(row, one), raw: kept(row, one.field) })));
      used.push(kept(row));
      const { date, score } = read.game;
      if (date !== undefined && score !== undefined) extent = withGame(extent, placed.season, date);
      if (read.faults.length === 0) covered.push({ gameId: placed.gameId, markets: spokenOf(read) });
    }
  }
  const { once, repeated, contradicted } = onlyOnce(arranged(lines, deps));
  const rowsByLine = new Map(readable.map(({ row }) => [row.line, row]));
  for (const { line, price, stands } of contradicted) {
    const row = rowsByLine.get(line);
    if (row === undefined) continue;
    const problem = `line ${stands} of the file has another price or line for the same`;
    const remedy = 'The first stands; remove the one that is wrong.';
    const value = String(price ?? '');
    refused.push(wholeRow(row, { reason: 'two_prices', field: 'price', value, problem, remedy }));
  }
  const byGame = [...Map.groupBy(once, ({ gameId }) => gameId).values()];
  const contradictedGames = new Set(contradicted.map(({ gameId }) => gameId));
  return {
    lines: byGame.flatMap(doubted),
    repeated,
    refused,
    covered: covered.filter(({ gameId }) => !contradictedGames.has(gameId)),
    extent,
    used,
  };

  /** What a row of a whole game speaks of, in columns that the file has. */
  function spokenOf({ covers = [] }: ReadLines): CoveredGame['markets'] {
    if (layout.groupOf !== undefined) return [];
    const isThere = (column: string) => layout.format !== 'csv' || deps.columns.includes(column);
    return covers.filter(({ columns }) => columns.every(isThere));
  }

  function kept({ cells }: FileRow, field?: string): KeptRow {
    const all = Object.fromEntries(deps.columns.map((column) => [column, cells[column] ?? '']));
    const whole = layout.format === 'csv' ? { ...all, ...cells } : cells;
    return { preset: layout.preset, cells: whole, ...(field === undefined ? {} : { field }) };
  }

  function wholeRow(row: FileRow, fault: RowFault): QuarantinedRow {
    return { ...told(row, fault), raw: kept(row) };
  }
}

function told({ line }: FileRow, { reason, field, value, problem, remedy }: RowFault) {
  return { line, reason, field, value, problem, remedy };
}

function takenFault({ game }: ReadLines, line: number): RowFault {
  return {
    reason: 'game_taken',
    field: 'game',
    value: `${game.away} at ${game.home}`.slice(0, 200),
    problem: `line ${line} of the file has the lines of this game`,
    remedy: 'The first stands; remove the row that is wrong.',
  };
}

type Placed = GameLine & { line: number };

function arranged(lines: readonly Placed[], { layout }: BatchDeps): readonly Placed[] {
  const { arrange } = layout;
  if (arrange === undefined) return lines;
  return [...Map.groupBy(lines, ({ gameId }) => gameId).values()].flatMap((own) => [...arrange(own)]);
}

function onlyOnce(lines: readonly Placed[]) {
  const first = new Map<string, Placed>();
  let repeated = 0;
  const contradicted: (Placed & { stands: number })[] = [];
  for (const line of lines) {
    const key = lineKey(line);
    const before = first.get(key);
    if (before === undefined) first.set(key, line);
    else if (before.price === line.price && before.point === line.point) {
      repeated += 1;
      // A repetition without shares takes none away.
      if (before.ticketShare === null && line.ticketShare !== null)
        first.set(key, { ...line, line: before.line });
    } else contradicted.push({ ...line, stands: before.line });
  }
  return { once: [...first.values()], repeated, contradicted };
}

function doubted(lines: readonly Placed[]): GameLine[] {
  const [first] = lines;
  if (first === undefined) return [];
  return doubtLines(lines).map((line) => ({ ...line, gameId: first.gameId }));
}
