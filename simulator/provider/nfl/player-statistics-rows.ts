import type { BoxScore, PlayerLine } from './box-score.ts';
import { type CountName, type Counts, partOfCounts } from './counts.ts';
import { oneDecimal, teamRow } from './game-rows.ts';

type ShownBox = BoxScore & { fraction: number };
type Value = string | null;
type Statistic = readonly [name: string, value: (counts: Counts) => Value];
type Group = { name: string; hasPart: (counts: Counts) => boolean; statistics: readonly Statistic[] };

/** The rows of `/games/statistics/players`: one per team, home first, with the players in groups. */
export function playerStatisticsRows(
  box: ShownBox,
  isWanted: { team?: (teamId: number) => boolean; group?: (name: string) => boolean } = {},
): readonly object[] {
  const { team: isTeam = () => true, group: isGroup = () => true } = isWanted;
  return [box.home, box.away]
    .filter(({ teamId }) => isTeam(teamId))
    .map((team) => ({
      team: teamRow(team.teamId),
      groups: GROUPS.filter(({ name }) => isGroup(name)).flatMap((group) => {
        const players = team.lines
          .map(({ player, counts }) => ({ player, counts: partOfCounts(counts, box.fraction) }))
          .filter(({ counts }) => group.hasPart(counts))
          .map((line) => groupRow(group, line));
        // A group that nobody has a part in is absent.
        return players.length === 0 ? [] : [{ name: group.name, players }];
      }),
    }));
}

function groupRow({ statistics }: Group, { player, counts }: PlayerLine): object {
  const { id, name } = player;
  return {
    player: { id, name, image: `https://logos.simulated.invalid/nfl/players/${id}.png` },
    statistics: statistics.map(([statistic, value]) => ({ name: statistic, value: value(counts) })),
  };
}

/** A count as text; some statistics are null instead of 0, as seen. */
function count(name: CountName): (counts: Counts) => Value {
  return (counts) => String(counts[name]);
}
function countOrNull(name: CountName): (counts: Counts) => Value {
  return (counts) => (counts[name] === 0 ? null : String(counts[name]));
}
function average(yards: CountName, plays: CountName): (counts: Counts) => Value {
  return (counts) => (counts[plays] === 0 ? '0' : oneDecimal(counts[yards] / counts[plays]));
}
const zero = (): Value => '0';

const GROUPS: readonly Group[] = [
  {
    name: 'Passing',
    hasPart: ({ attempts, sacked }) => attempts + sacked > 0,
    statistics: [
      ['comp att', ({ completions, attempts }) => `${completions}/${attempts}`],
      ['yards', count('passingYards')],
      ['average', average('passingYards', 'attempts')],
      ['passing touch downs', count('passingTouchdowns')],
      ['interceptions', count('intercepted')],
      ['sacks', ({ sacked, sackYards }) => `${sacked}-${sackYards}`],
      ['rating', passerRating],
      ['two pt', countOrNull('passingTwoPoints')],
    ],
  },
  {
    name: 'Rushing',
    hasPart: ({ rushes, rushingTwoPoints }) => rushes + rushingTwoPoints > 0,
    statistics: [
      ['total rushes', count('rushes')],
      ['yards', count('rushingYards')],
      ['average', average('rushingYards', 'rushes')],
      ['rushing touch downs', count('rushingTouchdowns')],
      ['longest rush', count('longestRush')],
      ['two pt', countOrNull('rushingTwoPoints')],
      ['kick return td', countOrNull('kickReturnTouchdowns')],
      ['exp return td', zero],
    ],
  },
  {
    name: 'Receiving',
    hasPart: ({ targets, receivingTwoPoints }) => targets + receivingTwoPoints > 0,
    statistics: [
      ['targets', count('targets')],
      ['total receptions', count('receptions')],
      ['yards', count('receivingYards')],
      ['average', average('receivingYards', 'receptions')],
      ['receiving touch downs', count('receivingTouchdowns')],
      ['longest reception', count('longestReception')],
      ['two pt', countOrNull('receivingTwoPoints')],
    ],
  },
  {
    name: 'Fumbles',
    hasPart: ({ fumbles, fumblesRecovered }) => fumbles + fumblesRecovered > 0,
    statistics: [
      ['total', count('fumbles')],
      ['lost', count('fumblesLost')],
      ['rec', count('fumblesRecovered')],
      ['rec td', countOrNull('fumbleTouchdowns')],
    ],
  },
  {
    name: 'Interceptions',
    hasPart: ({ interceptions }) => interceptions > 0,
    statistics: [
      ['total interceptions', count('interceptions')],
      ['yards', count('interceptionYards')],
      ['intercepted touch downs', count('interceptionTouchdowns')],
    ],
  },
  {
    name: 'Defensive',
    hasPart: (counts) =>
      counts.tackles + counts.halfSacks + counts.passesDefended + counts.quarterbackHits > 0 ||
      counts.forcedFumbles + counts.tacklesForLoss > 0,
    statistics: [
      ['tackles', count('tackles')],
      ['unassisted tackles', count('soloTackles')],
      ['sacks', ({ halfSacks }) => String(halfSacks / 2)],
      ['tfl', count('tacklesForLoss')],
      ['passes defended', count('passesDefended')],
      ['qb hts', count('quarterbackHits')],
      ['interceptions for touch downs', count('interceptionTouchdowns')],
      ['blocked kicks', zero],
      ['kick return td', countOrNull('kickReturnTouchdowns')],
      ['exp return td', zero],
      ['ff', countOrNull('forcedFumbles')],
    ],
  },
  {
    name: 'Kick_returns',
    hasPart: ({ kickReturns }) => kickReturns > 0,
    statistics: [
      ['total', count('kickReturns')],
      ['yards', count('kickReturnYards')],
      ['average', average('kickReturnYards', 'kickReturns')],
      ['lg', count('longestKickReturn')],
      ['td', () => null],
      ['kick return td', count('kickReturnTouchdowns')],
      ['exp return td', zero],
    ],
  },
  {
    name: 'Punt_returns',
    hasPart: ({ puntReturns }) => puntReturns > 0,
    statistics: [
      ['total', count('puntReturns')],
      ['yards', count('puntReturnYards')],
      ['average', average('puntReturnYards', 'puntReturns')],
      ['lg', count('longestPuntReturn')],
      ['td', count('puntReturnTouchdowns')],
    ],
  },
  {
    name: 'Kicking',
    hasPart: ({ fieldGoalTries, extraPointTries }) => fieldGoalTries + extraPointTries > 0,
    statistics: [
      ['field goals', ({ fieldGoals, fieldGoalTries }) => `${fieldGoals}/${fieldGoalTries}`],
      [
        'pct',
        ({ fieldGoals, fieldGoalTries }) =>
          fieldGoalTries === 0 ? null : oneDecimal((100 * fieldGoals) / fieldGoalTries),
      ],
      ['long', countOrNull('longestFieldGoal')],
      ['extra point', ({ extraPoints, extraPointTries }) => `${extraPoints}/${extraPointTries}`],
      ['points', ({ fieldGoals, extraPoints }) => String(3 * fieldGoals + extraPoints)],
      ['field goals from 1 19 yards', count('fieldGoalsTo19')],
      ['field goals from 20 29 yards', count('fieldGoalsTo29')],
      ['field goals from 30 39 yards', count('fieldGoalsTo39')],
      ['field goals from 40 49 yards', count('fieldGoalsTo49')],
      ['field goals from 50 yards', count('fieldGoalsFrom50')],
    ],
  },
  {
    name: 'Punting',
    hasPart: ({ punts }) => punts > 0,
    statistics: [
      ['total', count('punts')],
      ['yards', count('puntYards')],
      ['average', average('puntYards', 'punts')],
      ['touchbacks', count('touchbacks')],
      ['in20', count('puntsInside20')],
      ['lg', count('longestPunt')],
    ],
  },
];

/** The league's passer rating: four figures per attempt, each held between 0 and 2.375. */
function passerRating({
  completions,
  attempts,
  passingYards,
  passingTouchdowns,
  intercepted,
}: Counts): Value {
  if (attempts === 0) return null;
  const held = (figure: number): number => Math.min(2.375, Math.max(0, figure));
  const sum =
    held((completions / attempts - 0.3) * 5) +
    held((passingYards / attempts - 3) * 0.25) +
    held((passingTouchdowns / attempts) * 20) +
    held(2.375 - (intercepted / attempts) * 25);
  return oneDecimal((sum / 6) * 100);
}
