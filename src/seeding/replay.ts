import { type SQL, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { seasons, sports, teams } from '../db/schema/reference.ts';
import { games } from '../db/schema/games.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { AWAY, GAME, HOME, SEASON, SPORT, TASK } from '../db/table-aliases.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { Sport } from '../domain/sport.ts';
import { newRunId } from '../jobs/runs/run-id.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { describeChanges } from '../sports/change-words.ts';
import type { LineChange } from '../sports/line-changes.ts';
import { loadGameToSeed } from './claim.ts';
import { loadEntities } from './entities.ts';
import { createStoredReader } from './replay-reading.ts';
import { ShortfallError } from './replay-writing.ts';
import { type ReplayTools, readMark, writeReplay } from './write-replay.ts';

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

export type ReplayDependencies = ReplayTools & {
  /** Over a pipeline that answers from what is stored. */
  adapters: ReadonlyMap<Sport, SportAdapter>;
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

/**
 * Reads stored bodies through the present parsers and writes the lines that come out differently, with a record of
 * each figure, without a single call. A game is written under the locks of all its tasks, so that no run can claim
 * one of them or write meanwhile; a game that a run has touched since its bodies were read is left alone.
 */
export function createReplay(dependencies: ReplayDependencies): Replay {
  return {
    async run(scope, options) {
      const games = await selectSeededGames(dependencies.db, scope);
      for (const [index, game] of games.entries()) {
        if (options.signal.aborted) break;
        const progress = { done: index + 1, total: games.length };
        options.onGame(await replayGame(dependencies, game, options), progress);
      }
      return games.length;
    },
  };
}

async function replayGame(
  dependencies: ReplayDependencies,
  seeded: SeededGame,
  options: ReplayOptions,
): Promise<ReplayedGame> {
  const { db, adapters, clock, isNothingStored } = dependencies;
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
  const read = await createStoredReader(isNothingStored)(adapter, game, entities, context);
  if (!read.ok) return { ...untouched, outcome: read.outcome, note: read.note };
  const { task_id: taskId, last_task_id: lastTaskId } = seeded;
  const reading = { ...read, taskId, lastTaskId, game, entities, runId, startedAtMs };
  try {
    const written = await writeReplay(dependencies, adapter, reading, { ...options, mark });
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

const OTHER = alias(seedingTasks, 'other');

/**
 * Games whose first pass is over, with all of their lines or some; the others have their lines from a run that is
 * still to come.
 */
function selectSeededGames(db: Database, scope: ReplayScope): Promise<SeededGame[]> {
  const which: SQL =
    'gameId' in scope
      ? sql`${GAME.id} = ${scope.gameId}`
      : sql`${SPORT.displayName} = ${scope.sport} and ${SEASON.year} = ${scope.season}
            and ${GAME.slateDate} >= coalesce(${scope.since ?? null}::date, '-infinity'::date)`;
  return rowsOf(
    db,
    selecting(
      {
        game_id: GAME.id,
        task_id: TASK.id,
        last_task_id: sql<number>`coalesce(last.id, ${TASK.id})`,
        sport: SPORT.displayName,
        label: sql<string>`coalesce(${AWAY.abbreviation}, ${AWAY.name}) || ' @ ' || coalesce(${HOME.abbreviation}, ${HOME.name}) || ' '
               || ${GAME.slateDate}::text`,
      },
      (list) => sql`
      select ${list}
      from ${games} as ${GAME}
      join ${seedingTasks} as ${TASK} on ${TASK.gameId} = ${GAME.id} and ${TASK.pass} = 'first'
      join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
      join ${seasons} as ${SEASON} on ${SEASON.id} = ${GAME.seasonId}
      join ${teams} as ${HOME} on ${HOME.id} = ${GAME.homeTeamId}
      join ${teams} as ${AWAY} on ${AWAY.id} = ${GAME.awayTeamId}
      left join lateral (select ${OTHER.id} from ${seedingTasks} as ${OTHER}
                         where ${OTHER.gameId} = ${GAME.id} and ${OTHER.status} = 'completed'
                         order by ${OTHER.completedAt} desc, ${OTHER.id} desc limit 1) as last on true
      where (${GAME.seedingStatus} = 'completed'
             or (${GAME.seedingStatus} = 'partial' and ${TASK.status} in ('completed', 'failed', 'cancelled')))
        and ${which}
      order by ${GAME.gameDatetime}, ${GAME.id}`,
    ),
  );
}
