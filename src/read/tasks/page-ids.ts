import { type SQL, sql } from 'drizzle-orm';

/** One way for a row to match: the condition, and what it looks at. */
export type Search = { source: SQL; where: SQL };

/** Which part of all that matches is wanted: so many in an order, behind a position. */
export type PagePart = {
  /** The rows' id, such as `task.id`: breaks ties. */
  id: SQL;
  /** What they are ordered by; the id itself where it alone sorts. */
  column: SQL;
  isDescending: boolean;
  /** The condition of being behind the page before. */
  after: SQL;
  limit: number;
};

/**
 * A select of the ids of one page: every search gives its own first ones, in the order of its index, and the first
 * of all of them are kept. One condition with all the ways in it could not use the order of any index.
 */
export function pageIds(
  searches: readonly Search[],
  { id, column, isDescending, after, limit }: PagePart,
): SQL {
  const direction = isDescending ? sql`desc` : sql`asc`;
  const [first, ...others] = searches.map(
    ({ source, where }) => sql`
      select ${id}, ${column} as place from ${source} where ${where} and ${after}
      order by ${column} ${direction}, ${id} ${direction} limit ${limit}`,
  );
  if (!first) throw new Error('a filter without a way to match');
  if (others.length === 0) return first;
  const found = sql.join(
    [first, ...others].map((part) => sql`(${part})`),
    sql` union `,
  );
  return sql`select id, place from (${found}) as found order by place ${direction}, id ${direction} limit ${limit}`;
}
