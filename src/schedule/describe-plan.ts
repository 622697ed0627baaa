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

const KINDS = ['add', 'move', 'time known', 'update', 'cancel', 'conflict'];

/** The changes of several parts of one file as those of one: by their kind. */
export function inOrderOfKind(changes: readonly string[]): readonly string[] {
  const kindOf = (change: string): number => KINDS.findIndex((kind) => change.startsWith(`${kind}: `));
  return changes.toSorted((one, other) => kindOf(one) - kindOf(other));
}

/** What a person should look at although no row of the file is to blame: games that were not cancelled, and why. */
export function warningsOf(plan: SchedulePlan<number>): readonly string[] {
  const held = plan.conflicts.flatMap(({ existing, incoming, summary, reason }) =>
    incoming === null && existing !== null ? { existing, summary, reason } : [],
  );
  const groups = Map.groupBy(held, ({ summary }) => summary);
  return [...groups].map(([summary, games]) => {
    const named = games
      .slice(0, GAMES_NAMED)
      .map(({ existing }) => `${existing.gameId} of ${existing.slateDate}`);
    const more = games.length > GAMES_NAMED ? ` and ${games.length - GAMES_NAMED} more` : '';
    const noun = games.length === 1 ? 'game' : 'games';
    const remedy =
      games[0]?.reason === 'vanished_unconfirmed' ? '' : '; where they are off, add --confirm-cancellations';
    return `${noun} ${named.join(', ')}${more} ${games.length === 1 ? 'was' : 'were'} not cancelled: ${summary}${remedy}`;
  });
}

/** Games that a warning names. */
const GAMES_NAMED = 3;

function sidesOf({ awayName, homeName }: { awayName: string; homeName: string }): string {
  return `${awayName} at ${homeName}`;
}
