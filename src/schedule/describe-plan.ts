import type { SchedulePlan } from './difference/change-types.ts';

/** What a plan would do, one line per change, for a dry run: `kind: game: what`. */
export function describePlan(plan: SchedulePlan<number>): readonly string[] {
  return [
    ...plan.add.map((game) => `add: ${sidesOf(game)}: on ${game.slateDate}`),
    ...plan.move.map((change) => `move: ${sidesOf(change.incoming)}: ${change.summary}`),
    ...plan.confirmTime.map((change) => `time known: ${sidesOf(change.incoming)}: ${change.summary}`),
    ...plan.update.map((change) => `update: ${sidesOf(change.incoming)}: ${change.summary}`),
    ...plan.cancel.map(
      ({ existing, summary }) => `cancel: game ${existing.gameId} of ${existing.slateDate}: ${summary}`,
    ),
    ...plan.conflicts.map(
      ({ incoming, existing, summary }) =>
        `conflict: ${incoming ? sidesOf(incoming) : `game ${existing?.gameId}`}: ${summary}`,
    ),
  ];
}

/** What a person should look at although no row of the file is to blame. */
export function warningsOf(plan: SchedulePlan<number>): readonly string[] {
  return plan.conflicts.flatMap(({ existing, incoming, summary }) =>
    incoming === null && existing !== null
      ? `game ${existing.gameId} of ${existing.slateDate} was not cancelled: ${summary}`
      : [],
  );
}

function sidesOf({ awayName, homeName }: { awayName: string; homeName: string }): string {
  return `${awayName} at ${homeName}`;
}
