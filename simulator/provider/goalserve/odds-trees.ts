import { randomBetween, randomFor } from '../sampling.ts';
import type { Tree } from './feed-writer.ts';
import { type MatchFacts, matchTree } from './match-trees.ts';

const BOOKS = ['bwin', '10Bet', 'Marathon'] as const;

/** A match with the prices of three invented-alike books; the same seed and match have the same prices. */
export function oddsTree(seed: number, match: MatchFacts): Tree {
  const { hometeam, awayteam, ...rest } = matchTree(match);
  const random = randomFor(seed, 'odds', match.id);
  const spread = Math.round(randomBetween(random, -9, 9)) + 0.5;
  const total = Math.round(randomBetween(random, 210, 240)) + 0.5;
  const type = (value: string, id: string, offer: () => Tree): Tree => ({
    value,
    id,
    stop: 'False',
    bookmaker: BOOKS.map((name, index) => ({
      name,
      id: String(index + 1),
      ts: String(match.startMs - 3_600_000),
      ...offer(),
    })),
  });
  const price = (): string => randomBetween(random, 1.8, 2.05).toFixed(2);
  const odds = (...names: string[]): Tree[] => names.map((name) => ({ name, value: price() }));
  const line = (point: number, isMain: boolean, ...names: string[]): Tree => ({
    name: point > 0 ? `+${point}` : String(point),
    ismain: isMain ? 'True' : 'False',
    stop: 'False',
    odd: odds(...names),
  });
  return {
    ...rest,
    // The feed of prices names the sides by other words than that of scores.
    localteam: hometeam ?? [],
    visitorteam: awayteam ?? [],
    odds: [
      {
        type: [
          type('Home/Away', '2', () => ({ odd: odds('Home', 'Away') })),
          type('Handicap', '4', () => ({
            handicap: [line(spread, true, 'Home', 'Away'), line(spread + 2, false, 'Home', 'Away')],
          })),
          type('Over/Under', '5', () => ({ total: [line(total, true, 'Over', 'Under')] })),
          type('Odd/Even', '9', () => ({ odd: odds('Odd', 'Even') })),
        ],
      },
    ],
  };
}
