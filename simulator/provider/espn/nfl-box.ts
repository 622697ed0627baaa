import type { BoxScore, PlayerLine, TeamBox } from '../nfl/box-score.ts';
import { type Counts, partOfCounts, totalCounts } from '../nfl/counts.ts';
import type { BoardTeam } from './board-game.ts';

export const FIRST_NFL_PLAYER_ID = 5_000_000;

type ShownBox = BoxScore & { fraction: number };
type Figure = readonly [key: string, text: (counts: Counts) => string | number];

/** Groups of figures with the keys that name them; who has nothing in a group is not in it. */
const GROUPS: readonly { name: string; isIn: (counts: Counts) => boolean; figures: readonly Figure[] }[] = [
  {
    name: 'passing',
    isIn: ({ attempts, sacked }) => attempts + sacked > 0,
    figures: [
      ['completions/passingAttempts', (one) => `${one.completions}/${one.attempts}`],
      ['passingYards', (one) => one.passingYards],
      ['passingTouchdowns', (one) => one.passingTouchdowns],
      ['interceptions', (one) => one.intercepted],
      ['sacks-sackYardsLost', (one) => `${one.sacked}-${one.sackYards}`],
      ['QBRating', () => '90.5'],
    ],
  },
  {
    name: 'rushing',
    isIn: ({ rushes }) => rushes > 0,
    figures: [
      ['rushingAttempts', (one) => one.rushes],
      ['rushingYards', (one) => one.rushingYards],
      ['rushingTouchdowns', (one) => one.rushingTouchdowns],
      ['longRushing', (one) => one.longestRush],
    ],
  },
  {
    name: 'receiving',
    isIn: ({ targets, receptions }) => targets + receptions > 0,
    figures: [
      ['receptions', (one) => one.receptions],
      ['receivingYards', (one) => one.receivingYards],
      ['receivingTouchdowns', (one) => one.receivingTouchdowns],
      ['longReception', (one) => one.longestReception],
      ['receivingTargets', (one) => one.targets],
    ],
  },
  {
    name: 'fumbles',
    isIn: ({ fumbles, fumblesRecovered }) => fumbles + fumblesRecovered > 0,
    figures: [
      ['fumbles', (one) => one.fumbles],
      ['fumblesLost', (one) => one.fumblesLost],
      ['fumblesRecovered', (one) => one.fumblesRecovered],
    ],
  },
  {
    name: 'defensive',
    isIn: ({ tackles, halfSacks, passesDefended }) => tackles + halfSacks + passesDefended > 0,
    figures: [
      ['totalTackles', (one) => one.tackles],
      ['soloTackles', (one) => one.soloTackles],
      ['sacks', (one) => one.halfSacks / 2],
      ['tacklesForLoss', (one) => one.tacklesForLoss],
      ['passesDefended', (one) => one.passesDefended],
      ['QBHits', (one) => one.quarterbackHits],
    ],
  },
  {
    name: 'interceptions',
    isIn: ({ interceptions }) => interceptions > 0,
    figures: [
      ['interceptions', (one) => one.interceptions],
      ['interceptionYards', (one) => one.interceptionYards],
      ['interceptionTouchdowns', (one) => one.interceptionTouchdowns],
    ],
  },
  {
    name: 'kickReturns',
    isIn: ({ kickReturns }) => kickReturns > 0,
    figures: [
      ['kickReturns', (one) => one.kickReturns],
      ['kickReturnYards', (one) => one.kickReturnYards],
      ['longKickReturn', (one) => one.longestKickReturn],
      ['kickReturnTouchdowns', (one) => one.kickReturnTouchdowns],
    ],
  },
  {
    name: 'puntReturns',
    isIn: ({ puntReturns }) => puntReturns > 0,
    figures: [
      ['puntReturns', (one) => one.puntReturns],
      ['puntReturnYards', (one) => one.puntReturnYards],
      ['longPuntReturn', (one) => one.longestPuntReturn],
      ['puntReturnTouchdowns', (one) => one.puntReturnTouchdowns],
    ],
  },
  {
    name: 'kicking',
    isIn: ({ fieldGoalTries, extraPointTries }) => fieldGoalTries + extraPointTries > 0,
    figures: [
      ['fieldGoalsMade/fieldGoalAttempts', (one) => `${one.fieldGoals}/${one.fieldGoalTries}`],
      ['longFieldGoalMade', (one) => one.longestFieldGoal],
      ['extraPointsMade/extraPointAttempts', (one) => `${one.extraPoints}/${one.extraPointTries}`],
      ['totalKickingPoints', (one) => 3 * one.fieldGoals + one.extraPoints],
    ],
  },
  {
    name: 'punting',
    isIn: ({ punts }) => punts > 0,
    figures: [
      ['punts', (one) => one.punts],
      ['puntYards', (one) => one.puntYards],
      ['touchbacks', (one) => one.touchbacks],
      ['puntsInside20', (one) => one.puntsInside20],
      ['longPunt', (one) => one.longestPunt],
    ],
  },
];

/** `boxscore` of a summary of the NFL. */
export function nflBox({ home, away, fraction }: ShownBox, teamOf: (id: number) => BoardTeam): object {
  const sides = [away, home];
  return {
    teams: sides.map((team) => ({
      team: teamRow(teamOf(team.teamId)),
      statistics: teamFigures(team, fraction),
    })),
    players: sides.map((team) => ({
      team: teamRow(teamOf(team.teamId)),
      statistics: GROUPS.map(({ name, isIn, figures }) => ({
        name,
        keys: figures.map(([key]) => key),
        athletes: team.lines
          .map((line) => ({ line, counts: partOfCounts(line.counts, fraction) }))
          .filter(({ counts }) => isIn(counts))
          .map(({ line, counts }) => ({
            athlete: athleteRow(line),
            stats: figures.map(([, text]) => String(text(counts))),
          })),
      })),
    })),
  };
}

function teamRow({ id, name, code }: BoardTeam): object {
  return { id, displayName: name, abbreviation: code };
}

function athleteRow({ player }: PlayerLine): object {
  return { id: String(FIRST_NFL_PLAYER_ID + player.id), displayName: player.name };
}

function teamFigures({ lines, extras }: TeamBox, fraction: number): readonly object[] {
  const total = totalCounts(lines.map(({ counts }) => partOfCounts(counts, fraction)));
  const passing = total.passingYards - total.sackYards;
  const seconds = extras.possessionSeconds;
  const figures: Record<string, string | number> = {
    firstDowns: extras.passingFirstDowns + extras.rushingFirstDowns + extras.penaltyFirstDowns,
    firstDownsPassing: extras.passingFirstDowns,
    firstDownsRushing: extras.rushingFirstDowns,
    firstDownsPenalty: extras.penaltyFirstDowns,
    thirdDownEff: extras.thirdDowns.join('-'),
    fourthDownEff: extras.fourthDowns.join('-'),
    totalOffensivePlays: total.attempts + total.rushes + total.sacked,
    totalYards: passing + total.rushingYards,
    totalDrives: extras.drives,
    netPassingYards: passing,
    completionAttempts: `${total.completions}/${total.attempts}`,
    interceptions: total.intercepted,
    sacksYardsLost: `${total.sacked}-${total.sackYards}`,
    rushingYards: total.rushingYards,
    rushingAttempts: total.rushes,
    redZoneAttempts: extras.redZone.join('-'),
    totalPenaltiesYards: `${extras.penalties}-${extras.penaltyYards}`,
    turnovers: total.fumblesLost + total.intercepted,
    fumblesLost: total.fumblesLost,
    possessionTime: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
  };
  return Object.entries(figures).map(([name, value]) => ({ name, displayValue: String(value) }));
}
