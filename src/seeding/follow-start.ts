import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import type { Executor } from '../db/database.ts';
import { bareColumns as name } from '../db/bare-columns.ts';
import { leagueLockKey } from '../db/locks.ts';
import { changedRows } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { seasons } from '../db/schema/reference.ts';
import { games } from '../db/schema/games.ts';
import { GAME, SEASON } from '../db/table-aliases.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import { amendSql } from '../jobs/ledger/write-transitions.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { recordEvent } from './events.ts';

/** What following needs to know of a run. */
export type FollowingRun = Pick<Claim, 'taskId' | 'pass' | 'fence' | 'game'>;

/**
 * Keeps schedules of the game's league and season from being brought in or taken back until the transaction ends;
 * runs do not keep each other. To be called before the task is locked: who brings in a schedule takes the locks in
 * this order too.
 */
export async function keepScheduleStill(tx: Executor, { game }: FollowingRun): Promise<void> {
  const key = leagueLockKey(sql`${GAME.leagueId}`, sql`${SEASON.year}`);
  await tx.execute(sql`
    select pg_advisory_xact_lock_shared(${key})
    from ${games} as ${GAME} join ${seasons} as ${SEASON} on ${SEASON.id} = ${GAME.seasonId} where ${GAME.id} = ${game.gameId}`);
}

/**
 * Moves a game that is held to the start that the provider has for it now, and its window with it, so that a postponed
 * game is expected at its new date also where nobody asks for schedules. Where another game of the same sides has that
 * date already, as when a file lists the makeup as a game of its own, the game keeps its date and its timeline says so.
 * Expects the claim's fence to be held, and the schedule to be kept still.
 */
export async function followNewStart(
  tx: Executor,
  claim: FollowingRun,
  { newStartMs, seedingDelayMs, workerId }: { newStartMs: number; seedingDelayMs: number; workerId: string },
): Promise<void> {
  const { game } = claim;
  if (!isFirstPass(claim)) return;
  const start = DateTime.fromMillis(newStartMs, { zone: game.timezone });
  const day = start.toISODate();
  const at = start.toUTC().toISO();
  if (day === null || at === null) throw new RangeError(`game ${game.gameId} has an impossible new start`);
  const scheduledTime = sql`${at}::timestamptz + ${seedingDelayMs} * interval '1 millisecond'`;
  await tx.execute(amendSql(seedingTasks, { scheduledTime }, sql`${seedingTasks.id} = ${claim.taskId}`));
  const runId = seedRunId(claim);
  const event = { gameId: game.gameId, taskId: claim.taskId, actor: workerId, runId };
  const twin = await gameOnDay(tx, claim, day);
  if (twin !== undefined) {
    await recordEvent(tx, {
      ...event,
      kind: 'date_taken',
      message: `The provider has it on ${day} now, but game ${twin} of the same sides is on that day: cancel the task of one of the two.`,
    });
    return;
  }
  const moved = await changedRows(
    tx,
    sql`update ${games}
        set ${name(games.gameDatetime)} = ${at}, ${name(games.gameDate)} = ${day}, ${name(games.slateDate)} = ${day},
            ${name(games.gameTime)} = ${start.toFormat('HH:mm:ss')}, ${name(games.timeConfirmed)} = true,
            ${name(games.revision)} = ${games.revision} + 1, ${name(games.runId)} = ${runId}, ${name(games.updatedAt)} = now()
        where ${games.id} = ${game.gameId}
          and (${games.gameDatetime}, ${games.timeConfirmed}) is distinct from (${at}::timestamptz, true)`,
  );
  if (moved === 0) return;
  await recordEvent(tx, {
    ...event,
    kind: 'schedule_changed',
    message: `Moved from ${game.slateDate} to ${day} ${start.toFormat('HH:mm')} (${game.timezone}): the provider has it there now.`,
    data: { from: new Date(game.tipOffMs).toISOString(), to: at },
  });
}

/** Another game of the same sides at the same place on a day; there can be one at the most. */
async function gameOnDay(tx: Executor, { game }: FollowingRun, day: string): Promise<number | undefined> {
  const [row] = await tx
    .select({ id: games.id })
    .from(games)
    .where(sql`${games.sportId} = ${game.sportId} and ${games.seasonId} = ${game.seasonId} and ${games.gameDate} = ${day}::date
          and ${games.homeTeamId} = ${game.home.teamId} and ${games.awayTeamId} = ${game.away.teamId}
          and ${games.id} <> ${game.gameId}`);
  return row?.id;
}
