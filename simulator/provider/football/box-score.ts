import type { Random } from '../../../src/platform/random.ts';
import { apportion, pick, randomBetween, randomFor, randomInteger, scatter, sum } from '../sampling.ts';
import { drawTeamSheet, isOnPitch, type Place, type TeamSheet } from './line-up.ts';
import type { Goal, MatchResult, SideName } from './match-result.ts';
import type { Match } from './matches.ts';
import type { Footballer, Position, Squads } from './squads.ts';

/** What is counted for a player who was on the pitch. */
export type Figures = {
  goals: number;
  penaltyGoals: number;
  assists: number;
  shotsOnTarget: number;
  shotsOffTarget: number;
  shotsBlocked: number;
  passes: number;
  accuratePasses: number;
  keyPasses: number;
  tackles: number;
  blocks: number;
  interceptions: number;
  duels: number;
  duelsWon: number;
  dribbles: number;
  dribblesWon: number;
  foulsDrawn: number;
  foulsCommitted: number;
  offsides: number;
  /** For the goalkeeper; 0 for the others. */
  saves: number;
  goalsConceded: number;
  rating: number;
};

export type PlayerBox = Place & { minutes: number | null; figures: Figures };

/** A goal with its author, and who passed the ball. */
export type ScoredGoal = Goal & { scorer: Footballer; assist: Footballer | null };

export type SideBox = {
  clubId: number;
  sheet: TeamSheet;
  players: readonly PlayerBox[];
  possession: number;
  corners: number;
  shotsInsideBox: number;
  expectedGoals: number;
};

export type MatchBox = Readonly<Record<SideName, SideBox>> & {
  goals: readonly ScoredGoal[];
  /** Takers in the order of their kicks. */
  takers: Readonly<Record<SideName, readonly Footballer[]>>;
};

const OTHER: Record<SideName, SideName> = { home: 'away', away: 'home' };

/** How likely each position is to do things, beside its minutes. */
const SCORING: Record<Position, number> = { G: 0, D: 1, M: 3, F: 7 };
const DEFENDING: Record<Position, number> = { G: 0.1, D: 4, M: 3, F: 1 };
const PASSING: Record<Position, number> = { G: 2, D: 5, M: 6, F: 3 };
const RUNNING: Record<Position, number> = { G: 0, D: 2, M: 3, F: 3 };

/** Fills in a finished match. Everything adds up to the result; the same seed and match give the same lines. */
export function buildBoxScore(seed: number, match: Match, result: MatchResult, squads: Squads): MatchBox {
  const random = randomFor(seed, 'match box', match.id, match.homeId, match.awayId, result.ending);
  const length = result.ending === 'regular' ? 90 : 120;
  const sheets: Record<SideName, TeamSheet> = {
    home: drawTeamSheet(random, squads.ofClub(match.homeId), length),
    away: drawTeamSheet(random, squads.ofClub(match.awayId), length),
  };
  const goals = result.goals.map((goal) => authored(random, goal, sheets));
  const shots = { home: drawShots(random, goals, 'home'), away: drawShots(random, goals, 'away') };
  const possession = randomInteger(random, 32, 68);
  const fouls = { home: randomInteger(random, 6, 17), away: randomInteger(random, 6, 17) };
  const build = (side: SideName, share: number): SideBox =>
    buildSide(random, {
      clubId: side === 'home' ? match.homeId : match.awayId,
      side,
      sheet: sheets[side],
      goals,
      own: shots[side],
      saves: shots[OTHER[side]].saved,
      possession: share,
      fouls: fouls[side],
      foulsDrawn: fouls[OTHER[side]],
    });
  const home = build('home', possession);
  const away = build('away', 100 - possession);
  return {
    home,
    away,
    goals,
    takers: { home: takersOf(home, result, 'home'), away: takersOf(away, result, 'away') },
  };
}

function authored(random: Random, goal: Goal, sheets: Record<SideName, TeamSheet>): ScoredGoal {
  const onPitch = (side: SideName): Place[] =>
    sheets[side].places.filter((place) => isOnPitch(place, goal.minute));
  if (goal.kind === 'own') {
    const scorer = choose(random, onPitch(OTHER[goal.side]), DEFENDING);
    return { ...goal, scorer, assist: null };
  }
  const own = onPitch(goal.side);
  const scorer = choose(random, own, SCORING);
  const hasAssist = goal.kind === 'normal' && random() < 0.7;
  const others = own.filter(({ player }) => player !== scorer);
  return { ...goal, scorer, assist: hasAssist ? choose(random, others, PASSING) : null };
}

function choose(random: Random, places: readonly Place[], weights: Record<Position, number>): Footballer {
  const chosen = scatter(
    random,
    1,
    places.map(({ player }) => weights[player.position]),
  );
  const place = places[chosen.indexOf(1)] ?? pick(random, places);
  return place.player;
}

type Shots = { saved: number; off: number; blocked: number };

function drawShots(random: Random, goals: readonly ScoredGoal[], side: SideName): Shots {
  const scored = goals.filter((goal) => goal.side === side && goal.kind !== 'own').length;
  return {
    saved: randomInteger(random, 1, 5),
    off: randomInteger(random, 2, 8) + (scored > 2 ? 1 : 0),
    blocked: randomInteger(random, 1, 6),
  };
}

type SideInput = {
  clubId: number;
  side: SideName;
  sheet: TeamSheet;
  goals: readonly ScoredGoal[];
  own: Shots;
  /** Shots of the other side that the goalkeeper stopped. */
  saves: number;
  possession: number;
  fouls: number;
  foulsDrawn: number;
};

/** How what a side did is shared out among those who played, in the order of their places. */
type Shares = Record<
  | 'onTarget'
  | 'off'
  | 'blocked'
  | 'passes'
  | 'tackles'
  | 'blocks'
  | 'interceptions'
  | 'keyPasses'
  | 'dribbles'
  | 'committed'
  | 'drawn'
  | 'offsides',
  readonly number[]
>;

function buildSide(random: Random, input: SideInput): SideBox {
  const { sheet } = input;
  const used = sheet.places.filter(({ on }) => on !== null);
  const shares = drawShares(random, used, input);
  const players = sheet.places.map((place): PlayerBox => {
    const index = used.indexOf(place);
    if (index < 0) return { ...place, minutes: null, figures: NOTHING };
    const minutes = (place.off ?? 0) - (place.on ?? 0);
    return {
      ...place,
      minutes,
      figures: figuresOf(random, input, place, (what) => shares[what][index] ?? 0),
    };
  });
  const shotTotal = sum(players.map(({ figures }) => shotsOf(figures)));
  return {
    clubId: input.clubId,
    sheet,
    players,
    possession: input.possession,
    corners: randomInteger(random, 0, 12),
    shotsInsideBox: Math.round(shotTotal * randomBetween(random, 0.5, 0.8)),
    expectedGoals: shotTotal * randomBetween(random, 0.07, 0.16),
  };
}

function drawShares(random: Random, used: readonly Place[], input: SideInput): Shares {
  const { own, possession, fouls, foulsDrawn } = input;
  const weighed = (weights: Record<Position, number>): number[] =>
    used.map(({ player, on, off }) => ((off ?? 0) - (on ?? 0)) * weights[player.position]);
  const spread = (total: number, weights: Record<Position, number>): number[] =>
    scatter(random, total, weighed(weights));
  const between = (low: number, high: number): number => randomInteger(random, low, high);
  const passTotal = Math.round(possession * randomBetween(random, 7.5, 9.5));
  // One after the other: the draws of a seed come in this order.
  return {
    passes: apportion(
      passTotal,
      weighed(PASSING).map((weight) => weight * randomBetween(random, 0.7, 1.3)),
    ),
    onTarget: spread(own.saved, SCORING),
    off: spread(own.off, SCORING),
    blocked: spread(own.blocked, SCORING),
    tackles: spread(between(10, 24), DEFENDING),
    blocks: spread(between(1, 6), DEFENDING),
    interceptions: spread(between(5, 14), DEFENDING),
    keyPasses: spread(between(5, 14), PASSING),
    dribbles: spread(between(8, 26), RUNNING),
    committed: spread(fouls, DEFENDING),
    drawn: spread(foulsDrawn, RUNNING),
    offsides: spread(between(0, 4), SCORING),
  };
}

/** What one who played did: his share, and the goals that he had a part in. */
function figuresOf(
  random: Random,
  { goals, side, saves }: SideInput,
  { player }: Place,
  share: (what: keyof Shares) => number,
): Figures {
  const scored = goals.filter((goal) => goal.scorer === player && goal.kind !== 'own');
  const assists = goals.filter((goal) => goal.assist === player).length;
  const isKeeper = player.position === 'G';
  const duels = share('tackles') + share('dribbles') + share('committed') + share('drawn');
  return {
    goals: scored.length,
    penaltyGoals: scored.filter(({ kind }) => kind === 'penalty').length,
    assists,
    shotsOnTarget: scored.length + share('onTarget'),
    shotsOffTarget: share('off'),
    shotsBlocked: share('blocked'),
    passes: share('passes'),
    accuratePasses: Math.round(share('passes') * randomBetween(random, 0.68, 0.95)),
    keyPasses: share('keyPasses') + assists,
    tackles: share('tackles'),
    blocks: share('blocks'),
    interceptions: share('interceptions'),
    duels,
    duelsWon: Math.floor(duels * randomBetween(random, 0.3, 0.7)),
    dribbles: share('dribbles'),
    dribblesWon: Math.floor(share('dribbles') * random()),
    foulsDrawn: share('drawn'),
    foulsCommitted: share('committed'),
    offsides: share('offsides'),
    saves: isKeeper ? saves : 0,
    goalsConceded: isKeeper ? goals.filter((goal) => goal.side !== side).length : 0,
    rating: Math.min(10, randomBetween(random, 5.8, 7.6) + scored.length * 0.8 + assists * 0.5),
  };
}

/** All shots of a player: on target, beside it, and blocked. */
export function shotsOf({ shotsOnTarget, shotsOffTarget, shotsBlocked }: Figures): number {
  return shotsOnTarget + shotsOffTarget + shotsBlocked;
}

function takersOf(side: SideBox, { shootout }: MatchResult, name: SideName): Footballer[] {
  const finishing = side.players.filter((place) => isOnPitch(place, 120)).map(({ player }) => player);
  return (shootout?.[name] ?? []).flatMap((_, index) => finishing[index % finishing.length] ?? []);
}

const NOTHING: Figures = {
  goals: 0,
  penaltyGoals: 0,
  assists: 0,
  shotsOnTarget: 0,
  shotsOffTarget: 0,
  shotsBlocked: 0,
  passes: 0,
  accuratePasses: 0,
  keyPasses: 0,
  tackles: 0,
  blocks: 0,
  interceptions: 0,
  duels: 0,
  duelsWon: 0,
  dribbles: 0,
  dribblesWon: 0,
  foulsDrawn: 0,
  foulsCommitted: 0,
  offsides: 0,
  saves: 0,
  goalsConceded: 0,
  rating: 0,
};
