import type { Random } from '../../../src/platform/random.ts';
import { pick } from '../sampling.ts';
import { type CountName, type Counts, NO_COUNTS } from './counts.ts';
import type { Player, Position } from './roster.ts';

/** A team's players in a game, and what has been counted for them so far. */
export type Sheet = {
  /** Those who are dressed, by position. */
  at: (...positions: readonly Position[]) => readonly Player[];
  /** A player's own figures, to be added to. */
  counts: (player: Player) => Counts;
};

/** Positions of which not everybody is dressed; the others are few. */
const SPARED: readonly Position[] = ['OL', 'WR', 'LB', 'DL', 'CB'];

export function newSheet(random: Random, roster: readonly Player[]): Sheet {
  const idle = new Set(roster.filter(({ position }) => SPARED.includes(position) && random() < 0.12));
  const dressed = roster.filter((player) => !idle.has(player));
  const counts = new Map<Player, Counts>();
  return {
    at: (...positions) => dressed.filter(({ position }) => positions.includes(position)),
    counts(player) {
      const own = counts.get(player) ?? { ...NO_COUNTS };
      counts.set(player, own);
      return own;
    },
  };
}

/** Enters one figure for several players. */
export function share(
  sheet: Sheet,
  players: readonly Player[],
  name: CountName,
  amounts: readonly number[],
): void {
  for (const [index, player] of players.entries()) sheet.counts(player)[name] += amounts[index] ?? 0;
}

/** Hands out single units of a figure, to nobody more than he has of another: no touchdown without a catch. */
export function handOut(
  random: Random,
  sheet: Sheet,
  players: readonly Player[],
  { total, name, within }: { total: number; name: CountName; within: CountName },
): void {
  for (let left = total; left > 0; left -= 1) {
    const open = players.filter((player) => sheet.counts(player)[name] < sheet.counts(player)[within]);
    sheet.counts(pick(random, open))[name] += 1;
  }
}
