import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { LoadFileError } from '../../loads/load-error.ts';
import type { Spool } from '../../loads/spool.ts';
import type { Cells, FileRow } from './published-row.ts';

/** Rows that are held at once; a group of rows may have a million. */
const MOST_ROWS = 50_000;

/** A Parquet file that is read part by part. */
export type ParquetFile = {
  columns: readonly string[];
  /**
   * Its rows, whose events have their teams in rows of the sides: every row gets both, as `home_team` and `away_team`.
   */
  rows: (cellsOf: (record: Readonly<Record<string, unknown>>) => Cells) => AsyncGenerator<FileRow>;
};

/** Opens a Parquet file, whose bytes are all in the spool. Throws LoadFileError where it is broken, as do its rows. */
export async function openParquetFile(spool: Spool): Promise<ParquetFile> {
  const file = bufferOf(spool);
  const metadata = await readable(async () => {
    const { parquetMetadataAsync } = await import('hyparquet');
    return parquetMetadataAsync(file);
  });
  return {
    columns: metadata.schema.slice(1).map(({ name }) => name),
    async *rows(cellsOf) {
      const teams = await readTeams(file, metadata);
      for await (const { line, record } of recordsOf(file, metadata))
        yield { line, cells: { ...cellsOf(record), ...teams.get(String(record['event_id'])) } };
    },
  };
}

function bufferOf(spool: Spool): AsyncBuffer {
  const { byteLength } = spool;
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = await spool.read(start, end);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    },
  };
}

type FileRecord = { line: number; record: Readonly<Record<string, unknown>> };

/** The records of a file, or some columns of them. */
async function* recordsOf(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns?: string[],
): AsyncGenerator<FileRecord> {
  for (const { from, count } of partsOf(metadata)) {
    const values = await readPart(file, metadata, { from, count, columns });
    for (let index = 0; index < count; index += 1) {
      const record = Object.fromEntries([...values].map(([name, column]) => [name, column[index]]));
      yield { line: from + index + 1, record };
    }
  }
}

type Part = { from: number; count: number };

/** The groups of rows, long ones in parts. */
function* partsOf({ row_groups: groups }: FileMetaData): Generator<Part> {
  let from = 0;
  for (const group of groups) {
    const end = from + Number(group.num_rows);
    for (; from < end; from += MOST_ROWS) yield { from, count: Math.min(MOST_ROWS, end - from) };
    from = end;
  }
}

/** The columns of some rows, each with its values in their order. */
async function readPart(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { from, count, columns }: Part & { columns: string[] | undefined },
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const { parquetRead } = await import('hyparquet');
  const found = new Map<string, unknown[]>();
  await readable(() =>
    parquetRead({
      file,
      metadata,
      rowStart: from,
      rowEnd: from + count,
      ...(columns === undefined ? {} : { columns }),
      onChunk({ columnName, columnData, rowStart }) {
        const values = found.get(columnName) ?? Array.from<unknown>({ length: count });
        found.set(columnName, values);
        // Pages hold rows before and behind those that are wanted as well.
        const first = Math.max(0, from - rowStart);
        const end = Math.min(columnData.length, from + count - rowStart);
        for (let index = first; index < end; index += 1)
          values[rowStart - from + index] = (columnData as ArrayLike<unknown>)[index];
      },
    }),
  );
  return found;
}

/** Whatever the reader throws is of damaged bytes: they are all at hand. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const problem = 'the Parquet file is broken or ends too early';
    throw new LoadFileError('broken_file', problem, 'Fetch or copy it again.', { cause: error });
  }
}

type Sides = { home_team?: string; away_team?: string };

async function readTeams(file: AsyncBuffer, metadata: FileMetaData): Promise<Map<string, Sides>> {
  const teams = new Map<string, Sides>();
  for await (const { record } of recordsOf(file, metadata, ['event_id', 'side', 'team'])) {
    const { side, team } = record;
    if (typeof team !== 'string' || (side !== 'home' && side !== 'away')) continue;
    const id = String(record['event_id']);
    teams.set(id, { ...teams.get(id), [`${side}_team`]: team });
  }
  return teams;
}
