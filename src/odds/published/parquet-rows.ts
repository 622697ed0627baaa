import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { LoadFileError } from '../../loads/load-error.ts';
import type { Cells, FileRow } from './published-row.ts';

/** The columns of a Parquet file. Throws LoadFileError where it is broken. */
export async function readParquetColumns(file: Buffer): Promise<readonly string[]> {
  const { schema } = await metadataOf(bufferOf(file));
  return schema.slice(1).map(({ name }) => name);
}

/**
 * The rows of a Parquet file whose events have their teams in rows of the sides: every row gets both, as `home_team` and
 * `away_team`. The packed bytes and the columns of one group of rows are held.
 */
export async function* parquetRows(
  packed: Buffer,
  cellsOf: (record: Readonly<Record<string, unknown>>) => Cells,
): AsyncGenerator<FileRow> {
  const file = bufferOf(packed);
  const metadata = await metadataOf(file);
  const teams = await readTeams(file, metadata);
  let from = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    const columns = await readGroup(file, metadata, from, count);
    for (let index = 0; index < count; index += 1) {
      const record = Object.fromEntries([...columns].map(([name, values]) => [name, values[index]]));
      const sides = teams.get(String(record['event_id']));
      yield { line: from + index + 1, cells: { ...cellsOf(record), ...sides } };
    }
    from += count;
  }
}

/** The columns of one group of rows, each with its values in their order. */
async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  from: number,
  count: number,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const { parquetRead } = await import('hyparquet');
  const columns = new Map<string, unknown[]>();
  await readable(() =>
    parquetRead({
      file,
      metadata,
      rowStart: from,
      rowEnd: from + count,
      onChunk({ columnName, columnData, rowStart }) {
        const values = columns.get(columnName) ?? Array.from<unknown>({ length: count });
        for (let index = 0; index < columnData.length; index += 1)
          values[rowStart - from + index] = (columnData as ArrayLike<unknown>)[index];
        columns.set(columnName, values);
      },
    }),
  );
  return columns;
}

function bufferOf(packed: Buffer): AsyncBuffer {
  const bytes = packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength) as ArrayBuffer;
  return { byteLength: bytes.byteLength, slice: (start, end) => bytes.slice(start, end) };
}

async function metadataOf(file: AsyncBuffer): Promise<FileMetaData> {
  const { parquetMetadataAsync } = await import('hyparquet');
  return readable(() => parquetMetadataAsync(file));
}

/** Whatever the reader throws is of damaged bytes: they are all held. */
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
  const { parquetReadObjects } = await import('hyparquet');
  const columns = ['event_id', 'side', 'team'];
  const teams = new Map<string, Sides>();
  for (const record of await readable(() => parquetReadObjects({ file, metadata, columns }))) {
    const { side, team } = record;
    if (typeof team !== 'string' || (side !== 'home' && side !== 'away')) continue;
    const id = String(record['event_id']);
    teams.set(id, { ...teams.get(id), [`${side}_team`]: team });
  }
  return teams;
}
