import type pg from 'pg';

/** SQLSTATE of an act that belongs to the owner of a table. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** Where drizzle keeps what it has applied; the comment on it says who brought everything up to date last. */
const MARKED_TABLE = 'drizzle.__drizzle_migrations';

/** The mark of the release that last brought the whole database up to date; undefined where none has left one. */
export async function readReleaseMark(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ mark: string | null }>(
    `select obj_description(to_regclass($1)::oid, 'pg_class') as mark`,
    [MARKED_TABLE],
  );
  return rows[0]?.mark ?? undefined;
}

/** Leaves the mark of a release. Who does not own the tables leaves none, and is looked after at every start. */
export async function writeReleaseMark(pool: pg.Pool, mark: string): Promise<void> {
  if ((await readReleaseMark(pool)) === mark) return;
  try {
    await pool.query(`comment on table ${MARKED_TABLE} is '${mark.replaceAll("'", "''")}'`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== INSUFFICIENT_PRIVILEGE) throw error;
  }
}
