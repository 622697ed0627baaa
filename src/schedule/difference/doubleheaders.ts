import type { Leagues } from '../../domain/league.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import type { ExistingGame, GameChange, SchedulePlan } from './change-types.ts';
import type { ResolvedGame } from '../resolve-game.ts';

/** What tells two games of the same sides on one day apart. */
type Told = {
  leagueName: string;
  startMs: number | null;
  isTimeConfirmed: boolean;
  externalGameId: string | null;
  externalSource: string | null;
};

/**
 * Whether two games of the same sides on one day are a doubleheader: their league plays so, and their publisher's ids or
 * their starts tell them apart.
 */
export function areDoubleheader(leagues: Leagues, one: Told, other: Told): boolean {
  if (leagues.named(one.leagueName)?.slates.playsSeries !== true) return false;
  const haveIds = one.externalGameId !== null && other.externalGameId !== null;
  if (haveIds && one.externalSource === other.externalSource)
    return one.externalGameId !== other.externalGameId;
  if (!one.isTimeConfirmed || !other.isTimeConfirmed) return false;
  return one.startMs !== null && other.startMs !== null && one.startMs !== other.startMs;
}

type Placed = Told & { number: number };

/**
 * Gives the games of a plan their numbers on their days: the games that are there keep theirs, and each other game of a
 * doubleheader gets the next that is free. One that nothing tells apart from another keeps its number, and collides.
 */
export function numberDoubleheaders<Key extends TeamKey>(
  plan: SchedulePlan<Key>,
  existing: readonly ExistingGame<Key>[],
  leagues: Leagues,
): SchedulePlan<Key> {
  const days = new Map<string, Placed[]>();
  const place = (key: string, game: Told, wanted: number): number => {
    const day = days.get(key) ?? [];
    days.set(key, day);
    let number = wanted;
    const isApart = day.every((other) => areDoubleheader(leagues, other, game));
    if (isApart) while (day.some((other) => other.number === number)) number += 1;
    day.push({ ...game, number });
    return number;
  };
  const changes = [...plan.update, ...plan.confirmTime, ...plan.move];
  const changed = new Set(changes.map((change) => change.existing));
  for (const game of existing) {
    if (!changed.has(game)) place(dayKey(game, game.slateDate), game, game.gameNumber ?? 1);
  }
  const ofChange = (change: GameChange<Key>): GameChange<Key> => {
    const { existing: before, target, incoming } = change;
    const told = { ...incoming, ...target };
    const number = place(dayKey(before, target.slateDate), told, before.gameNumber ?? 1);
    if (number === (before.gameNumber ?? 1)) return change;
    return { ...change, target: { ...target, gameNumber: number } };
  };
  const [update, confirmTime, move] = [plan.update, plan.confirmTime, plan.move].map((some) =>
    some.map(ofChange),
  );
  const add = plan.add.map((game: ResolvedGame<Key>) => {
    const number = place(dayKey(game, game.slateDate), game, game.gameNumber ?? 1);
    return number === (game.gameNumber ?? 1) ? game : { ...game, gameNumber: number };
  });
  return { ...plan, add, update: update ?? [], confirmTime: confirmTime ?? [], move: move ?? [] };
}

function dayKey(
  { leagueName, homeTeamKey, awayTeamKey }: Pick<ExistingGame, 'leagueName' | 'homeTeamKey' | 'awayTeamKey'>,
  date: string,
): string {
  return `${leagueName}|${homeTeamKey}|${awayTeamKey}|${date}`;
}
