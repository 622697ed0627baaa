import { randomBetween, randomFor, randomNormal } from '../sampling.ts';
import type { OddsGame } from './odds-games.ts';

/** What books think of a game at a moment, in points or goals. */
export type Opinion = { margin: number; total: number };

/** How far a sport's games spread, and what is usual in them. */
type Scale = {
  deviation: number;
  margin: readonly [mean: number, deviation: number];
  total: readonly [number, number];
  /** Every favourite gives so much, as on the puck line and the run line; absent: what is thought of the game. */
  handicap?: number;
};

const SCALES: Readonly<Record<string, Scale>> = {
  basketball: { deviation: 12.5, margin: [2, 6], total: [228, 7] },
  americanfootball: { deviation: 13.5, margin: [1.5, 5], total: [45, 4] },
  soccer: { deviation: 1.6, margin: [0.3, 0.8], total: [2.7, 0.3] },
  icehockey: { deviation: 2.4, margin: [0.2, 0.6], total: [6.1, 0.4], handicap: 1.5 },
  baseball: { deviation: 4.3, margin: [0.15, 0.9], total: [8.6, 0.8], handicap: 1.5 },
};

const HOUR_MS = 3_600_000;
/** A slow change of mind, one within a day, and nerves. */
const WAVES = [
  { hours: 61, share: 0.16 },
  { hours: 13, share: 0.1 },
  { hours: 2.3, share: 0.05 },
] as const;
/** Once it is played, opinions swing with the score. */
const PLAY = { hours: 0.9, share: 0.6 };

export function scaleOf({ sportKey }: Pick<OddsGame, 'sportKey'>): Scale {
  const scale = SCALES[sportKey.split('_')[0] ?? ''];
  if (!scale) throw new RangeError(`nobody knows how ${sportKey} spreads`);
  return scale;
}

/** What is thought of a game at a moment; the same seed thinks the same. */
export function opinionAt(seed: number, game: OddsGame, atMs: number): Opinion {
  const scale = scaleOf(game);
  const random = randomFor(seed, 'opinion', game.id);
  const margin = randomNormal(random, ...scale.margin);
  const total = Math.max(scale.total[0] / 2, randomNormal(random, ...scale.total));
  return {
    margin: margin + moved(random, atMs, game.startMs) * scale.margin[1],
    total: total + moved(random, atMs, game.startMs) * scale.total[1],
  };
}

function moved(random: () => number, atMs: number, startMs: number): number {
  const phases = [...WAVES, PLAY].map(() => randomBetween(random, 0, 2 * Math.PI));
  const wave = ({ hours, share }: { hours: number; share: number }, index: number): number =>
    share * Math.sin((2 * Math.PI * atMs) / (hours * HOUR_MS) + (phases[index] ?? 0));
  const before = WAVES.reduce((sum, one, index) => sum + wave(one, index), 0);
  return atMs < startMs ? before : before + wave(PLAY, WAVES.length);
}

/** The share of a normal distribution below a value (Abramowitz and Stegun 7.1.26). */
export function normalShare(value: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(value)) / Math.SQRT2);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const half = 0.5 * (1 - poly * Math.exp((-value * value) / 2));
  return value < 0 ? 0.5 - half : 0.5 + half;
}
