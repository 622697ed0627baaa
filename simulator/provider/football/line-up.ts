import type { Random } from '../../../src/platform/random.ts';
import { pick, randomInteger, shuffled } from '../sampling.ts';
import type { Footballer, Position } from './squads.ts';

const FORMATIONS = ['4-3-3', '4-4-2', '3-5-2', '4-2-3-1'] as const;

/** Who is listed for a match, and from when to when each was on the pitch. */
export type Place = {
  player: Footballer;
  isStarter: boolean;
  isCaptain: boolean;
  /** Minutes after which the player came on and went off; null for who was not used. */
  on: number | null;
  off: number | null;
  /** `row:place` on the tactics board, for starters. */
  grid: string | null;
};

export type Substitution = { minute: number; off: Footballer; on: Footballer };
export type Card = { minute: number; player: Footballer; kind: 'yellow' | 'red' };

export type TeamSheet = {
  formation: string;
  places: readonly Place[];
  substitutions: readonly Substitution[];
  cards: readonly Card[];
};

/** Places on the bench by position. */
const BENCH: Readonly<Record<Position, number>> = { G: 1, D: 3, M: 3, F: 2 };
const RED_CARD_RATE = 0.06;

/** Picks eleven starters for a formation, nine for the bench, three to five changes, and who is booked. */
export function drawTeamSheet(
  random: Random,
  squad: readonly Footballer[],
  lengthMinutes: number,
): TeamSheet {
  const formation = pick(random, FORMATIONS);
  const rows = formation.split('-').map(Number);
  const [defenders = 4, ...others] = rows;
  const forwards = others.pop() ?? 1;
  const wanted: Record<Position, number> = {
    G: 1,
    D: defenders,
    M: others.reduce((sum, count) => sum + count, 0),
    F: forwards,
  };
  const starters: Footballer[] = [];
  const bench: Footballer[] = [];
  for (const position of ['G', 'D', 'M', 'F'] as const) {
    const available = shuffled(
      random,
      squad.filter((player) => player.position === position),
    );
    starters.push(...available.slice(0, wanted[position]));
    bench.push(...available.slice(wanted[position], wanted[position] + BENCH[position]));
  }
  const substitutions = drawSubstitutions(random, starters, bench);
  const cards = drawCards(random, starters, substitutions);
  const sentOff = new Map(
    cards.filter(({ kind }) => kind === 'red').map(({ player, minute }) => [player, minute]),
  );
  const captain = pick(random, starters);
  const grids = gridPlaces(rows);
  const startPlace = (player: Footballer, index: number): Place => ({
    player,
    isStarter: true,
    isCaptain: player === captain,
    on: 0,
    off:
      substitutions.find((change) => change.off === player)?.minute ?? sentOff.get(player) ?? lengthMinutes,
    grid: grids[index] ?? null,
  });
  const benchPlace = (player: Footballer): Place => {
    const change = substitutions.find((candidate) => candidate.on === player);
    return {
      player,
      isStarter: false,
      isCaptain: false,
      on: change?.minute ?? null,
      off: change ? lengthMinutes : null,
      grid: null,
    };
  };
  return {
    formation,
    places: [...starters.map(startPlace), ...bench.map(benchPlace)],
    substitutions,
    cards,
  };
}

/** Whether a player was on the pitch in a minute. */
export function isOnPitch({ on, off }: Place, minute: number): boolean {
  return on !== null && off !== null && on < minute && minute <= off;
}

function drawSubstitutions(
  random: Random,
  starters: readonly Footballer[],
  bench: readonly Footballer[],
): Substitution[] {
  const count = randomInteger(random, 3, 5);
  const outfield = (player: Footballer): boolean => player.position !== 'G';
  const leaving = shuffled(random, starters.filter(outfield)).slice(0, count);
  const coming = shuffled(random, bench.filter(outfield)).slice(0, count);
  const minutes = Array.from({ length: count }, () => randomInteger(random, 46, 88)).sort((a, b) => a - b);
  return leaving.flatMap((off, index) => {
    const on = coming[index];
    const minute = minutes[index];
    return on && minute !== undefined ? [{ minute, off, on }] : [];
  });
}

/** Yellow cards go to starters while they are on; a red card only to one who was not to be replaced. */
function drawCards(
  random: Random,
  starters: readonly Footballer[],
  substitutions: readonly Substitution[],
): Card[] {
  const booked = shuffled(random, starters).slice(0, randomInteger(random, 0, 4));
  const cards: Card[] = booked.map((player) => {
    const last = substitutions.find(({ off }) => off === player)?.minute ?? 90;
    return { minute: randomInteger(random, 5, last), player, kind: 'yellow' };
  });
  const staying = starters.filter(
    (player) =>
      player.position !== 'G' && !booked.includes(player) && !substitutions.some(({ off }) => off === player),
  );
  if (random() < RED_CARD_RATE && staying.length > 0) {
    cards.push({ minute: randomInteger(random, 30, 89), player: pick(random, staying), kind: 'red' });
  }
  return cards;
}

function gridPlaces(rows: readonly number[]): string[] {
  const filled = rows.flatMap((count, row) =>
    Array.from({ length: count }, (_, index) => `${row + 2}:${count - index}`),
  );
  return ['1:1', ...filled];
}
