import type { DatabaseHandle } from '../../db/database.ts';
import { findWrongSettings, settingsRemedy, told } from '../../db/session-settings.ts';
import { heldLocks } from '../facts/database-server.ts';
import { type Verdict, fail, ok, warn } from './finding.ts';

/** A transaction of others that stands idle for longer than this and holds us up is worth a word, in seconds. */
const HELD_UP_SECONDS = 5;

/** Whether our connections have the settings that statements, and the reading of their answers, rely on. */
export async function lookAtSessions(handles: readonly DatabaseHandle[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { pool } of new Set(handles)) {
    const wrong = await findWrongSettings(pool);
    if (wrong.length > 0) verdicts.push(fail(wrong.map(told).join(', '), settingsRemedy(wrong)));
  }
  return verdicts.length > 0 ? verdicts : [ok('sessions have the settings that they need')];
}

/** Who holds locks that our work has been waiting for. */
export async function lookAtLocks({ db }: Pick<DatabaseHandle, 'db'>): Promise<Verdict> {
  const held = await heldLocks.read(db, { overSeconds: HELD_UP_SECONDS });
  const [first] = held;
  if (!first) return ok('nothing holds others up');
  const waiting = held.reduce((sum, { waiting: statements }) => sum + statements, 0);
  return warn(
    `process ${first.pid} of PostgreSQL (${first.what} for ${first.seconds} s) holds locks that ${waiting} statements wait for`,
    `End its transaction: \`select pg_terminate_backend(${first.pid})\`, or where it was begun.`,
  );
}
