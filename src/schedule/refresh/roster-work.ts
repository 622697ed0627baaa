import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { MAX_ID } from '../../domain/ids.ts';
import { type RegisteredKind, type WorkKind, type WorkOutcome, workKind } from '../../jobs/kinds.ts';
import { enqueueWork } from '../../jobs/ledger/work-items.ts';
import type { RosterRefresher } from './roster-refresher.ts';

const Payload = z.object({ teamId: z.int().positive().max(MAX_ID) });

/** The players of one team that plays soon, as the provider lists them: one call. */
const REFRESH_ROSTER: WorkKind<typeof Payload> = {
  name: 'refresh-roster',
  what: 'Asks for the players of a team that plays soon.',
  payload: Payload,
  subject: ({ teamId }) => `team ${teamId}`,
  priority: 100,
  attempts: 3,
  backoffMs: [60_000, 600_000],
  timeoutMs: 300_000,
  quotaClass: 'backfill',
};

/** More teams than play on one evening; the next look asks for the others. */
const MOST_TEAMS = 100;

/**
 * Asks for the roster of each team whose turn it is. One that is asked for already, by whatever process, is asked for
 * once. Returns how many were new; their jobs are published by the caller.
 */
export async function askForRosters(
  db: Database,
  rosters: Pick<RosterRefresher, 'dueTeams'>,
): Promise<number> {
  let asked = 0;
  for (const { teamId } of await rosters.dueTeams(MOST_TEAMS)) {
    const { isOpened } = await enqueueWork(db, REFRESH_ROSTER, { teamId });
    if (isOpened) asked += 1;
  }
  return asked;
}

/** The kind with its handler. What waits for quota waits as an item on hold, each team for itself. */
export function rosterWork(options: {
  rosters: Pick<RosterRefresher, 'refreshTeam'>;
  clock: { nowMs: () => number };
}): RegisteredKind {
  const { rosters, clock } = options;
  return workKind(REFRESH_ROSTER, async ({ payload, signal }): Promise<WorkOutcome> => {
    const team = await rosters.refreshTeam(payload.teamId, signal);
    if (!team) return { kind: 'skip', note: 'the team plays no game soon' };
    if (team.ok) return { kind: 'done', note: `${team.team}: ${team.players} players` };
    const { kind: reason, errorType, message, retryAtMs } = team.failure;
    signal.throwIfAborted();
    if (retryAtMs === null) return { kind: 'fail', errorType, message: `${team.team}: ${message}` };
    const delayMs = Math.max(0, retryAtMs - clock.nowMs());
    return { kind: 'snooze', delayMs, reason, detail: `${team.team}: ${message}` };
  });
}
