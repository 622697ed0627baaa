import type { Random } from '../../../src/platform/random.ts';
import { randomFor, randomInteger, randomNormal, scatter, sum } from '../sampling.ts';
import type { GameResult } from './game-result.ts';
import { drawLineUp, type LineUpPlace, teamSeconds } from './line-up.ts';
import type { NbaGame } from './nba-games.ts';
import type { Rosters } from './roster.ts';
import { drawScoring, type Scoring } from './scoring.ts';

/** What is counted for a player or a team. Points follow from the shots (`pointsOf`). */
export type Counts = Scoring & {
  offReb: number;
  defReb: number;
  assists: number;
  pFouls: number;
  steals: number;
  turnovers: number;
  blocks: number;
};

export type PlayerLine = LineUpPlace & Counts & { plusMinus: number };

/** Figures that exist for the team only. */
export type TeamExtras = {
  fastBreakPoints: number;
  pointsInPaint: number;
  biggestLead: number;
  secondChancePoints: number;
  pointsOffTurnovers: number;
  longestRun: number;
};

export type TeamBox = {
  teamId: number;
  lines: readonly PlayerLine[];
  extras: TeamExtras;
  seconds: number;
  margin: number;
};
export type BoxScore = { home: TeamBox; away: TeamBox; isRoundedToMinutes: boolean };

/** Share of games whose minutes come as `"43"` instead of `"43:12"`. */
const ROUNDED_MINUTES_RATE = 0.08;
/** NBA rule: the sixth personal foul ends a player's game. */
const MAX_FOULS = 6;

/** Fills in a finished game. Everything adds up to the result; the same seed and game give the same lines. */
export function buildBoxScore(seed: number, game: NbaGame, result: GameResult, rosters: Rosters): BoxScore {
  const random = randomFor(seed, 'box', game.id, game.homeTeamId, game.awayTeamId);
  const isRoundedToMinutes = random() < ROUNDED_MINUTES_RATE;
  const draw = (teamId: number, points: number): Half => {
    const unit = isRoundedToMinutes ? 60 : 1;
    const places = drawLineUp(random, rosters.ofTeam(teamId), result.overtimes, unit);
    const playing = places.filter((place) => place.seconds > 0);
    const turnovers = randomInteger(random, 9, 18);
    return { teamId, points, places, playing, turnovers, scoring: drawScoring(random, points, playing) };
  };
  const home = draw(game.homeTeamId, result.home.points);
  const away = draw(game.awayTeamId, result.away.points);
  const seconds = teamSeconds(result.overtimes);
  return {
    isRoundedToMinutes,
    home: buildTeam(random, home, away, seconds),
    away: buildTeam(random, away, home, seconds),
  };
}

type Half = {
  teamId: number;
  points: number;
  places: readonly LineUpPlace[];
  playing: readonly LineUpPlace[];
  turnovers: number;
  scoring: readonly Scoring[];
};

function buildTeam(random: Random, own: Half, other: Half, seconds: number): TeamBox {
  const { playing, scoring } = own;
  const time = playing.map((place) => place.seconds);
  const tall = playing.map(({ player, seconds }) => seconds * (player.heightInches - 68));
  const handlers = playing.map(({ player, seconds }) => seconds * (player.position === 'PG' ? 3 : 1));
  const share = (whole: number, low: number, high: number): number =>
    Math.round(whole * (low + random() * (high - low)));
  const ownMisses = missesOf(scoring);
  const otherMisses = missesOf(other.scoring);
  const fgm = sum(scoring.map((line) => line.fgm));

  const offReb = scatter(random, share(ownMisses, 0.18, 0.3), tall);
  const defReb = scatter(random, share(otherMisses, 0.62, 0.7), tall);
  const assists = scatter(random, share(fgm, 0.52, 0.7), handlers);
  const pFouls = scatter(random, randomInteger(random, 14, 25), time, MAX_FOULS);
  const steals = scatter(random, share(other.turnovers, 0.45, 0.65), time);
  const turnovers = scatter(random, own.turnovers, handlers);
  const blocks = scatter(random, share(otherMisses, 0.04, 0.18), tall);
  const margin = own.points - other.points;
  const plusMinus = drawPlusMinus(random, margin, time, seconds);

  const played = playing.map(
    (place, index): PlayerLine => ({
      ...place,
      ...(scoring[index] ?? NO_SCORING),
      offReb: offReb[index] ?? 0,
      defReb: defReb[index] ?? 0,
      assists: assists[index] ?? 0,
      pFouls: pFouls[index] ?? 0,
      steals: steals[index] ?? 0,
      turnovers: turnovers[index] ?? 0,
      blocks: blocks[index] ?? 0,
      plusMinus: plusMinus[index] ?? 0,
    }),
  );
  const idle = own.places
    .filter((place) => place.seconds === 0)
    .map((place) => ({ ...place, ...NO_COUNTS, plusMinus: 0 }));
  const twos = sum(scoring.map((line) => line.fgm - line.tpm));
  return {
    teamId: own.teamId,
    lines: [...played, ...idle],
    seconds,
    margin,
    extras: {
      fastBreakPoints: randomInteger(random, 4, 22),
      pointsInPaint: 2 * share(twos, 0.65, 0.95),
      biggestLead: Math.max(margin, 0) + randomInteger(random, 0, 12),
      secondChancePoints: randomInteger(random, 5, 20),
      pointsOffTurnovers: randomInteger(random, 8, 26),
      longestRun: randomInteger(random, 6, 16),
    },
  };
}

/** Five players are on court for each point, so that a team's figures sum to five times the margin. */
function drawPlusMinus(random: Random, margin: number, time: readonly number[], seconds: number): number[] {
  const drawn = time.map((own) => {
    const share = (5 * own) / seconds;
    return Math.round(margin * share + randomNormal(random, 0, 7 * Math.sqrt(share)));
  });
  const missing = 5 * margin - sum(drawn);
  const corrections = scatter(random, Math.abs(missing), time);
  return drawn.map((figure, index) => figure + Math.sign(missing) * (corrections[index] ?? 0));
}

function missesOf(scoring: readonly Scoring[]): number {
  return sum(scoring.map((line) => line.fga - line.fgm));
}

const NO_SCORING: Scoring = { fgm: 0, fga: 0, ftm: 0, fta: 0, tpm: 0, tpa: 0 };
const NO_COUNTS: Counts = {
  ...NO_SCORING,
  offReb: 0,
  defReb: 0,
  assists: 0,
  pFouls: 0,
  steals: 0,
  turnovers: 0,
  blocks: 0,
};

const COUNT_NAMES = Object.keys(NO_COUNTS) as readonly (keyof Counts)[];

/** Adds up lines, for a team's row. */
export function totalCounts(lines: readonly Counts[]): Counts {
  const total = { ...NO_COUNTS };
  for (const line of lines) for (const name of COUNT_NAMES) total[name] += line[name];
  return total;
}

/** The part of a line that has happened when `fraction` of the game is played. Never more made than tried. */
export function partOfLine<Line extends Counts & { seconds: number; plusMinus: number }>(
  line: Line,
  fraction: number,
): Line {
  const part = {
    ...line,
    seconds: Math.floor(line.seconds * fraction),
    plusMinus: Math.trunc(line.plusMinus * fraction),
  };
  for (const name of COUNT_NAMES) Object.assign(part, { [name]: Math.floor(line[name] * fraction) });
  return part;
}
