import type { Random } from '../../../src/platform/random.ts';
import { randomBetween, randomInteger, scatter } from '../sampling.ts';
import type { LineUpPlace } from './line-up.ts';

/** Shots made and tried: field goals (threes included), free throws, three-pointers. */
export type Scoring = { fgm: number; fga: number; ftm: number; fta: number; tpm: number; tpa: number };

/** Points that follow from the shots made. */
export function pointsOf({ fgm, tpm, ftm }: Scoring): number {
  return 2 * (fgm - tpm) + 3 * tpm + ftm;
}

/** Shares out a team's points among those who play, as shots of three kinds, with misses to go with them. */
export function drawScoring(
  random: Random,
  points: number,
  playing: readonly LineUpPlace[],
): readonly Scoring[] {
  const tpm = Math.min(randomInteger(random, 8, 17), Math.floor((points * 0.42) / 3));
  const freeThrows = Math.min(randomInteger(random, 10, 23), Math.floor(points * 0.22));
  // What is left after threes and free throws is made of twos, so that it has to be even.
  const ftm = (points - 3 * tpm - freeThrows) % 2 === 0 ? freeThrows : freeThrows + 1;
  const twos = (points - 3 * tpm - ftm) / 2;

  const usage = playing.map(({ player, seconds }) => seconds * player.talent);
  const outside = playing.map(
    ({ player }, index) => (usage[index] ?? 0) * (player.position === 'C' ? 0.2 : 1),
  );
  const inside = playing.map(
    ({ player }, index) => (usage[index] ?? 0) * (player.position === 'C' ? 1.6 : 1),
  );
  const missed = (made: number, low: number, high: number): number =>
    Math.round(made * randomBetween(random, low, high));

  const madeTwos = scatter(random, twos, inside);
  const madeThrees = scatter(random, tpm, outside);
  const madeFrees = scatter(random, ftm, usage);
  const missedTwos = scatter(random, missed(twos, 0.75, 1.1), inside);
  const missedThrees = scatter(random, missed(tpm, 1.5, 2.1), outside);
  const missedFrees = scatter(random, missed(ftm, 0.12, 0.4), usage);

  return playing.map((_, index) => {
    const [two = 0, three = 0, free = 0] = [madeTwos[index], madeThrees[index], madeFrees[index]];
    return {
      fgm: two + three,
      fga: two + three + (missedTwos[index] ?? 0) + (missedThrees[index] ?? 0),
      ftm: free,
      fta: free + (missedFrees[index] ?? 0),
      tpm: three,
      tpa: three + (missedThrees[index] ?? 0),
    };
  });
}
