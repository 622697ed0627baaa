import type { Random } from '../../../src/platform/random.ts';
import { pick, randomInteger, scatter } from '../sampling.ts';
import type { SideResult } from './game-result.ts';
import { type Offence, touchdownsBy } from './offence.ts';
import type { Player } from './roster.ts';
import { type Sheet, share } from './sheet.ts';

/** Enters tackles, sacks and takeaways of a side against the other side's offence. */
export function addDefence(random: Random, sheet: Sheet, own: SideResult, against: Offence): void {
  const defenders = sheet.at('DL', 'LB', 'CB', 'S');
  const backs = sheet.at('CB', 'S');
  const front = sheet.at('DL', 'LB');
  const all = defenders.map(tacklingWeight);
  const rushers = front.map(({ talent }) => talent);
  const covering = backs.map(({ talent }) => talent);

  // Most catches and runs end with a tackle, many with two; special teams and linemen make a few more.
  const plays = Math.round((against.completions + against.rushes) * (0.8 + 0.1 * random()));
  const solo = Math.round(plays * (0.6 + 0.15 * random()));
  share(sheet, defenders, 'soloTackles', scatter(random, solo, all));
  share(sheet, defenders, 'tackles', scatter(random, 2 * (plays - solo), all));
  for (const player of defenders) sheet.counts(player).tackles += sheet.counts(player).soloTackles;
  for (const player of [...sheet.at('OL', 'RB', 'TE', 'LS')].filter(() => random() < 0.5)) {
    sheet.counts(player).tackles += 1;
    sheet.counts(player).soloTackles += 1;
  }

  drawSacks(random, sheet, front, against.sacked);
  share(sheet, front, 'quarterbackHits', scatter(random, randomInteger(random, 1, 5), rushers));
  share(sheet, front, 'tacklesForLoss', scatter(random, randomInteger(random, 1, 6), rushers));
  const defended = Math.round((against.incompletions - against.intercepted) * 0.5);
  share(sheet, backs, 'passesDefended', scatter(random, defended, covering));
  share(sheet, defenders, 'forcedFumbles', scatter(random, against.fumblesLost, all));
  drawTakeaways(random, sheet, { own, against, backs, defenders });
}

/** Each sack counts as a tackle, one for loss and a hit; now and then two players share one. */
function drawSacks(random: Random, sheet: Sheet, front: readonly Player[], sacks: number): void {
  for (let left = sacks; left > 0; left -= 1) {
    const first = pick(random, front);
    const others = front.filter((player) => player !== first);
    const partner = random() < 0.2 ? pick(random, others) : first;
    for (const player of [first, partner]) sheet.counts(player).halfSacks += 1;
    for (const player of new Set([first, partner])) {
      const counts = sheet.counts(player);
      counts.tackles += 1;
      if (partner === first) counts.soloTackles += 1;
      counts.quarterbackHits += 1;
      counts.tacklesForLoss += 1;
    }
  }
}

function drawTakeaways(
  random: Random,
  sheet: Sheet,
  {
    own,
    against,
    backs,
    defenders,
  }: { own: SideResult; against: Offence; backs: readonly Player[]; defenders: readonly Player[] },
): void {
  for (let index = 0; index < against.intercepted; index += 1) {
    const counts = sheet.counts(pick(random, backs));
    const isTouchdown = index < touchdownsBy(own.plays, 'interception');
    counts.interceptions += 1;
    counts.passesDefended += 1;
    counts.interceptionYards += randomInteger(random, isTouchdown ? 20 : 0, isTouchdown ? 80 : 30);
    if (isTouchdown) counts.interceptionTouchdowns += 1;
  }
  for (let index = 0; index < against.fumblesLost; index += 1) {
    const counts = sheet.counts(pick(random, defenders));
    counts.fumblesRecovered += 1;
    if (index < touchdownsBy(own.plays, 'fumble')) counts.fumbleTouchdowns += 1;
  }
}

function tacklingWeight({ position, talent }: Player): number {
  return talent * (position === 'LB' ? 1.8 : position === 'S' ? 1.5 : 1);
}
