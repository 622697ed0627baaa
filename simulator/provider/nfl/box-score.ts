import type { Random } from '../../../src/platform/random.ts';
import { randomFor, randomInteger } from '../sampling.ts';
import type { Counts } from './counts.ts';
import { addDefence } from './defence.ts';
import type { GameResult, SideResult } from './game-result.ts';
import { addKicks, addReturns } from './kicking.ts';
import type { NflGame } from './nfl-games.ts';
import { drawOffence, type Offence } from './offence.ts';
import type { Player, Rosters } from './roster.ts';
import { newSheet } from './sheet.ts';

export type PlayerLine = { player: Player; counts: Counts };

/** Figures that exist for the team only. */
export type TeamExtras = {
  passingFirstDowns: number;
  rushingFirstDowns: number;
  penaltyFirstDowns: number;
  thirdDowns: readonly [made: number, tried: number];
  fourthDowns: readonly [made: number, tried: number];
  redZone: readonly [made: number, tried: number];
  drives: number;
  penalties: number;
  penaltyYards: number;
  possessionSeconds: number;
  safeties: number;
  pointsAgainst: number;
};

export type TeamBox = { teamId: number; lines: readonly PlayerLine[]; extras: TeamExtras };
export type BoxScore = { home: TeamBox; away: TeamBox };

const REGULATION_SECONDS = 3_600;
const OVERTIME_SECONDS = 600;

/** Fills in a finished game. Everything adds up to the result; the same seed and game give the same lines. */
export function buildBoxScore(seed: number, game: NflGame, result: GameResult, rosters: Rosters): BoxScore {
  const random = randomFor(seed, 'nfl box', game.id, game.homeTeamId, game.awayTeamId);
  const [home, away] = [
    newSheet(random, rosters.ofTeam(game.homeTeamId)),
    newSheet(random, rosters.ofTeam(game.awayTeamId)),
  ];
  const homeOffence = drawOffence(random, home, result.home, result.away);
  const awayOffence = drawOffence(random, away, result.away, result.home);
  addDefence(random, home, result.home, awayOffence);
  addDefence(random, away, result.away, homeOffence);
  addKicks(random, home, result.home);
  addKicks(random, away, result.away);
  addReturns(random, { own: home, other: away, result: result.home, otherResult: result.away });
  addReturns(random, { own: away, other: home, result: result.away, otherResult: result.home });

  const seconds = REGULATION_SECONDS + (result.isOvertime ? OVERTIME_SECONDS : 0);
  const homeSeconds = Math.round(seconds * (0.42 + 0.16 * random()));
  const box = (side: 'home' | 'away'): TeamBox => {
    const isHome = side === 'home';
    const [teamId, sheet] = isHome ? [game.homeTeamId, home] : [game.awayTeamId, away];
    return {
      teamId,
      // Only who did something that is counted is listed.
      lines: rosters
        .ofTeam(teamId)
        .map((player) => ({ player, counts: sheet.counts(player) }))
        .filter(({ counts }) => Object.values(counts).some((count) => count !== 0)),
      extras: drawExtras(random, {
        offence: isHome ? homeOffence : awayOffence,
        own: result[side],
        other: isHome ? result.away : result.home,
        seconds: isHome ? homeSeconds : seconds - homeSeconds,
      }),
    };
  };
  return { home: box('home'), away: box('away') };
}

function drawExtras(
  random: Random,
  { offence, own, other, seconds }: { offence: Offence; own: SideResult; other: SideResult; seconds: number },
): TeamExtras {
  const thirdTries = randomInteger(random, 9, 16);
  const fourthTries = randomInteger(random, 0, 3);
  const touchdowns = offence.touchdowns;
  const redZoneTries = touchdowns + randomInteger(random, 0, 3);
  const penalties = randomInteger(random, 2, 11);
  return {
    passingFirstDowns: Math.floor(offence.completions * (0.4 + 0.2 * random())),
    rushingFirstDowns: Math.floor(offence.rushes * (0.15 + 0.15 * random())),
    penaltyFirstDowns: randomInteger(random, 0, 4),
    thirdDowns: [Math.floor(thirdTries * (0.2 + 0.4 * random())), thirdTries],
    fourthDowns: [randomInteger(random, 0, fourthTries), fourthTries],
    redZone: [touchdowns, redZoneTries],
    drives: randomInteger(random, 9, 13),
    penalties,
    penaltyYards: penalties * randomInteger(random, 6, 10),
    possessionSeconds: seconds,
    safeties: own.plays.filter(({ kind }) => kind === 'safety').length,
    pointsAgainst: other.points,
  };
}
