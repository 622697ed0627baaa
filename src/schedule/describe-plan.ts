import type { SchedulePlan } from './difference/change-types.ts';

/** The difference in plain words, one line for each game that would change. */
export function describePlan(plan: SchedulePlan): readonly string[] {
  return [
    ...plan.add.map((game) => `add: ${game.awayName} at ${game.homeName}, ${game.slateDate}`),
    ...plan.move.map((change) => `move: ${change.summary}`),
    ...plan.confirmTime.map((change) => `time known: ${change.summary}`),
    ...plan.update.map((change) => `update: ${change.summary}`),
    ...plan.cancel.map(
      ({ existing, summary }) => `cancel: game ${existing.gameId} of ${existing.slateDate}, ${summary}`,
    ),
    ...plan.conflicts.map((conflict) => `conflict: ${conflict.summary}`),
  ];
}
