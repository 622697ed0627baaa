import { eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { logWork } from '../jobs/runs/run-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { describeChanges } from '../sports/change-words.ts';
import { type LineChange, changesOfTransaction } from '../sports/line-changes.ts';
import { noteSeen } from '../sports/note-seen.ts';
import { writeLines } from '../sports/write-lines.ts';
import { recordEvent } from './events.ts';
import { openStanding } from './game-standing.ts';
import { lockGame } from './lock-game.ts';
import type { TaskEntity } from './plan.ts';
import { recordProviderGame } from './record-game.ts';
import type { StoredReading } from './replay-reading.ts';
import { describeGap, keyOf, noteReading, settleReading } from './replay-writing.ts';

export type ReplayTools = {
  db: Database;
  /** What a run read, by the bodies that the adapters were given. */
  readingOf: RunCalls['readingOf'];
  clock: Pick<Clock, 'nowMs'>;
};

/** What was read of a game from what is stored. */
type ReplayReading = Extract<StoredReading, { ok: true }> & {
  /** Its first pass, in whose name lines are written. */
  taskId: number;
  /** The task that read it last. */
  lastTaskId: number;
  game: GameToSeed;
  /** Of the task that read it last. */
  entities: readonly TaskEntity[];
  runId: string;
  startedAtMs: number;
};

/** How a reading is written. */
type Writing = {
  isDryRun: boolean;
  /** Who asked for it. */
  actor: string;
  /** What `readMark` gave before the game was read. */
  mark: string;
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
 * Writes what was read of a game, in one transaction. Undefined when a run has the game, or had it since `mark`; throws
 * ShortfallError or ProviderError, with nothing written, where the reading is not to be believed.
 */
export async function writeReplay(
  tools: ReplayTools,
  adapter: SportAdapter,
  reading: ReplayReading,
  { isDryRun, actor, mark }: Writing,
): Promise<Written | undefined> {
  try {
    return await tools.db.transaction(async (tx) => {
      const now = await readMark(tx, reading.game.gameId, { isLocking: true });
      if (now !== mark || now.includes('running')) return undefined;
      const lines = await writeStored(tx, adapter, reading);
      const changes = await changesOfTransaction(tx, reading.game.gameId);
      await tellTimeline(tx, reading, changes, actor);
      const gap = describeGap(reading.entities, lines, reading.problems);
      const written = { changes, gap };
      await logReplay(tx, tools, reading, written, actor);
      if (isDryRun) throw new DryRunEnd(written);
      return written;
    });
  } catch (error) {
    if (error instanceof DryRunEnd) return error.written;
    throw error;
  }
}

/** Writes the game, its lines and how it stands then; gives whose lines were read, by `keyOf`. */
async function writeStored(
  tx: Executor,
  adapter: SportAdapter,
  { taskId, lastTaskId, game, entities, providerGame, parts, runId }: ReplayReading,
): Promise<ReadonlySet<string>> {
  const { gameId } = game;
  const origin = { taskId, pass: 'replay', runId };
  const fence = await readFence(tx, taskId);
  const claim = { taskId, game };
  const locked = await lockGame(tx, { claim, seen: providerGame, lines: adapter.lines });
  const standing = await openStanding(tx, adapter, game, providerGame, locked);
  await recordProviderGame(tx, game, providerGame, origin, locked);
  const written = new Set<string>();
  for (const stored of parts) {
    const isPartOfLines = stored.isPartOfLines || !stored.part.isWhole;
    const target = { game, providerGame, fence, isPartOfLines, origin };
    const draft = await stored.part.draft(tx, target);
    const { lines } = await writeLines(tx, [draft], { isFirst: false });
    await noteSeen(tx, target, [draft]);
    for (const line of lines) written.add(keyOf(line));
    await noteReading(tx, lastTaskId, entities, stored, lines);
  }
  await settleReading(tx, { gameId, taskId, lastTaskId }, standing);
  return written;
}

async function tellTimeline(
  tx: Executor,
  { game: { gameId }, taskId, runId }: ReplayReading,
  changes: readonly LineChange[],
  actor: string,
): Promise<void> {
  const words = describeChanges(changes);
  if (words === undefined) return;
  const message = `Read again from stored answers: ${words}.`;
  await recordEvent(tx, { gameId, taskId, kind: 'replayed', message, actor, runId });
}

async function logReplay(
  tx: Executor,
  { readingOf, clock }: ReplayTools,
  { game: { gameId, sport, seasonYear }, providerGame: { source }, runId, startedAtMs }: ReplayReading,
  { changes, gap }: Written,
  actor: string,
): Promise<void> {
  await logWork(
    tx,
    {
      runId,
      operation: 'replay',
      sport,
      seedingType: 'replay',
      status: 'completed',
      season: seasonYear,
      gameId,
      details: { changes: changes.length, gap },
      actor,
      startedAtMs,
      endedAtMs: clock.nowMs(),
    },
    readingOf(runId, source === undefined ? undefined : { source, sport }),
  );
}

/** Every task of a game with its fence and status, as one text: the same text means that no run had it since. */
export async function readMark(
  executor: Executor,
  gameId: number,
  { isLocking }: { isLocking: boolean },
): Promise<string> {
  const marks = executor
    .select({
      mark: sql<string>`${seedingTasks.id} || ' ' || ${seedingTasks.fence} || ' ' || ${seedingTasks.status}`,
    })
    .from(seedingTasks)
    .where(eq(seedingTasks.gameId, gameId))
    .orderBy(seedingTasks.id);
  const rows = await (isLocking ? marks.for('update') : marks);
  return rows.map((row) => row.mark).join(', ');
}

/** Lines carry the fence of the game's first pass: this writes in its name. */
async function readFence(tx: Executor, taskId: number): Promise<number> {
  const [row] = await tx
    .select({ fence: seedingTasks.fence })
    .from(seedingTasks)
    .where(eq(seedingTasks.id, taskId));
  if (!row) throw new Error(`task ${taskId} is gone although it was locked`);
  return row.fence;
}
