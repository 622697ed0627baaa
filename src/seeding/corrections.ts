import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { findLeague } from '../domain/league.ts';
import type { Sport } from '../domain/sport.ts';
import type { Claim } from './claim.ts';

/** A later look at a finished game. */
export type CorrectionPass = { pass: string; atMs: number };

/** What decides when a game is read again. */
export type FinishedGame = {
  sport: Sport;
  /** IANA zone in which the league tells its days. */
  timezone: string;
  tipOffMs: number;
  /** Its day in that zone, ISO. */
  slateDate: string;
  /** When the provider was last seen to have the game unfinished; undefined when its first answer was final. */
  lastUnfinishedMs: number | undefined;
};

const DAY_MS = 24 * 3_600_000;

/** The NFL's corrections of a week are in on Thursday at noon UTC, seven or eight in the morning in New York. */
const NFL_WEEKDAY = 4;
const NFL_HOUR_UTC = 12;

/** A game of a Wednesday belongs to the week that ends with it: its corrections come with the next Thursday. */
const NFL_DAYS_APART = 2;

/**
 * When a finished game is read again, one pass for each delay, `correction-1` first. Delays count from tip-off: it
 * is known from the schedule, so that days can be planned, and it does not move when the first reading was late. A
 * game that was still unfinished a day after its tip-off (suspended and resumed, or stuck at the provider) counts
 * from when it was last seen so. The NFL's second pass is the Thursday after the game, whatever its delay, because
 * the league publishes the corrections of a week then.
 */
export function planCorrections(game: FinishedGame, delaysMs: readonly number[]): readonly CorrectionPass[] {
  const { lastUnfinishedMs = game.tipOffMs } = game;
  const isLate = lastUnfinishedMs - game.tipOffMs > DAY_MS;
  const fromMs = isLate ? lastUnfinishedMs : game.tipOffMs;
  const day = isLate ? DateTime.fromMillis(fromMs, { zone: game.timezone }).toISODate() : game.slateDate;
  const times = delaysMs.map((delayMs) => fromMs + delayMs);
  if (game.sport === 'NFL' && times[1] !== undefined) {
    times[1] = thursdayAfter(day ?? game.slateDate, times[0] ?? fromMs);
  }
  return times.map((atMs, index) => ({ pass: `correction-${index + 1}`, atMs }));
}

/** The first Thursday noon that is two days after `day` at least, and after `afterMs`. */
function thursdayAfter(day: string, afterMs: number): number {
  let at = DateTime.fromISO(day, { zone: 'utc' }).plus({ days: NFL_DAYS_APART, hours: NFL_HOUR_UTC });
  while (at.weekday !== NFL_WEEKDAY || at.toMillis() <= afterMs) at = at.plus({ days: 1 });
  return at.toMillis();
}

export type CorrectionSettings = { delaysMs: readonly number[]; maxRetries: number };

/**
 * Makes the tasks of a game's corrections, in the transaction that completes its first pass. A pass whose time is
 * over by the database's clock is not made: what was just read is no older than what it would read. So a game that
 * is seeded long after it was played has none. Passes that exist already stay as they are.
 */
export async function createCorrections(
  tx: Executor,
  claim: Claim,
  { delaysMs, maxRetries }: CorrectionSettings,
): Promise<readonly string[]> {
  if (claim.pass !== 'first' || delaysMs.length === 0) return [];
  const { game } = claim;
  const [seen] = await rowsOf<{ last_unfinished: Date | null }>(
    tx,
    sql`select max(created_at) as last_unfinished from game_events
        where game_id = ${game.gameId} and task_id = ${claim.taskId} and kind = 'held'
          and data ->> 'reason' in ('not_final', 'postponed')`,
  );
  const passes = planCorrections(
    {
      sport: game.sport,
      timezone: findLeague(game.sport, game.leagueName)?.timezone ?? 'utc',
      tipOffMs: game.tipOffMs,
      slateDate: game.slateDate,
      lastUnfinishedMs: seen?.last_unfinished?.getTime(),
    },
    delaysMs,
  );
  const planned = passes.map(({ pass, atMs }) => ({ pass, at: new Date(atMs).toISOString() }));
  const rows = await rowsOf<{ pass: string }>(
    tx,
    sql`
      insert into seeding_tasks (game_id, pass, scheduled_time, due_at, max_retries)
      select ${game.gameId}, planned.pass, planned.at, planned.at, ${maxRetries}
      from json_to_recordset(${JSON.stringify(planned)}::json) as planned(pass text, at timestamptz)
      where planned.at > now()
      on conflict (game_id, pass) do nothing
      returning pass`,
  );
  return rows.map((row) => row.pass);
}
