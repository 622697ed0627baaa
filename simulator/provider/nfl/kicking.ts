import type { Random } from '../../../src/platform/random.ts';
import { pick, randomInteger, sum } from '../sampling.ts';
import type { CountName, Counts } from './counts.ts';
import type { SideResult } from './game-result.ts';
import { touchdownsBy } from './offence.ts';
import type { Sheet } from './sheet.ts';

/** Enters a side's field goals, extra points and punts. */
export function addKicks(random: Random, sheet: Sheet, result: SideResult): void {
  const [kicker] = sheet.at('K');
  const [punter] = sheet.at('P');
  if (kicker) drawKicks(random, sheet.counts(kicker), result);
  if (punter) drawPunts(random, sheet.counts(punter));
}

type Returns = { own: Sheet; other: Sheet; result: SideResult; otherResult: SideResult };

/** Enters what a side returned of the other side's kicks and punts. */
export function addReturns(random: Random, { own, other, result, otherResult }: Returns): void {
  drawKickReturns(random, own, { result, kicks: otherResult.plays.length + 1 });
  const [punter] = other.at('P');
  const punted = punter ? other.counts(punter) : undefined;
  drawPuntReturns(random, own, { result, punts: punted ? punted.punts - punted.touchbacks : 0 });
}

const DISTANCES: readonly (readonly [toYards: number, name: CountName])[] = [
  [19, 'fieldGoalsTo19'],
  [29, 'fieldGoalsTo29'],
  [39, 'fieldGoalsTo39'],
  [49, 'fieldGoalsTo49'],
  [99, 'fieldGoalsFrom50'],
];

function drawKicks(random: Random, counts: Counts, { plays }: SideResult): void {
  const kicked = plays.flatMap((play) => (play.kind === 'field goal' ? [play.yards] : []));
  counts.fieldGoals = kicked.length;
  counts.fieldGoalTries = kicked.length + pick(random, [0, 0, 0, 1]);
  counts.longestFieldGoal = Math.max(0, ...kicked);
  for (const yards of kicked) {
    const name = DISTANCES.find(([toYards]) => yards <= toYards)?.[1];
    if (name) counts[name] += 1;
  }
  const conversions = plays.flatMap((play) => (play.kind === 'touchdown' ? [play.conversion] : []));
  counts.extraPoints = conversions.filter((conversion) => conversion === 'kick').length;
  counts.extraPointTries = counts.extraPoints + conversions.filter((one) => one === 'missed kick').length;
}

function drawPunts(random: Random, counts: Counts): void {
  const punts = Array.from({ length: randomInteger(random, 2, 7) }, () => randomInteger(random, 35, 60));
  counts.punts = punts.length;
  counts.puntYards = sum(punts);
  counts.longestPunt = Math.max(...punts);
  counts.touchbacks = Math.min(punts.length - 1, pick(random, [0, 0, 0, 1]));
  counts.puntsInside20 = randomInteger(random, 0, punts.length - counts.touchbacks);
}

/** There is a kick-off at the start and after each score; not every one is returned. */
function drawKickReturns(
  random: Random,
  sheet: Sheet,
  { result, kicks }: { result: SideResult; kicks: number },
): void {
  const touchdowns = touchdownsBy(result.plays, 'kick return');
  const returns = Math.max(touchdowns, randomInteger(random, 0, Math.min(5, kicks)));
  for (let index = 0; index < returns; index += 1) {
    const counts = sheet.counts(pick(random, sheet.at('RB', 'WR').slice(-3)));
    const isTouchdown = index < touchdowns;
    const yards = isTouchdown ? randomInteger(random, 90, 104) : randomInteger(random, 12, 45);
    counts.kickReturns += 1;
    counts.kickReturnYards += yards;
    counts.longestKickReturn = Math.max(counts.longestKickReturn, yards);
    if (isTouchdown) counts.kickReturnTouchdowns += 1;
  }
}

function drawPuntReturns(
  random: Random,
  sheet: Sheet,
  { result, punts }: { result: SideResult; punts: number },
): void {
  const touchdowns = touchdownsBy(result.plays, 'punt return');
  const [returner] = sheet.at('WR').slice(-1);
  if (!returner) return;
  const counts = sheet.counts(returner);
  const returns = Math.max(touchdowns, randomInteger(random, 0, Math.min(3, punts)));
  for (let index = 0; index < returns; index += 1) {
    const isTouchdown = index < touchdowns;
    const yards = isTouchdown ? randomInteger(random, 55, 95) : randomInteger(random, -2, 18);
    counts.puntReturns += 1;
    counts.puntReturnYards += yards;
    counts.longestPuntReturn = Math.max(counts.longestPuntReturn, yards);
    if (isTouchdown) counts.puntReturnTouchdowns += 1;
  }
}
