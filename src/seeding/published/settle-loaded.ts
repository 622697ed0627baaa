import type { Executor } from '../../db/database.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { describeChanges } from '../../sports/change-words.ts';
import { changesOfTransaction } from '../../sports/line-changes.ts';
import type { WrittenLine } from '../../sports/line-draft.ts';
import { completeTask } from '../end-task.ts';
import { loadEntities, updateEntityCounts } from '../entities.ts';
import { recordEvent } from '../events.ts';
import { type Standing, markPartial } from '../game-standing.ts';
import { type EntityOutcome, decideEntityOutcome } from '../plan.ts';
import { settleReading } from '../replay-writing.ts';
import { countLines } from '../run-facts.ts';
import { type FirstPass, claimFirstPass } from './lock-first-pass.ts';
import type { GameWriter } from './game-writer.ts';

type Loaded = {
  task: FirstPass;
  game: GameToSeed;
  standing: Standing;
  lines: readonly WrittenLine[];
  /** Changes of lines that were there. */
  changeCount: number;
};

/**
 * Says where a game stands after lines of it were loaded, by the ledger: a first pass ends where nothing or little is
 * missing, as one whose attempts are over; otherwise it stays open for who brings the rest. Gives whether the game is
 * whole. Throws SeedingError where the lines would leave a whole game with gaps.
 */
export async function settleLoaded(tx: Executor, writer: GameWriter, loaded: Loaded): Promise<boolean> {
  const { task, game, standing, lines } = loaded;
  const gaps = await standing.gapsKeepingWhole(tx);
  await tellTimeline(tx, writer, loaded);
  await updateEntityCounts(tx, task.id);
  if (task.status === 'completed') {
    await settleReading(tx, { gameId: game.gameId, taskId: task.id, lastTaskId: task.id }, standing);
    return gaps.length === 0;
  }
  const entities = await loadEntities(tx, task.id);
  const outcome = decideEntityOutcome(entities, { isLastAttempt: true, gaps });
  if (outcome.kind !== 'completed' && outcome.kind !== 'partial') {
    await markPartial(tx, game.gameId, gaps);
    return false;
  }
  const { actor, clock, bound } = writer;
  const nowMs = clock.nowMs();
  const claim = await claimFirstPass(tx, task, { game, workerId: actor });
  const changedLines = lines.filter(({ isChanged }) => isChanged).length;
  await completeTask(
    { tx, last: tx },
    claim,
    {
      counts: { ...countLines(entities), changedLines },
      cost: {
        calls: 0,
        startedAtMs: nowMs,
        endedAtMs: nowMs,
        reading: { source: bound.layout.source, apiVersion: null, parserVersion: null, bodyHashes: [] },
        workerId: actor,
      },
      gap: gapOf(outcome),
      hasChanges: loaded.changeCount > 0,
      // What was published long after the game is no older than what a later look would find.
      corrections: undefined,
    },
    actor,
  );
  return gaps.length === 0;
}

function gapOf(outcome: EntityOutcome): string | undefined {
  return outcome.kind === 'partial' ? outcome.message : undefined;
}

async function tellTimeline(
  tx: Executor,
  { bound: { layout }, fileName, actor, runId }: GameWriter,
  { task, game: { gameId }, lines, changeCount }: Loaded,
): Promise<void> {
  const written = lines.filter(({ isChanged }) => isChanged);
  const players = written.filter(({ entityType }) => entityType === 'player').length;
  const counts = [
    ...(players > 0 ? [`${players} player lines`] : []),
    ...(written.length > players ? [`${written.length - players} team lines`] : []),
  ];
  const changed = changeCount > 0 ? describeChanges(await changesOfTransaction(tx, gameId)) : undefined;
  const what = [`${counts.join(' and ') || 'no line'} of ${layout.source}`, ...(changed ? [changed] : [])];
  const message = `Loaded from ${fileName}: ${what.join('. ')}.`;
  await recordEvent(tx, { gameId, taskId: task.id, kind: 'loaded', message, actor, runId });
}
