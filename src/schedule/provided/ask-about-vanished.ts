import type { GamesById, ScheduledGame } from '../../domain/scheduled-game.ts';
import type { ExistingGame } from '../difference/change-types.ts';
import { planScheduleChanges } from '../difference/plan-schedule-changes.ts';
import type { ResolvedGame } from '../resolve-game.ts';

/** Games about which a provider is asked at one refresh; each may cost a call. The next refresh asks about the others. */
const ASKED_AT_ONCE = 10;

export type Asked = {
  /** Games that are there although the list leaves them out. */
  found: readonly ScheduledGame[];
  /** Our ids of the games that the provider does not have any more. */
  goneIds: ReadonlySet<number>;
};

/**
 * Asks the provider about the games that its list would cancel, before any of them is: a list may be broken off, and
 * an answer about the game itself is worth more.
 */
export async function askAboutVanished(
  comparison: Omit<Parameters<typeof planScheduleChanges<number>>[0], 'goneIds'> & {
    existing: readonly ExistingGame<number>[];
    incoming: readonly ResolvedGame<number>[];
  },
  ask: (providerGameIds: readonly string[]) => Promise<GamesById | undefined>,
): Promise<Asked> {
  const { cancel } = planScheduleChanges(comparison);
  const idOf = new Map(
    cancel.flatMap(({ existing }): [string, number][] =>
      existing.providerGameId ? [[existing.providerGameId, existing.gameId]] : [],
    ),
  );
  const asked = [...idOf.keys()].slice(0, ASKED_AT_ONCE);
  const answer = asked.length === 0 ? undefined : await ask(asked);
  return {
    found: answer?.found ?? [],
    goneIds: new Set(answer?.missing.flatMap((id) => idOf.get(id) ?? []) ?? []),
  };
}
