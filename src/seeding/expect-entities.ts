import { expectEntities, loadEntities, rosterSize, updateEntityCounts } from './entities.ts';
import type { EntityTask } from './entity-task.ts';
import { lockClaimedGame } from './lock-game.ts';
import type { TaskEntity } from './plan.ts';
import { recordProviderGame } from './record-game.ts';
import { originOf } from './run-facts.ts';

/**
 * Notes who is expected. Who plays is asked of the provider only where players are asked for by name and a side has no
 * roster at all; elsewhere a team's answer says who its players are. A roster that cannot be had stops the run.
 */
export async function expectAll(
  task: EntityTask,
): Promise<{ kind: 'known'; entities: TaskEntity[] } | { kind: 'stopped'; error: unknown }> {
  const { tools, claim, adapter, providerGame } = task;
  const { db } = tools;
  const { game, taskId } = claim;
  for (const side of await sidesWithoutRoster(task)) {
    try {
      await tools.fetchRoster(side, claim, task.context);
    } catch (error) {
      return { kind: 'stopped', error };
    }
  }
  await db.transaction(async (tx) => {
    const locked = await lockClaimedGame(tx, { claim, seen: providerGame, lines: adapter.lines });
    await recordProviderGame(tx, game, providerGame, originOf(claim), locked);
    await expectEntities(tx, taskId, game, providerGame);
    await updateEntityCounts(tx, taskId);
  });
  return { kind: 'known', entities: await loadEntities(db, taskId) };
}

async function sidesWithoutRoster({ tools: { db }, claim, adapter, providerGame }: EntityTask) {
  if (adapter.entities.playersBy !== 'player') return [];
  const { game } = claim;
  const sides = [
    { teamId: game.home.teamId, providerTeamId: providerGame.home.providerTeamId },
    { teamId: game.away.teamId, providerTeamId: providerGame.away.providerTeamId },
  ];
  const sizes = await Promise.all(sides.map(({ teamId }) => rosterSize(db, game.gameId, teamId)));
  return sides.filter((_side, index) => sizes[index] === 0);
}
