import type { Leagues } from '../../domain/league.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import type { ExistingGame, GameChange, ScheduleConflict, SchedulePlan } from './change-types.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import { numberDoubleheaders } from './doubleheaders.ts';

/** A game as it will be, and the part of the plan that makes it so; null for a game that stays as it is. */
type Claimant<Key extends TeamKey> = {
  leagueName: string;
  homeTeamKey: Key;
  awayTeamKey: Key;
  slateDate: string;
  gameNumber?: number;
  externalGameId: string | null;
  externalSource: string | null;
  by: { change: GameChange<Key> } | { add: ResolvedGame<Key> } | null;
};

/**
 * Takes out of a plan what would put two games on one place: the same sides on the same date, or one publisher's
 * id for two games. Games of a doubleheader are numbered, and have a place each. The game that is there keeps its place, then a known one that changes, then a new one; the
 * others become conflicts for a person to decide.
 */
export function withoutCollisions<Key extends TeamKey>(
  plan: SchedulePlan<Key>,
  existing: readonly ExistingGame<Key>[],
  leagues: Leagues,
): SchedulePlan<Key> {
  let current = numberDoubleheaders(plan, existing, leagues);
  for (;;) {
    const claimants = claimantsOf(current, existing);
    const refused = new Map<object, ScheduleConflict<Key>>();
    collect(claimants, dateKey, 'same_day_twice', refused);
    collect(claimants, idKey, 'external_id_twice', refused);
    if (refused.size === 0) return current;
    current = {
      ...current,
      add: current.add.filter((game) => !refused.has(game)),
      move: current.move.filter((change) => !refused.has(change)),
      confirmTime: current.confirmTime.filter((change) => !refused.has(change)),
      update: current.update.filter((change) => !refused.has(change)),
      conflicts: [...current.conflicts, ...refused.values()],
    };
  }
}

/** In the order of their right to a place. */
function claimantsOf<Key extends TeamKey>(
  plan: SchedulePlan<Key>,
  existing: readonly ExistingGame<Key>[],
): Claimant<Key>[] {
  const changes = [...plan.update, ...plan.confirmTime, ...plan.move];
  const changed = new Set(changes.map((change) => change.existing));
  return [
    ...existing.filter((game) => !changed.has(game)).map((game) => ({ ...game, by: null })),
    ...changes.map((change) => ({
      ...change.existing,
      ...change.target,
      ...(change.exchangesSides
        ? { homeTeamKey: change.existing.awayTeamKey, awayTeamKey: change.existing.homeTeamKey }
        : {}),
      by: { change },
    })),
    ...plan.add.map((add) => ({ ...add, by: { add } })),
  ];
}

function collect<Key extends TeamKey>(
  claimants: readonly Claimant<Key>[],
  keyOf: (game: Claimant<Key>) => string | undefined,
  reason: 'same_day_twice' | 'external_id_twice',
  refused: Map<object, ScheduleConflict<Key>>,
): void {
  const taken = new Set<string>();
  for (const claimant of claimants) {
    const key = keyOf(claimant);
    if (key === undefined) continue;
    if (!taken.has(key)) {
      taken.add(key);
      continue;
    }
    const { by } = claimant;
    if (by === null) continue;
    const part = 'change' in by ? by.change : by.add;
    const incoming = 'change' in by ? by.change.incoming : by.add;
    refused.set(part, {
      reason,
      incoming,
      existing: 'change' in by ? by.change.existing : null,
      summary:
        reason === 'same_day_twice'
          ? `another game of ${incoming.awayName} at ${incoming.homeName} is on ${incoming.slateDate} already`
          : `the id ${incoming.externalGameId} belongs to another game already`,
    });
  }
}

function dateKey({
  leagueName,
  homeTeamKey,
  awayTeamKey,
  slateDate,
  gameNumber = 1,
}: Claimant<TeamKey>): string {
  return `${leagueName}|${homeTeamKey}|${awayTeamKey}|${slateDate}|${gameNumber}`;
}

function idKey({ leagueName, externalSource, externalGameId }: Claimant<TeamKey>): string | undefined {
  return externalGameId === null ? undefined : `${leagueName}|${externalSource}|${externalGameId}`;
}
