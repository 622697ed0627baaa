import { z } from 'zod';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed } from '../client/provider-call.ts';

const ResultSet = z.object({
  name: z.string(),
  headers: z.array(z.string()),
  rowSet: z.array(z.array(z.unknown())),
});
const Tables = z.union([
  z.object({ resultSets: z.array(ResultSet) }),
  z.object({ resultSet: ResultSet }).transform(({ resultSet }) => ({ resultSets: [resultSet] })),
]);

/** A row of a table by its headers. */
export type TableRow = Readonly<Record<string, unknown>>;

/**
 * The tables of an answer of the second version, by their names: `{resultSets: [{name, headers, rowSet}]}`, where a
 * row has its values in the order of the headers. A row of another length cannot be told, and the answer with it.
 */
export function readTables(response: unknown): Parsed<ReadonlyMap<string, readonly TableRow[]>> {
  const parsed = parsedBy(Tables, response);
  if (!parsed.ok) return parsed;
  const tables = new Map<string, readonly TableRow[]>();
  for (const { name, headers, rowSet } of parsed.value.resultSets) {
    const odd = rowSet.findIndex((row) => row.length !== headers.length);
    if (odd !== -1) {
      const problem = `${name}: row ${odd + 1} has ${rowSet[odd]?.length} values for ${headers.length} headers`;
      return { ok: false, kind: 'malformed', problem };
    }
    tables.set(
      name,
      rowSet.map((row) => Object.fromEntries(headers.map((header, index) => [header, row[index]]))),
    );
  }
  return { ok: true, value: tables };
}

/** Whether an answer is of the second version. */
export function hasTables(response: unknown): boolean {
  return (
    typeof response === 'object' && response !== null && ('resultSets' in response || 'resultSet' in response)
  );
}
