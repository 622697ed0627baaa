import {
  type MatchBox,
  type PlayerBox,
  type SideBox,
  type ScoredGoal,
  shotsOf,
} from '../football/box-score.ts';
import type { SideName } from '../football/match-result.ts';
import { sum } from '../sampling.ts';
import type { BoardTeam } from './board-game.ts';

export const FIRST_FOOTBALL_PLAYER_ID = 6_000_000;

/** How far a match has come: sheets are handed in before it begins, figures are there when it is over. */
type Stage = 'before' | 'during' | 'over';
type Shown = { box: MatchBox; stage: Stage; teamOf: (clubId: number) => BoardTeam };

const SIDES = ['home', 'away'] as const;

/** `rosters` and `keyEvents` of a football match, which stand beside its box score. */
export function footballExtras({ box, stage, teamOf }: Shown): object {
  return {
    rosters: SIDES.map((side) => ({
      homeAway: side,
      formation: box[side].sheet.formation,
      team: teamRow(teamOf(box[side].clubId)),
      roster: box[side].players.map((player, index) => rosterEntry(player, { box, side, stage, index })),
    })),
    keyEvents: stage === 'over' ? box.goals.map((goal) => goalEvent(goal, box, teamOf)) : [],
  };
}

/** `boxscore` of a football match: the figures of both sides, and nobody's. */
export function footballBox({ box, stage, teamOf }: Shown): object {
  return {
    teams: SIDES.map((side) => ({
      homeAway: side,
      team: teamRow(teamOf(box[side].clubId)),
      statistics: stage === 'over' ? teamFigures(box[side]) : [],
    })),
  };
}

function teamRow({ id, name, code }: BoardTeam): object {
  return { id, displayName: name, abbreviation: code };
}

type Place = { box: MatchBox; side: SideName; stage: Stage; index: number };

/** Whether somebody came on is a truth value, and before the start an object. */
function rosterEntry(player: PlayerBox, place: Place): object {
  const { box, side, stage, index } = place;
  const { sheet } = box[side];
  const own = sheet.substitutions;
  const cameOn = own.find(({ on }) => on === player.player);
  const wentOff = own.find(({ off }) => off === player.player);
  const isOver = stage === 'over';
  const told = (change: unknown): object | boolean =>
    stage === 'before' ? { didSub: false } : isOver && change !== undefined;
  const red = sheet.cards.find((card) => card.player === player.player && card.kind === 'red');
  const plays = [
    ...[cameOn, wentOff].flatMap((change) =>
      change ? [{ clock: clock(change.minute), substitution: true, redCard: false }] : [],
    ),
    ...(red ? [{ clock: clock(red.minute), substitution: false, redCard: true }] : []),
  ];
  return {
    active: false,
    starter: player.isStarter,
    jersey: String(player.player.shirt),
    athlete: {
      id: String(FIRST_FOOTBALL_PLAYER_ID + player.player.id),
      displayName: `${player.player.firstName} ${player.player.lastName}`,
    },
    position: { abbreviation: player.isStarter ? POSITIONS[player.player.position] : 'SUB' },
    formationPlace: player.isStarter ? String(index + 1) : '0',
    subbedIn: told(cameOn),
    subbedOut: told(wentOff),
    ...(isOver ? { plays, stats: statsOf(player, place) } : {}),
  };
}

const POSITIONS = { G: 'G', D: 'CD-L', M: 'CM-R', F: 'F' } as const;

function clock(minute: number): object {
  return { value: minute * 60, displayValue: `${minute}'` };
}

/** Goalkeepers have saves and no offsides, the others the reverse. */
function statsOf(
  { player, figures, minutes, isStarter }: PlayerBox,
  { box, side }: Place,
): readonly object[] {
  const ownGoals = box.goals.filter(({ kind, scorer }) => kind === 'own' && scorer === player).length;
  const cards = (kind: string): number =>
    box[side].sheet.cards.filter((card) => card.player === player && card.kind === kind).length;
  const counts: Record<string, number> = {
    appearances: minutes === null ? 0 : 1,
    foulsCommitted: figures.foulsCommitted,
    foulsSuffered: figures.foulsDrawn,
    ownGoals,
    redCards: cards('red'),
    subIns: minutes !== null && !isStarter ? 1 : 0,
    yellowCards: cards('yellow'),
    goalsConceded: figures.goalsConceded,
    ...(player.position === 'G' ? { saves: figures.saves } : { offsides: figures.offsides }),
    goalAssists: figures.assists,
    shotsOnTarget: figures.shotsOnTarget,
    totalGoals: figures.goals,
    totalShots: shotsOf(figures),
  };
  return Object.entries(counts).map(([name, value]) => ({ name, value, displayValue: String(value) }));
}

function teamFigures(side: SideBox): readonly object[] {
  const total = (pick: (figures: PlayerBox['figures']) => number): number =>
    sum(side.players.map(({ figures }) => pick(figures)));
  const cards = (kind: string): number => side.sheet.cards.filter((card) => card.kind === kind).length;
  const passes = total((one) => one.passes);
  const accurate = total((one) => one.accuratePasses);
  const figures: Record<string, string | number> = {
    foulsCommitted: total((one) => one.foulsCommitted),
    yellowCards: cards('yellow'),
    redCards: cards('red'),
    offsides: total((one) => one.offsides),
    wonCorners: side.corners,
    saves: total((one) => one.saves),
    possessionPct: side.possession.toFixed(1),
    totalShots: total(shotsOf),
    shotsOnTarget: total((one) => one.shotsOnTarget),
    accuratePasses: accurate,
    totalPasses: passes,
    passPct: (accurate / passes).toFixed(1),
    blockedShots: total((one) => one.shotsBlocked),
  };
  return Object.entries(figures).map(([name, value]) => ({ name, displayValue: String(value), label: name }));
}

const GOAL_TYPES = { normal: 'goal', penalty: 'penalty---scored', own: 'own-goal' } as const;
const FIRST_HALF = 45;
const SECOND_HALF = 90;

function goalEvent(goal: ScoredGoal, box: MatchBox, teamOf: Shown['teamOf']): object {
  const { side, minute, kind, scorer } = goal;
  const period = minute <= FIRST_HALF ? 1 : minute <= SECOND_HALF ? 2 : 3;
  return {
    type: { type: GOAL_TYPES[kind] },
    period: { number: period },
    clock: clock(minute),
    scoringPlay: true,
    shootout: false,
    team: { id: teamOf(box[side].clubId).id },
    participants: [{ athlete: { displayName: `${scorer.firstName} ${scorer.lastName}` } }],
  };
}
