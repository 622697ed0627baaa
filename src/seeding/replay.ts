import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { Sport } from '../domain/sport.ts';
import type { CallContext } from '../providers/http/provider-call.ts';
import type { FetchedPart, SportAdapter } from '../sports/adapter.ts';
import { describeChanges } from '../sports/change-words.ts';
import { type LineChange, changesOfTransaction } from '../sports/line-changes.ts';
import { loadGameToSeed } from './claim.ts';
import { recordEvent } from './events.ts';
import { recordProviderGame } from './record-game.ts';

/** Which games are read again from what is stored: one, or those of a season, from a day on. */
export type ReplayScope =
  | { gameId: number }
  | { sport: Sport; season: number /** ISO day, in the league's zone. */; since?: string | undefined };

export type ReplayedGame = {
  game_id: number;
  /** `LAL @ GSW 2026-01-15`. */
  label: string;
  /**
   * `no_bodies`: nothing is stored, or not all of it. `refused`: the parsers or checks refuse what is stored.
   * `busy`: the game is being seeded, or was in the meantime.
   */
  outcome: 'changed' | 'unchanged' | 'no_bodies' | 'refused' | 'busy';
  changes: readonly LineChange[];
  /** What changed, or why nothing was read. */
  note: string | null;
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
  /** Whether an error says that nothing is stored. */
  isNothingStored: (error: unknown) => boolean;
};

type SeededGame = { game_id: number; task_id: number; sport: Sport; label: string };

type Read =
  | { ok: true; game: GameToSeed; providerGame: ProviderGame; parts: readonly FetchedPart[] }
  | { ok: false; outcome: 'no_bodies' | 'refused'; note: string };

/** Undoes what a dry run has written. */
class DryRunEnd extends Error {
  override readonly name = 'DryRunEnd';
  readonly changes: readonly LineChange[];

  constructor(changes: readonly LineChange[]) {
    super('a dry run ends without writing');
    this.changes = changes;
  }
}

/**
 * Reads stored bodies through the present parsers and writes the lines that come out differently, with a record of
 * each figure, without a single call. A game is written under the locks of all its tasks, so that no run can claim
 * one of them or write meanwhile; a game that a run has touched since its bodies were read is left alone.
 */
export function createReplay({ db, adapters, isNothingStored }: ReplayDependencies): Replay {
  async function replayGame(seeded: SeededGame, options: ReplayOptions): Promise<ReplayedGame> {
    const { game_id, label } = seeded;
    const mark = await readMark(db, game_id, { isLocking: false });
    const read = await readStored(seeded, options.signal);
    if (!read.ok) return { game_id, label, outcome: read.outcome, changes: [], note: read.note };
    const changes = await write(seeded, read, mark, options);
    if (!changes) {
      const note = 'the game is being seeded, or was in the meantime; replay it again afterwards';
      return { game_id, label, outcome: 'busy', changes: [], note };
    }
    const note = describeChanges(changes) ?? null;
    return { game_id, label, outcome: note === null ? 'unchanged' : 'changed', changes, note };
  }

  async function readStored({ sport, task_id: taskId }: SeededGame, signal: AbortSignal): Promise<Read> {
    const adapter = adapters.get(sport);
    if (!adapter) return { ok: false, outcome: 'refused', note: `${sport} cannot be seeded` };
    const game = await loadGameToSeed(db, taskId);
    // Without a task or game of its own: nothing of this is a call, and nothing is stored again.
    const context: CallContext = { signal, priority: 'backfill' };
    try {
      const providerGame = await adapter.findGame(game, context);
      if (!providerGame) return { ok: false, outcome: 'no_bodies', note: 'no stored body has the game' };
      if (providerGame.status !== 'completed') {
        const note = `the newest stored body says "${providerGame.statusText}"`;
        return { ok: false, outcome: 'refused', note };
      }
      const parts: FetchedPart[] = [];
      for (const part of adapter.parts) {
        const fetched = await part.fetch(game, providerGame, context);
        if (fetched.lineCount === 0) {
          return { ok: false, outcome: 'no_bodies', note: `the stored body has no ${part.entityType} lines` };
        }
        parts.push(fetched);
      }
      return { ok: true, game, providerGame, parts };
    } catch (error) {
      if (isNothingStored(error)) return { ok: false, outcome: 'no_bodies', note: messageOf(error) };
      if (error instanceof ProviderError) return { ok: false, outcome: 'refused', note: error.message };
      throw error;
    }
  }

  /** Undefined when a run has the game, or had it since `mark`. */
  async function write(
    { game_id: gameId, task_id: taskId }: SeededGame,
    { game, providerGame, parts }: Extract<Read, { ok: true }>,
    mark: string,
    { isDryRun, actor }: ReplayOptions,
  ): Promise<readonly LineChange[] | undefined> {
    const origin = { taskId, pass: 'replay' };
    try {
      return await db.transaction(async (tx) => {
        const now = await readMark(tx, gameId, { isLocking: true });
        if (now !== mark || now.includes('running')) return undefined;
        const fence = await readFence(tx, taskId);
        await recordProviderGame(tx, game, providerGame, origin);
        for (const part of parts) await part.write(tx, { game, providerGame, fence, origin });
        const changes = await changesOfTransaction(tx, gameId);
        const words = describeChanges(changes);
        if (words !== undefined) {
          const message = `Read again from stored answers: ${words}.`;
          await recordEvent(tx, { gameId, taskId, kind: 'replayed', message, actor });
        }
        if (isDryRun) throw new DryRunEnd(changes);
        return changes;
      });
    } catch (error) {
      if (error instanceof DryRunEnd) return error.changes;
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

/** Games whose first pass is done; the others have their lines from a run that is still to come. */
function selectSeededGames(db: Database, scope: ReplayScope): Promise<SeededGame[]> {
  const which: SQL =
    'gameId' in scope
      ? sql`game.id = ${scope.gameId}`
      : sql`sport.display_name = ${scope.sport} and season.year = ${scope.season}
            and game.slate_date >= coalesce(${scope.since ?? null}::date, '-infinity'::date)`;
  return rowsOf<SeededGame>(
    db,
    sql`
      select game.id as game_id, task.id as task_id, sport.display_name as sport,
             coalesce(away.abbreviation, away.name) || ' @ ' || coalesce(home.abbreviation, home.name) || ' '
               || game.slate_date::text as label
      from games as game
      join seeding_tasks as task on task.game_id = game.id and task.pass = 'first'
      join sports as sport on sport.id = game.sport_id
      join seasons as season on season.id = game.season_id
      join teams as home on home.id = game.home_team_id
      join teams as away on away.id = game.away_team_id
      where game.seeding_status = 'completed' and ${which}
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
    sql`select id || ' ' || fence || ' ' || status as mark from seeding_tasks
        where game_id = ${gameId} order by id ${isLocking ? sql`for update` : sql``}`,
  );
  return rows.map((row) => row.mark).join(', ');
}

/** Lines carry the fence of the game's first pass: this writes in its name. */
async function readFence(tx: Executor, taskId: number): Promise<number> {
  const row = await firstRow<{ fence: number }>(
    tx,
    sql`select fence from seeding_tasks where id = ${taskId}`,
  );
  if (!row) throw new Error(`task ${taskId} is gone although it was locked`);
  return row.fence;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
