import type { SimulatedProviderDials } from '../dials.ts';
import { pick, randomFor } from '../sampling.ts';
import type { MatchBox, PlayerBox, SideBox } from './box-score.ts';

const HOUR_MS = 3_600_000;

/** When a match's figures are corrected; undefined when they never are. */
export function correctionMs(
  seed: number,
  matchId: number,
  finalMs: number,
  { correctionAfterHours, correctionRate }: SimulatedProviderDials,
): number | undefined {
  if (correctionAfterHours === null) return undefined;
  const isCorrected = randomFor(seed, 'match is corrected', matchId)() < correctionRate;
  return isCorrected ? finalMs + correctionAfterHours * HOUR_MS : undefined;
}

/** What is changed after looking again: a tackle more for somebody, and another mark. Goals stay as they are. */
export function correctBoxScore(seed: number, matchId: number, box: MatchBox): MatchBox {
  const random = randomFor(seed, 'match correction', matchId);
  const side = random() < 0.5 ? 'home' : 'away';
  const chosen = pick(
    random,
    box[side].players.filter(({ minutes }) => minutes !== null),
  );
  return { ...box, [side]: corrected(box[side], chosen) };
}

function corrected(side: SideBox, chosen: PlayerBox): SideBox {
  const players = side.players.map((player) => {
    if (player !== chosen) return player;
    const { figures } = player;
    const rating = Math.min(10, figures.rating + 0.3);
    return {
      ...player,
      figures: { ...figures, tackles: figures.tackles + 1, duels: figures.duels + 1, rating },
    };
  });
  return { ...side, players };
}
