import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { rowsOf } from '../../db/rows.ts';
import { type RowOf, columnIn, orNull, selecting } from '../../db/selecting.ts';
import { gameEvents } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { type ResultSport, hasBoxScores, withoutBoxScores } from '../../domain/sport.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import type { TaskRow } from '../tasks/task-rows.ts';
import { instantWords } from '../tasks/task-words.ts';
import type { GameRow } from './game-row.ts';

/** One thing that happened to a game. */
export type TimelineEntry = {
  at: Date;
  source: 'event' | 'call';
  /** An event's kind (`held`, `seeded`, …) or a call's outcome (`ok`, `unavailable`, …). */
  kind: string;
  /** What happened, in plain words. */
  message: string;
  actor: string | null;
  task_id: number | null;
};

export type GameTimeline = {
  game_id: number;
  label: string;
  /** Oldest first. */
  entries: readonly TimelineEntry[];
  /** True when older entries than these exist. */
  is_cut: boolean;
  /** What is next, in plain words, one line for each open task. */
  next: readonly string[];
};

/** More than a game with all its passes and retries has; a runaway one is cut at its oldest end. */
const MAX_ENTRIES = 1_000;

const ENTRY_COLUMNS = {
  at: columnIn('entry', gameEvents.createdAt),
  source: sql<TimelineEntry['source']>`entry.source`,
  kind: columnIn('entry', gameEvents.kind),
  message: columnIn('entry', gameEvents.message),
  actor: orNull(columnIn('entry', gameEvents.actor)),
  task_id: columnIn('entry', gameEvents.taskId),
  http_status: columnIn('entry', apiUsage.httpStatus),
  duration_ms: columnIn('entry', apiUsage.durationMs),
};

type RawEntry = RowOf<typeof ENTRY_COLUMNS>;

/** Reads what happened to a game (its events and the provider calls made for it) and says what is next. */
export async function readTimeline(
  executor: Executor,
  game: GameRow,
  tasks: readonly TaskRow[],
): Promise<GameTimeline> {
  const rows = await rowsOf(
    executor,
    selecting(
      ENTRY_COLUMNS,
      (list) => sql`
      select ${list} from (
        select ${gameEvents.createdAt}, ${gameEvents.id} as position, 'event' as source, ${gameEvents.kind},
               ${gameEvents.message}, ${gameEvents.actor}, ${gameEvents.taskId},
               null::int as ${bareColumns(apiUsage.httpStatus)}, null::int as ${bareColumns(apiUsage.durationMs)}
        from ${gameEvents} where ${gameEvents.gameId} = ${game.id}
        union all
        select ${apiUsage.startedAt}, ${apiUsage.id}, 'call', ${apiUsage.outcome},
               ${apiUsage.host} || ${apiUsage.endpoint} || coalesce(': ' || ${apiUsage.detail}, ''), null, ${apiUsage.taskId},
               ${apiUsage.httpStatus}, ${apiUsage.durationMs}
        from ${apiUsage} where ${apiUsage.gameId} = ${game.id}
      ) as entry
      order by at desc, source desc, position desc
      limit ${MAX_ENTRIES + 1}`,
    ),
  );
  const entries = rows.slice(0, MAX_ENTRIES).reverse().map(toEntry);
  return {
    game_id: game.id,
    label: game.label,
    entries,
    is_cut: rows.length > MAX_ENTRIES,
    next: describeNext(game, tasks),
  };
}

function toEntry(row: RawEntry): TimelineEntry {
  const { at, source, kind, actor, task_id } = row;
  return { at, source, kind, actor, task_id, message: source === 'event' ? row.message : describeCall(row) };
}

function describeCall({ kind, message, http_status: status, duration_ms: durationMs }: RawEntry): string {
  if (kind === 'in_flight') return `Provider call ${message} is under way.`;
  if (kind === 'lost') return `Provider call ${message} was under way when its worker died.`;
  const answer = kind === 'ok' ? 'answered' : `gave no usable answer (${kind.replaceAll('_', ' ')})`;
  return `Provider call ${message} ${answer} in ${durationMs ?? 0} ms${status === null ? '' : `, HTTP ${status}`}.`;
}

/** What comes next for a game, one line for each task that is still open, or why nothing does. */
export function describeNext(
  game: Pick<GameRow, 'sport' | 'status' | 'seeding_status' | 'seeded_at'>,
  tasks: readonly TaskRow[],
): string[] {
  if (!hasBoxScores(game.sport)) return [nextOfResult(game.sport, game.status)];
  const open = tasks.filter((task) => task.status === 'pending' || task.status === 'running');
  if (open.length > 0) {
    return open.map((task) => `next: ${task.in_words}${task.pass === 'first' ? '' : ` (${task.pass})`}`);
  }
  const failed = tasks.find((task) => task.status === 'failed' && task.pass === 'first');
  if (failed) return [`nothing by itself: ${failed.in_words}`];
  if (tasks.length === 0)
    return ['nothing: the game has no seeding task; seed it by hand if its statistics are wanted'];
  if (game.seeding_status === 'completed' && game.seeded_at) {
    return [`nothing: the game was seeded at ${instantWords(game.seeded_at)}`];
  }
  return [`nothing: ${tasks.map((task) => task.in_words).join('; ')}`];
}

/** Of a sport without box scores the result is all that is waited for. */
function nextOfResult(sport: ResultSport, status: GameStatus): string {
  const isWaiting = status === 'scheduled' || status === 'in_progress' || status === 'suspended';
  return `${isWaiting ? 'next: the result, once the game is over' : 'nothing'} (${withoutBoxScores(sport)})`;
}
