import type { Random } from '../../../src/platform/random.ts';
import { apportion, randomBetween, randomInteger, shuffled } from '../sampling.ts';
import { COURT_POSITIONS, type CourtPosition, type Player } from './roster.ts';

/** Who is listed for a game, and for how long each is on court. */
export type LineUpPlace = {
  player: Player;
  /** Set for the five starters. */
  startPosition: CourtPosition | null;
  /** 0 for those who did not play. */
  seconds: number;
  /** Why somebody did not play. */
  comment: string | null;
};

const REGULATION_SECONDS = 5 * 48 * 60;
const OVERTIME_SECONDS = 5 * 5 * 60;

/** Seconds that a team's five places on court add up to: 240:00, and 25:00 for each overtime. */
export function teamSeconds(overtimes: number): number {
  return REGULATION_SECONDS + overtimes * OVERTIME_SECONDS;
}

const COACHES_DECISION = "DNP - Coach's Decision";
const INJURED = 'DND - Injury/Illness';

/**
 * Picks five starters (one for each position), five to seven from the bench, and some who are listed but do not
 * play. `secondsUnit` is 60 for the games whose minutes the provider rounds, else 1.
 */
export function drawLineUp(
  random: Random,
  roster: readonly Player[],
  overtimes: number,
  secondsUnit: 1 | 60,
): readonly LineUpPlace[] {
  const injured = new Set(shuffled(random, roster).slice(0, randomInteger(random, 0, 2)));
  const healthy = roster.filter((player) => !injured.has(player));
  const starters = COURT_POSITIONS.flatMap(
    (position) => healthy.find((player) => player.position === position) ?? [],
  );
  const others = healthy.filter((player) => !starters.includes(player));
  const bench = others.slice(0, randomInteger(random, 5, 7));
  const unused = others.slice(bench.length, bench.length + randomInteger(random, 1, 3));

  const weights = [
    ...starters.map(() => randomBetween(random, 30, 38)),
    ...bench.map((_, index) => (index < 4 ? randomBetween(random, 12, 24) : randomBetween(random, 3, 12))),
  ];
  const shares = apportion(teamSeconds(overtimes) / secondsUnit, weights);
  const active = [...starters, ...bench].map((player, index) => ({
    player,
    startPosition: index < starters.length ? player.position : null,
    seconds: (shares[index] ?? 0) * secondsUnit,
    comment: null,
  }));
  const idle = (player: Player, comment: string): LineUpPlace => ({
    player,
    startPosition: null,
    seconds: 0,
    comment,
  });
  return [
    ...active,
    ...unused.map((player) => idle(player, COACHES_DECISION)),
    ...[...injured].map((player) => idle(player, INJURED)),
  ];
}
