import type { Executor } from '../db/database.ts';
import type { FetchedPart } from '../sports/adapter.ts';
import type { WrittenLine } from '../sports/line-draft.ts';
import { noteSeen } from '../sports/note-seen.ts';
import { writeLines } from '../sports/write-lines.ts';
import {
  checkpointPart,
  markAbsent,
  noteEntityFailure,
  noteRefusedRows,
  updateEntityCounts,
} from './entities.ts';
import { type EntityTask, fenced } from './entity-task.ts';
import { markPartial } from './game-standing.ts';
import { type EntityStep, teamOf } from './plan.ts';
import { originOf } from './run-facts.ts';

/**
 * Writes the answer to one step with its checkpoints, in a transaction of its own: whatever happens next, nobody asks
 * for it again. Who was asked for and is not in it has no line, or is still expected.
 */
export function keepAnswer(task: EntityTask, step: EntityStep, part: FetchedPart): Promise<void> {
  const { claim, adapter, providerGame } = task;
  const { game, taskId } = claim;
  return fenced(task, async (tx) => {
    const lines = await writePart(tx, task, step, part);
    await noteOthers(tx, task, step, part, lines);
    await updateEntityCounts(tx, taskId);
    if (lines.length > 0) await markPartial(tx, game.gameId, await adapter.findGaps(tx, game, providerGame));
  });
}

async function writePart(
  tx: Executor,
  { claim, providerGame }: EntityTask,
  step: EntityStep,
  part: FetchedPart,
): Promise<readonly WrittenLine[]> {
  if (part.lineCount === 0) return [];
  const origin = originOf(claim);
  const target = { game: claim.game, providerGame, fence: claim.fence, isPartOfLines: true, origin };
  const draft = await part.draft(tx, target);
  const checkpoints = checkpointPart(claim.taskId, draft.listed, { providerTeamId: teamOf(step) });
  const { lines } = await writeLines(tx, [draft], {
    isFirst: false,
    alsoWrite: [checkpoints],
  });
  await noteSeen(tx, target, [draft]);
  return lines;
}

/** Those who were asked for and have no line: their row was left out, or the answer says nothing of them. */
async function noteOthers(
  tx: Executor,
  { claim: { taskId, maxRetries } }: EntityTask,
  step: EntityStep,
  { refused }: FetchedPart,
  lines: readonly WrittenLine[],
): Promise<void> {
  const providerTeamId = teamOf(step);
  const entityType = providerTeamId === null ? 'team' : 'player';
  const maxAttempts = maxRetries + 1;
  const isSide = step.question.kind === 'team-players' && providerTeamId !== null;
  await noteRefusedRows(tx, taskId, entityType, refused, {
    maxAttempts,
    replaces: isSide ? { providerTeamId } : 'nobody',
  });
  const told = new Set([
    ...lines.map((line) => `${line.entityType} ${line.providerEntityId}`),
    ...refused.map((row) => `${entityType} ${row.providerEntityId}`),
  ]);
  const others = step.covers.filter((one) => !told.has(`${one.entityType} ${one.providerEntityId}`));
  // A team that plays has a line; a player without one did not take part.
  const { player: absent = [], team: missing = [] } = Object.groupBy(others, (one) => one.entityType);
  await markAbsent(tx, taskId, absent);
  const message = 'the provider has no line of it';
  await noteEntityFailure(tx, taskId, missing, { message, isFinal: false, maxAttempts });
}
