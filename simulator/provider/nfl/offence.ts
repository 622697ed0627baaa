import type { Random } from '../../../src/platform/random.ts';
import { apportion, pick, randomBetween, randomInteger, scatter, sum } from '../sampling.ts';
import type { ScoringPlay, SideResult, TouchdownKind } from './game-result.ts';
import type { Player, Position } from './roster.ts';
import { type Sheet, handOut, share } from './sheet.ts';

/** What the other side's defence has to answer for. */
export type Offence = {
  completions: number;
  incompletions: number;
  rushes: number;
  sacked: number;
  intercepted: number;
  fumblesLost: number;
  /** Touchdowns by passes and runs. */
  touchdowns: number;
};

/** How many touchdowns of a kind a side has. */
export function touchdownsBy(plays: readonly ScoringPlay[], by: TouchdownKind): number {
  return plays.filter((play) => play.kind === 'touchdown' && play.by === by).length;
}

/** Enters passes, catches, runs and fumbles of a side. Passing and receiving agree to the yard. */
export function drawOffence(random: Random, sheet: Sheet, own: SideResult, other: SideResult): Offence {
  const passing = drawPassing(random, sheet, own, other);
  const rushes = drawRushing(random, sheet, own);
  drawConversions(random, sheet, own);
  const fumblesLost = drawFumbles(random, sheet, other);
  const touchdowns = touchdownsBy(own.plays, 'passing') + touchdownsBy(own.plays, 'rushing');
  return { ...passing, rushes, fumblesLost, touchdowns };
}

/** Share of games in which the second quarterback comes on. */
const BACKUP_RATE = 0.12;

function drawPassing(random: Random, sheet: Sheet, own: SideResult, other: SideResult) {
  const touchdowns = touchdownsBy(own.plays, 'passing');
  const completions = Math.max(touchdowns + 4, randomInteger(random, 14, 29));
  const intercepted = touchdownsBy(other.plays, 'interception') + pick(random, [0, 0, 0, 1, 1, 2]);
  const incompletions = intercepted + randomInteger(random, 6, 14);
  const sacked = randomInteger(random, 0, 6);
  const yards = Math.round(completions * randomBetween(random, 9, 12.5));

  const [first, second] = sheet.at('QB');
  const passers = [first, random() < BACKUP_RATE ? second : undefined].filter((one) => one !== undefined);
  const weights = passers.map((_, index) => (index === 0 ? 9 : 1));
  drawReceiving(random, sheet, { completions, incompletions, touchdowns, yards });
  share(sheet, passers, 'completions', scatter(random, completions, weights));
  const thrown = passers.map((passer) => sheet.counts(passer).completions);
  // Yards and touchdowns go to those who completed passes.
  share(sheet, passers, 'passingYards', apportion(yards, thrown));
  handOut(random, sheet, passers, { total: touchdowns, name: 'passingTouchdowns', within: 'completions' });
  share(sheet, passers, 'intercepted', scatter(random, intercepted, weights));
  share(sheet, passers, 'attempts', scatter(random, incompletions - intercepted, weights));
  for (const passer of passers) {
    const counts = sheet.counts(passer);
    counts.attempts += counts.completions + counts.intercepted;
  }
  share(sheet, passers, 'sacked', scatter(random, sacked, weights));
  for (const passer of passers) {
    const counts = sheet.counts(passer);
    counts.sackYards = sum(Array.from({ length: counts.sacked }, () => randomInteger(random, 3, 11)));
  }
  return { completions, incompletions, sacked, intercepted };
}

function drawReceiving(
  random: Random,
  sheet: Sheet,
  pass: { completions: number; incompletions: number; touchdowns: number; yards: number },
): void {
  const receivers = sheet
    .at('WR', 'TE', 'RB')
    .filter(({ position, talent }) => position !== 'RB' || talent > 0.8);
  const weights = receivers.map(({ position, talent }) => talent * (position === 'WR' ? 1.6 : 1));
  share(sheet, receivers, 'receptions', scatter(random, pass.completions, weights));
  const catches = receivers.map((receiver) => sheet.counts(receiver).receptions);
  const length = catches.map((count) => count * randomBetween(random, 0.6, 1.5));
  share(sheet, receivers, 'receivingYards', apportion(pass.yards, length));
  handOut(random, sheet, receivers, {
    total: pass.touchdowns,
    name: 'receivingTouchdowns',
    within: 'receptions',
  });
  // Some passes are thrown away and meant for nobody.
  const missed = scatter(random, Math.floor(pass.incompletions * 0.85), weights);
  for (const [index, receiver] of receivers.entries()) {
    const counts = sheet.counts(receiver);
    counts.targets = counts.receptions + (missed[index] ?? 0);
    counts.longestReception = longest(random, counts.receivingYards, counts.receptions);
  }
}

function drawRushing(random: Random, sheet: Sheet, own: SideResult): number {
  const touchdowns = touchdownsBy(own.plays, 'rushing');
  const rushes = Math.max(touchdowns + 8, randomInteger(random, 18, 35));
  const yards = Math.round(rushes * randomBetween(random, 3, 5.4));
  const runners = [...sheet.at('RB'), ...sheet.at('QB').slice(0, 1), ...sheet.at('WR').slice(0, 1)];
  const weights = runners.map(({ position, talent }) => talent * runningWeight(position));
  share(sheet, runners, 'rushes', scatter(random, rushes, weights));
  const carries = runners.map((runner) => sheet.counts(runner).rushes);
  const length = carries.map((count) => count * randomBetween(random, 0.5, 1.5));
  share(sheet, runners, 'rushingYards', apportion(yards, length));
  handOut(random, sheet, runners, { total: touchdowns, name: 'rushingTouchdowns', within: 'rushes' });
  kneel(random, sheet, runners);
  for (const runner of runners) {
    const counts = sheet.counts(runner);
    counts.longestRush = longest(random, counts.rushingYards, counts.rushes);
  }
  return sum(runners.map((runner) => sheet.counts(runner).rushes));
}

/** A quarterback who kneels at the end loses yards; somebody else made them. */
function kneel(random: Random, sheet: Sheet, runners: readonly Player[]): void {
  const quarterback = runners.find(({ position }) => position === 'QB');
  const [runner] = runners;
  if (!quarterback || !runner || random() >= 0.3) return;
  const kneels = randomInteger(random, 1, 3);
  sheet.counts(quarterback).rushes += kneels;
  sheet.counts(quarterback).rushingYards -= kneels;
  sheet.counts(runner).rushingYards += kneels;
}

function runningWeight(position: Position): number {
  if (position === 'RB') return 5;
  return position === 'QB' ? 1.2 : 0.3;
}

/** Conversions for two points: half of them are passes, which count for the passer and for the receiver. */
function drawConversions(random: Random, sheet: Sheet, own: SideResult): void {
  const conversions = own.plays.filter(
    (play) => play.kind === 'touchdown' && play.conversion === 'two points',
  ).length;
  const caught = sheet.at('WR', 'TE').filter((player) => sheet.counts(player).receptions > 0);
  const ran = sheet.at('RB').filter((player) => sheet.counts(player).rushes > 0);
  const [passer] = sheet.at('QB');
  for (let left = conversions; left > 0; left -= 1) {
    if (random() < 0.5 || passer === undefined) sheet.counts(pick(random, ran)).rushingTwoPoints += 1;
    else {
      sheet.counts(passer).passingTwoPoints += 1;
      sheet.counts(pick(random, caught)).receivingTwoPoints += 1;
    }
  }
}

/** Fumbles; those that the other side carried home were lost. The rest is picked up by somebody of the own side. */
function drawFumbles(random: Random, sheet: Sheet, other: SideResult): number {
  const lost = touchdownsBy(other.plays, 'fumble') + pick(random, [0, 0, 0, 1]);
  const kept = pick(random, [0, 0, 1, 1, 2]);
  const carriers = [...sheet.at('QB').slice(0, 1), ...sheet.at('RB', 'WR')].filter((player) => {
    const { attempts, rushes, receptions } = sheet.counts(player);
    return attempts + rushes + receptions > 0;
  });
  for (let index = 0; index < lost + kept; index += 1) {
    const counts = sheet.counts(pick(random, carriers));
    counts.fumbles += 1;
    if (index < lost) counts.fumblesLost += 1;
    else sheet.counts(pick(random, [...carriers, ...sheet.at('OL')])).fumblesRecovered += 1;
  }
  return lost;
}

/** The longest of some plays that make so many yards: all of them when there is one play, never less than average. */
export function longest(random: Random, yards: number, plays: number): number {
  if (plays <= 1) return yards;
  const average = yards / plays;
  return Math.ceil(average + (yards - average) * randomBetween(random, 0.1, 0.5));
}
