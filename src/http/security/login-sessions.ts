import { sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Database } from '../../db/database.ts';
import { changedRows, firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { loginSessions } from '../../db/schema/operations.ts';

/** A session as it is kept: nothing here opens it, or tells the token that it was opened with. */
export type LoginSession = {
  /** SHA-256 of the session's secret, in hex. */
  id: string;
  role: string;
  /** The token under the session's secret, in hex. */
  tokenProof: string;
};

/** Who is logged in, for all control processes. Times are the database's. */
export type LoginSessions = {
  /** Keeps a session that lasts for `seconds`. */
  open: (session: LoginSession, seconds: number) => Promise<void>;
  /** The session with this id; undefined when there is none or it is over. */
  find: (id: string) => Promise<LoginSession | undefined>;
  /** Ends a session; one that is over already is no error. */
  end: (id: string) => Promise<void>;
  /** Which of these sessions are not over. */
  openOf: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
};

const COLUMNS = bareColumns(
  loginSessions.id,
  loginSessions.role,
  loginSessions.tokenProof,
  loginSessions.expiresAt,
);

export function createLoginSessions({ db }: { db: Database }): LoginSessions {
  return {
    async open({ id, role, tokenProof }, seconds) {
      await db.execute(sql`delete from ${loginSessions} where ${loginSessions.expiresAt} <= now()`);
      await db.execute(sql`
        insert into ${loginSessions} (${COLUMNS})
        values (${id}, ${role}, ${tokenProof}, now() + make_interval(secs => ${seconds}))`);
    },
    find: (id) =>
      firstRow(
        db,
        selecting(
          { id: loginSessions.id, role: loginSessions.role, tokenProof: loginSessions.tokenProof },
          (list) => sql`select ${list} from ${loginSessions}
            where ${loginSessions.id} = ${id} and ${loginSessions.expiresAt} > now()`,
        ),
      ),
    async end(id) {
      await changedRows(db, sql`delete from ${loginSessions} where ${loginSessions.id} = ${id}`);
    },
    async openOf(ids) {
      if (ids.length === 0) return new Set();
      const rows = await db
        .select({ id: loginSessions.id })
        .from(loginSessions)
        .where(sql`${loginSessions.id} = any(${sql.param(ids)}) and ${loginSessions.expiresAt} > now()`);
      return new Set(rows.map(({ id }) => id));
    },
  };
}
