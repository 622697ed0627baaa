import type { SimulatedProviderDials } from '../dials.ts';
import { pick, randomFor, randomInteger } from '../sampling.ts';
import type { BoxScore, PlayerLine, TeamBox } from './box-score.ts';

const HOUR_MS = 3_600_000;

/** When a game's box score is corrected; undefined when it never is. */
export function correctionMs(
  seed: number,
  gameId: number,
  finalMs: number,
  { correctionAfterHours, correctionRate }: SimulatedProviderDials,
): number | undefined {
  if (correctionAfterHours === null) return undefined;
  const isCorrected = randomFor(seed, 'is corrected', gameId)() < correctionRate;
  return isCorrected ? finalMs + correctionAfterHours * HOUR_MS : undefined;
}

/**
 * What the league office changes after looking at the tape: an assist or a rebound goes to a team-mate, and now
 * and then somebody gets a steal. Points stay as they are, so that everything still adds up.
 */
export function correctBoxScore(seed: number, gameId: number, box: BoxScore): BoxScore {
  const random = randomFor(seed, 'correction', gameId);
  const [side, otherSide] = random() < 0.5 ? (['home', 'away'] as const) : (['away', 'home'] as const);
  let team = moveOne(box[side], 'assists', random);
  if (random() < 0.6) team = moveOne(team, 'defReb', random);
  let other = box[otherSide];
  if (random() < 0.3) other = giveSteal(other, random);
  return { ...box, [side]: team, [otherSide]: other };
}

function moveOne(team: TeamBox, stat: 'assists' | 'defReb', random: () => number): TeamBox {
  const from = pick(
    random,
    indexesOf(team, (line) => line[stat] > 0),
  );
  const to = pick(
    random,
    indexesOf(team, (line, index) => line.seconds > 0 && index !== from),
  );
  return change(team, (line, index) => {
    const delta = index === from ? -1 : index === to ? 1 : 0;
    return delta === 0 ? line : { ...line, [stat]: line[stat] + delta };
  });
}

function giveSteal(team: TeamBox, random: () => number): TeamBox {
  const playing = indexesOf(team, (line) => line.seconds > 0);
  const to = playing[randomInteger(random, 0, playing.length - 1)];
  return change(team, (line, index) => (index === to ? { ...line, steals: line.steals + 1 } : line));
}

function indexesOf(team: TeamBox, isWanted: (line: PlayerLine, index: number) => boolean): number[] {
  return team.lines.flatMap((line, index) => (isWanted(line, index) ? [index] : []));
}

function change(team: TeamBox, edit: (line: PlayerLine, index: number) => PlayerLine): TeamBox {
  return { ...team, lines: team.lines.map(edit) };
}
