import type { Random } from '../../../src/platform/random.ts';
import type { SimulatedProviderDials } from '../dials.ts';
import { pick, randomFor } from '../sampling.ts';
import type { BoxScore, TeamBox } from './box-score.ts';
import type { CountName } from './counts.ts';

const HOUR_MS = 3_600_000;

/** When a game's box score is corrected; undefined when it never is. */
export function correctionMs(
  seed: number,
  gameId: number,
  finalMs: number,
  { correctionAfterHours, correctionRate }: SimulatedProviderDials,
): number | undefined {
  if (correctionAfterHours === null) return undefined;
  const isCorrected = randomFor(seed, 'nfl is corrected', gameId)() < correctionRate;
  return isCorrected ? finalMs + correctionAfterHours * HOUR_MS : undefined;
}

/**
 * What the league changes after looking at the tape: a tackle or a hit goes to a team-mate, now and then some
 * yards too. Sums and points stay as they are.
 */
export function correctBoxScore(seed: number, gameId: number, box: BoxScore): BoxScore {
  const random = randomFor(seed, 'nfl correction', gameId);
  const side = random() < 0.5 ? 'home' : 'away';
  let team = moveOne(random, box[side], ['tackles', 'soloTackles']);
  if (random() < 0.5) team = moveOne(random, team, ['quarterbackHits']);
  if (random() < 0.4) team = moveOne(random, team, ['receivingYards'], 'receptions');
  return { ...box, [side]: team };
}

/** Moves one unit of the figures from a player who has some to another who has some of `among`. */
function moveOne(
  random: Random,
  team: TeamBox,
  names: readonly CountName[],
  among: CountName | undefined = names[0],
): TeamBox {
  const givers = team.lines.filter(({ counts }) => names.every((name) => counts[name] > 1));
  const takers = team.lines.filter(({ counts }) => among !== undefined && counts[among] > 0);
  if (givers.length === 0 || takers.length < 2) return team;
  const from = pick(random, givers);
  const to = pick(
    random,
    takers.filter((line) => line !== from),
  );
  const lines = team.lines.map((line) => {
    const delta = line === from ? -1 : line === to ? 1 : 0;
    if (delta === 0) return line;
    const changed = Object.fromEntries(names.map((name) => [name, line.counts[name] + delta]));
    return { ...line, counts: { ...line.counts, ...changed } };
  });
  return { ...team, lines };
}
