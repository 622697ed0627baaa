import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import { FigureReader, namedFigures } from './positional.ts';
import type { Athlete, StatisticGroup, Summary } from './schema.ts';
import { playerOf } from './player-name.ts';

type Read<T> = { ok: true; value: T } | { ok: false; problem: string };

/**
 * A player's line. ESPN rounds minutes (a second counts as one): they are stored as that many whole minutes. A reason
 * stands beside those who played as well, and counts only for who did not.
 */
export function nbaPlayerLine(teamId: string, group: StatisticGroup, row: Athlete): Read<NbaPlayerLine> {
  const { athlete, starter, didNotPlay, reason } = row;
  const head = {
    player: playerOf(athlete),
    providerTeamId: teamId,
    startPosition: starter === true ? (athlete.position?.abbreviation ?? 'G') : null,
  };
  if (didNotPlay === true || row.stats.length === 0)
    return {
      ok: true,
      value: { ...head, startPosition: null, ...NOTHING, secondsPlayed: 0, comment: reason ?? null },
    };
  const named = namedFigures(group, row);
  if (!named.ok) return named;
  const read = new FigureReader(named.figures);
  const minutes = read.whole('minutes');
  const line = { ...head, ...countsOf(read), secondsPlayed: (minutes ?? 0) * 60, comment: null };
  const problem = read.problem();
  return problem === undefined ? { ok: true, value: line } : { ok: false, problem };
}

function countsOf(read: FigureReader) {
  const [fieldGoalsMade, fieldGoalsAttempted] = read.pair('fieldGoalsMade-fieldGoalsAttempted');
  const [threePointersMade, threePointersAttempted] = read.pair(
    'threePointFieldGoalsMade-threePointFieldGoalsAttempted',
  );
  const [freeThrowsMade, freeThrowsAttempted] = read.pair('freeThrowsMade-freeThrowsAttempted');
  return {
    points: read.whole('points'),
    fieldGoalsMade,
    fieldGoalsAttempted,
    threePointersMade,
    threePointersAttempted,
    freeThrowsMade,
    freeThrowsAttempted,
    offensiveRebounds: read.whole('offensiveRebounds'),
    defensiveRebounds: read.whole('defensiveRebounds'),
    totalRebounds: read.whole('rebounds'),
    assists: read.whole('assists'),
    steals: read.whole('steals'),
    blocks: read.whole('blocks'),
    turnovers: read.whole('turnovers'),
    personalFouls: read.whole('fouls'),
    plusMinus: read.whole('plusMinus'),
  };
}

const NOTHING = {
  points: 0,
  fieldGoalsMade: 0,
  fieldGoalsAttempted: 0,
  threePointersMade: 0,
  threePointersAttempted: 0,
  freeThrowsMade: 0,
  freeThrowsAttempted: 0,
  offensiveRebounds: 0,
  defensiveRebounds: 0,
  totalRebounds: 0,
  assists: 0,
  steals: 0,
  blocks: 0,
  turnovers: 0,
  personalFouls: 0,
  plusMinus: 0,
};

type BoxTeam = NonNullable<NonNullable<Summary['boxscore']>['teams']>[number];

/**
 * A team's line. Its points are those of the event. What ESPN calls turnover points are those that the other side made
 * of this side's turnovers.
 */
export function nbaTeamLine(
  team: BoxTeam,
  { points, other }: { points: number | null; other: BoxTeam | undefined },
): Read<NbaTeamLine> | undefined {
  if (team.statistics.length === 0) return undefined;
  const read = readerOf(team);
  const [all, ofPlayers] = [read.whole('totalTurnovers'), read.whole('turnovers')];
  const counts = { ...countsOf(read), points, totalRebounds: read.whole('totalRebounds'), plusMinus: null };
  const value: NbaTeamLine = {
    ...counts,
    turnovers: all ?? ofPlayers,
    providerTeamId: team.team.id,
    secondsPlayed: null,
    fastBreakPoints: read.whole('fastBreakPoints'),
    pointsInPaint: read.whole('pointsInPaint'),
    secondChancePoints: null,
    pointsOffTurnovers: other === undefined ? null : readerOf(other).whole('turnoverPoints'),
    biggestLead: read.whole('largestLead'),
    longestRun: null,
  };
  const problem = read.problem();
  return problem === undefined ? { ok: true, value } : { ok: false, problem };
}

function readerOf({ statistics }: BoxTeam): FigureReader {
  return new FigureReader(
    new Map(statistics.map(({ name, displayValue }) => [name, String(displayValue ?? '')])),
  );
}
