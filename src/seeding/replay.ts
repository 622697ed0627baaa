import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import { seasons, sports, teams } from '../db/schema/reference.ts';
import { games } from '../db/schema/games.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { Sport } from '../domain/sport.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { newRunId } from '../jobs/runs/run-id.ts';
import { logWork } from '../jobs/runs/run-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { describeChanges } from '../sports/change-words.ts';
import { type LineChange, changesOfTransaction } from '../sports/line-changes.ts';
import { writeLines } from '../sports/write-lines.ts';
import { loadGameToSeed } from './claim.ts';
import { loadEntities } from './entities.ts';
import { recordEvent } from './events.ts';
import { openStanding } from './game-standing.ts';
import { lockGame } from './lock-game.ts';
import type { TaskEntity } from './plan.ts';
import { recordProviderGame } from './record-game.ts';
import { type StoredReading, createStoredReader } from './replay-reading.ts';
import { ProviderError } from '../domain/provider-error.ts';
import { ShortfallError, describeGap, keyOf, noteReading, settleReading } from './replay-writing.ts';

/** Which games are read again from what is stored: one, or those of a season, from a day on. */
export type ReplayScope =
  | { gameId: number }
  | { sport: Sport; season: number /** ISO day, in the league's zone. */; since?: string | undefined };

export type ReplayedGame = {
  game_id: number;
  /** `LAL @ GSW 2026-01-15`. */
  label: string;
  /**
   * `no_bodies`: nothing is stored of it. `refused`: the parsers or checks refuse what is stored. `busy`: the game is being seeded, or was in the meantime.
   */
  outcome: 'changed' | 'unchanged' | 'no_bodies' | 'refused' | 'busy';
  changes: readonly LineChange[];
  /** What changed, or why nothing was read. */
  note: string | null;
  /** What of it has no stored answer, or none that can be read, and so stays as it is; null where all was read. */
  gap: string | null;
};

export type ReplayOptions = {
  isDryRun: boolean;
  /** Who asked for it: goes on the timelines. */
  actor: string;
  signal: AbortSignal;
  /** Told of each game. */
  onGame: (game: ReplayedGame, progress: { done: number; total: number }) => void;
};

export type Replay = {
  /** Reads seeded games again, one after the other. Resolves with their number; 0 when none is seeded. */
  run: (scope: ReplayScope, options: ReplayOptions) => Promise<number>;
};

export type ReplayDependencies = {
  db: Database;
  /** Over a pipeline that answers from what is stored. */
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** What a run read, by the bodies that the adapters were given. */
  readingOf: RunCalls['readingOf'];
  clock: Pick<Clock, 'nowMs'>;
  /** Whether an error says that nothing is stored. */
  isNothingStored: (error: unknown) => boolean;
};

type SeededGame = {
  game_id: number;
  /** Its first pass, in whose name lines are written. */
  task_id: number;
  /** The task that read it last. */
  last_task_id: number;
  sport: Sport;
  label: string;
};

type Reading = Extract<StoredReading, { ok: true }> & {
  game: GameToSeed;
  entities: readonly TaskEntity[];
  runId: string;
  startedAtMs: number;
};

type Written = { changes: readonly LineChange[]; gap: string | null };

/** Undoes what a dry run has written. */
class DryRunEnd extends Error {
  override readonly name = 'DryRunEnd';
  readonly written: Written;

  constructor(written: Written) {
    super('a dry run ends without writing');
    this.written = written;
  }
}

/**
 * Reads stored bodies through the present parsers and writes the lines that come out differently, with a record of
 * each figure, without a single call. A game is written under the locks of all its tasks, so that no run can claim
 * one of them or write meanwhile; a game that a run has touched since its bodies were read is left alone.
 */
export function createReplay({
  db,
  adapters,
  readingOf,
  clock,
  isNothingStored,
}: ReplayDependencies): Replay {
  const readStored = createStoredReader(isNothingStored);

  async function replayGame(seeded: SeededGame, options: ReplayOptions): Promise<ReplayedGame> {
    const { game_id, label } = seeded;
    const untouched = { game_id, label, changes: [], gap: null };
    const adapter = adapters.get(seeded.sport);
    if (!adapter) return { ...untouched, outcome: 'refused', note: `${seeded.sport} cannot be seeded` };
    const mark = await readMark(db, game_id, { isLocking: false });
    const game = await loadGameToSeed(db, seeded.task_id);
    const entities = await loadEntities(db, seeded.last_task_id);
    // Without a task or game of its own: nothing of this is a call, and nothing is stored again.
    const runId = newRunId('replay', seeded.sport);
    const context: CallContext = { signal: options.signal, priority: 'backfill', runId };
    const startedAtMs = clock.nowMs();
    const read = await readStored(adapter, game, entities, context);
    if (!read.ok) return { ...untouched, outcome: read.outcome, note: read.note };
    try {
      const written = await write(
        seeded,
        adapter,
        { ...read, game, entities, runId, startedAtMs },
        mark,
        options,
      );
      if (!written) {
        const note = 'the game is being seeded, or was in the meantime; replay it again afterwards';
        return { ...untouched, outcome: 'busy', note };
      }
      const note = describeChanges(written.changes) ?? null;
      return { game_id, label, outcome: note === null ? 'unchanged' : 'changed', note, ...written };
    } catch (error) {
      if (error instanceof ShortfallError || error instanceof ProviderError)
        return { ...untouched, outcome: 'refused', note: error.message };
      throw error;
    }
  }

  /** Undefined when a run has the game, or had it since `mark`. */
  async function write(
    { game_id: gameId, task_id: taskId, last_task_id: lastTaskId, sport }: SeededGame,
    adapter: SportAdapter,
    { game, entities, providerGame, parts, problems, runId, startedAtMs }: Reading,
    mark: string,
    { isDryRun, actor }: ReplayOptions,
  ): Promise<Written | undefined> {
    const origin = { taskId, pass: 'replay', runId };
    try {
      return await db.transaction(async (tx) => {
        const now = await readMark(tx, gameId, { isLocking: true });
        if (now !== mark || now.includes('running')) return undefined;
        const fence = await readFence(tx, taskId);
        const claim = { taskId, game };
        const locked = await lockGame(tx, { claim, seen: providerGame, lines: adapter.lines });
        const standing = await openStanding(tx, adapter, game, providerGame, locked);
        await recordProviderGame(tx, game, providerGame, origin, locked);
        const written = new Set<string>();
        for (const stored of parts) {
          const isPartOfLines = stored.isPartOfLines || !stored.part.isWhole;
          const target = { game, providerGame, fence, isPartOfLines, origin };
          const { lines } = await writeLines(tx, [await stored.part.draft(tx, target)], { isFirst: false });
          for (const line of lines) written.add(keyOf(line));
          await noteReading(tx, lastTaskId, entities, stored, lines);
        }
        await settleReading(tx, { gameId, taskId, lastTaskId }, standing);
        const changes = await changesOfTransaction(tx, gameId);
        const words = describeChanges(changes);
        if (words !== undefined) {
          const message = `Read again from stored answers: ${words}.`;
          await recordEvent(tx, { gameId, taskId, kind: 'replayed', message, actor, runId });
        }
        const gap = describeGap(entities, written, problems);
        const { source } = providerGame;
        await logWork(
          tx,
          {
            runId,
            operation: 'replay',
            sport,
            seedingType: 'replay',
            status: 'completed',
            season: game.seasonYear,
            gameId,
            details: {
              changes: changes.length,
              gap,
            },
            actor,
            startedAtMs,
            endedAtMs: clock.nowMs(),
          },
          readingOf(runId, source === undefined ? undefined : { source, sport }),
        );
        if (isDryRun) throw new DryRunEnd({ changes, gap });
        return { changes, gap };
      });
    } catch (error) {
      if (error instanceof DryRunEnd) return error.written;
      throw error;
    }
  }

  return {
    async run(scope, options) {
      const games = await selectSeededGames(db, scope);
      for (const [index, game] of games.entries()) {
        if (options.signal.aborted) break;
        options.onGame(await replayGame(game, options), { done: index + 1, total: games.length });
      }
      return games.length;
    },
  };
}

/**
 * Games whose first pass is over, with all of their lines or some; the others have their lines from a run that is
 * still to come.
 */
function selectSeededGames(db: Database, scope: ReplayScope): Promise<SeededGame[]> {
  const which: SQL =
    'gameId' in scope
      ? sql`game.id = ${scope.gameId}`
      : sql`sport.display_name = ${scope.sport} and season.year = ${scope.season}
            and game.slate_date >= coalesce(${scope.since ?? null}::date, '-infinity'::date)`;
  return rowsOf<SeededGame>(
    db,
    sql`
      select game.id as game_id, task.id as task_id, coalesce(last.id, task.id) as last_task_id, sport.display_name as sport,
             coalesce(away.abbreviation, away.name) || ' @ ' || coalesce(home.abbreviation, home.name) || ' '
               || game.slate_date::text as label
      from ${games} as game
      join ${seedingTasks} as task on task.game_id = game.id and task.pass = 'first'
      join ${sports} as sport on sport.id = game.sport_id
      join ${seasons} as season on season.id = game.season_id
      join ${teams} as home on home.id = game.home_team_id
      join ${teams} as away on away.id = game.away_team_id
      left join lateral (select id from ${seedingTasks} as other where other.game_id = game.id and other.status = 'completed'
                         order by other.completed_at desc, other.id desc limit 1) as last on true
      where (game.seeding_status = 'completed'
             or (game.seeding_status = 'partial' and task.status in ('completed', 'failed', 'cancelled')))
        and ${which}
      order by game.game_datetime, game.id`,
  );
}

/** Every task of a game with its fence and status, as one text: the same text means that no run had it since. */
async function readMark(
  executor: Executor,
  gameId: number,
  { isLocking }: { isLocking: boolean },
): Promise<string> {
  const rows = await rowsOf<{ mark: string }>(
    executor,
    sql`select id || ' ' || fence || ' ' || status as mark from ${seedingTasks}
        where game_id = ${gameId} order by id ${isLocking ? sql`for update` : sql``}`,
  );
  return rows.map((row) => row.mark).join(', ');
}

/** Lines carry the fence of the game's first pass: this writes in its name. */
async function readFence(tx: Executor, taskId: number): Promise<number> {
  const row = await firstRow<{ fence: number }>(
    tx,
    sql`select fence from ${seedingTasks} where id = ${taskId}`,
  );
  if (!row) throw new Error(`task ${taskId} is gone although it was locked`);
  return row.fence;
}
