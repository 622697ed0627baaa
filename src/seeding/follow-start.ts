import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import type { Executor } from '../db/database.ts';
import { changedRows } from '../db/rows.ts';
import { findLeague } from '../domain/league.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { recordEvent } from './events.ts';

/**
 * Moves a game that is held to the start that the provider has for it now, and its window with it, so that a postponed
 * game is expected at its new date also where nobody asks for schedules. Expects the claim's fence to be held.
 */
export async function followNewStart(
  tx: Executor,
  claim: Claim,
  { newStartMs, seedingDelayMs, workerId }: { newStartMs: number; seedingDelayMs: number; workerId: string },
): Promise<void> {
  const { game } = claim;
  if (!isFirstPass(claim)) return;
  const zone = findLeague(game.sport, game.leagueName)?.timezone ?? 'utc';
  const start = DateTime.fromMillis(newStartMs, { zone });
  const day = start.toISODate();
  const at = start.toUTC().toISO();
  if (day === null || at === null) throw new RangeError(`game ${game.gameId} has an impossible new start`);
  const moved = await changedRows(
    tx,
    sql`update games
        set game_datetime = ${at}, game_date = ${day}, slate_date = ${day}, game_time = ${start.toFormat('HH:mm:ss')},
            time_confirmed = true, updated_at = now()
        where id = ${game.gameId} and (game_datetime, time_confirmed) is distinct from (${at}::timestamptz, true)`,
  );
  await tx.execute(sql`
    update seeding_tasks
    set scheduled_time = ${at}::timestamptz + ${seedingDelayMs} * interval '1 millisecond'
    where id = ${claim.taskId}`);
  if (moved === 0) return;
  await recordEvent(tx, {
    gameId: game.gameId,
    taskId: claim.taskId,
    kind: 'schedule_changed',
    message: `Moved from ${game.slateDate} to ${day} ${start.toFormat('HH:mm')} (${zone}): the provider has it there now.`,
    data: { from: new Date(game.tipOffMs).toISOString(), to: at },
    actor: workerId,
  });
}
