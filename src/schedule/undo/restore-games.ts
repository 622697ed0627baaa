import { type SQL, and, sql } from 'drizzle-orm';
import { type AnyPgColumn } from 'drizzle-orm/pg-core';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { gameEvents, games } from '../../db/schema/games.ts';
import { venues } from '../../db/schema/venues.ts';
import { type Followed, followGames } from '../follow-games.ts';
import { keyOf } from '../game-before.ts';
import { EVENT_COLUMNS } from '../timeline-columns.ts';
import { FOLLOWED_SINCE, event } from './touched-games.ts';
import type { Undoing } from './undoing.ts';

const game = alias(games, 'game');
const now = alias(games, 'now');
const before = alias(games, 'before');

const START = [
  games.gameDate,
  games.gameTime,
  games.gameDatetime,
  games.slateDate,
  games.timeConfirmed,
] as const;

/**
 * The row of the game in `now` with what it had before `event`. A status or start that somebody else has set since
 * stays, and so does a score that the import did not touch.
 */
const BEFORE = sql`jsonb_populate_record(${now}, (${event.data} -> 'before')
  - case when ${FOLLOWED_SINCE}
         then ${keys(START)} else '{}'::text[] end
  - case when (${event.kind} = 'cancelled' and ${now.status} = 'cancelled')
           or ${event.data} -> 'fields' @> jsonb_build_array(jsonb_build_object('field', 'status', 'to', ${now.status}))
         then '{}'::text[] else ${keys([games.status])} end
  - case when ${event.data} -> 'fields' @> '[{"field": "score"}]'
         then '{}'::text[] else ${keys([games.homeScore, games.awayScore])} end)`;

function keys(columns: readonly AnyPgColumn[]): SQL {
  return sql`array[${sql.join(columns.map(keyOf), sql`, `)}]`;
}

type Restored = { game_id: number; is_moved: boolean; is_returned: boolean; is_followed: boolean };

/** Puts games back to where the import found them, but for what is known since. */
export async function restoreGames(
  tx: Executor,
  gameIds: readonly number[],
  undoing: Undoing,
): Promise<Followed> {
  if (gameIds.length === 0) return { tasksCreated: 0, tasksRescheduled: 0, outdated: [] };
  const { record, options } = undoing;
  const rows = await loadRestored(tx, gameIds, record.id);
  const followedIds = rows.filter((row) => row.is_followed).map((row) => row.game_id);
  await tellRestored(tx, gameIds, followedIds, undoing);
  await writeRestored(tx, gameIds, undoing);
  return followGames(
    tx,
    {
      ids: gameIds,
      movedIds: rows.filter((row) => row.is_moved).map((row) => row.game_id),
      returnedIds: rows.filter((row) => row.is_returned).map((row) => row.game_id),
    },
    {
      sport: record.sport,
      delayMs: options.delayMs[record.sport],
      maxRetries: options.maxRetries,
      past: 'recent',
    },
  );
}

/** What becomes of the games by their restoring. */
function loadRestored(tx: Executor, gameIds: readonly number[], importId: number): Promise<Restored[]> {
  return rowsOf(
    tx,
    selecting(
      {
        game_id: game.id,
        is_followed: FOLLOWED_SINCE,
        is_moved: sql<boolean>`(${before.gameDatetime}, ${before.timeConfirmed})
        is distinct from (${game.gameDatetime}, ${game.timeConfirmed})`,
        is_returned: sql<boolean>`${game.status} in ('cancelled', 'awarded', 'postponed')
        and ${before.status} not in ('cancelled', 'awarded', 'postponed')`,
      },
      (list) => sql`
      select ${list} from ${games} as ${game}
      join ${gameEvents} as ${event} on ${isOfImport(importId)}
      join ${games} as ${now} on ${now.id} = ${game.id}
      cross join lateral ${BEFORE} as ${before}
      where ${game.id} = any(${idList(gameIds)})`,
    ),
  );
}

/** Puts a line on the timeline of every game. */
async function tellRestored(
  tx: Executor,
  gameIds: readonly number[],
  followedIds: readonly number[],
  { record, actor, runId }: Undoing,
): Promise<void> {
  const because = actor.reason ? ` (${actor.reason})` : '';
  const message = `Import ${record.id} from ${record.source} was taken back${because}: as it was before`;
  await tx.execute(sql`
    insert into ${gameEvents} (${EVENT_COLUMNS})
    select id, 'import_undone',
           ${message} || case when id = any(${idList(followedIds)})
                              then ', with the start that the provider has given it since.' else '.' end,
           ${JSON.stringify({ undoneImportId: record.id })}::jsonb, ${actor.name}, ${runId}
    from unnest(${idList(gameIds)}) as id`);
}

async function writeRestored(
  tx: Executor,
  gameIds: readonly number[],
  { record, runId }: Undoing,
): Promise<void> {
  await tx
    .update(game)
    .set({
      gameDate: sql`${before.gameDate}`,
      gameTime: sql`${before.gameTime}`,
      gameDatetime: sql`${before.gameDatetime}`,
      slateDate: sql`${before.slateDate}`,
      timeConfirmed: sql`${before.timeConfirmed}`,
      week: sql`${before.week}`,
      round: sql`${before.round}`,
      gameType: sql`${before.gameType}`,
      venueName: sql`${before.venueName}`,
      venueId: VENUE_BEFORE,
      externalGameId: sql`${before.externalGameId}`,
      externalSource: sql`${before.externalSource}`,
      status: sql`${before.status}`,
      homeScore: sql`${before.homeScore}`,
      awayScore: sql`${before.awayScore}`,
      homeTeamId: sql`${before.homeTeamId}`,
      awayTeamId: sql`${before.awayTeamId}`,
      importId: sql`${before.importId}`,
      runId,
      resultRunId: sql`case when (${before.homeScore}, ${before.awayScore})
          is distinct from (${now.homeScore}, ${now.awayScore})
        then ${runId} else ${game.resultRunId} end`,
      revision: sql`${game.revision} + 1`,
      updatedAt: sql`now()`,
    })
    .from(
      sql`${gameEvents} as ${event}
        join ${games} as ${now} on ${now.id} = ${event.gameId}
        cross join lateral ${BEFORE} as ${before}`,
    )
    .where(and(isOfImport(record.id), sql`${game.id} = any(${idList(gameIds)})`));
}

/** The place as it was; where it was merged into another since, that one. */
const VENUE_BEFORE = sql`case
  when ${event.data} -> 'before' ? ${keyOf(games.venueId)}
    or ${before.venueName} is not distinct from ${now.venueName}
  then (select coalesce(${venues.mergedIntoId}, ${venues.id}) from ${venues} where ${venues.id} = ${before.venueId}) end`;

/** Whether the event is what the import has written of a change of the game. */
function isOfImport(importId: number): SQL {
  return sql`${event.gameId} = ${game.id} and (${event.data} ->> 'importId')::int = ${importId}
    and ${event.kind} in ('schedule_changed', 'cancelled')`;
}

function idList(ids: readonly number[]): SQL {
  return sql`${sql.param([...ids])}::int[]`;
}
