import { DateTime } from 'luxon';
import type { ProviderPlayer } from '../../../domain/box-score.ts';
import type {
  FootballBoxScore,
  FootballGame,
  FootballPhaseGoals,
  FootballTeamLine,
} from '../../../domain/football-lines.ts';
import type { ScheduledGame } from '../../../domain/scheduled-game.ts';
import type { Fixture, FullFixture, TeamStatistics } from './schema.ts';
import { footballStatus } from './status.ts';

/** A match in our words; undefined when its start is not a moment. */
export function normaliseGame({ fixture, league, teams, goals, score }: Fixture): FootballGame | undefined {
  const start = DateTime.fromISO(fixture.date, { zone: 'utc' });
  if (!start.isValid) return undefined;
  const side = ({ id, name }: Fixture['teams']['home']) => ({
    providerTeamId: id,
    name: name ?? `team ${id}`,
    code: null,
  });
  return {
    providerGameId: fixture.id,
    providerLeagueId: league.id,
    startMs: start.toMillis(),
    ...footballStatus(fixture.status.short),
    statusText: fixture.status.long ?? `status ${fixture.status.short ?? 'missing'}`,
    home: side(teams.home),
    away: side(teams.away),
    homeScore: goals.home,
    awayScore: goals.away,
    phaseGoals: { home: phaseGoals(score, 'home'), away: phaseGoals(score, 'away') },
    homePeriodScores: periodScores(phaseGoals(score, 'home')),
    awayPeriodScores: periodScores(phaseGoals(score, 'away')),
  };
}

/** The same with what a schedule tells; `TBD` says that the time is still to be decided. */
export function normaliseScheduledGame(row: Fixture): (FootballGame & ScheduledGame) | undefined {
  const game = normaliseGame(row);
  if (!game) return undefined;
  const { fixture, league } = row;
  const isTimeKnown = fixture.status.short?.toUpperCase() !== 'TBD';
  return { ...game, isTimeKnown, stage: null, round: league.round, venue: fixture.venue?.name ?? null };
}

function phaseGoals(score: Fixture['score'], side: 'home' | 'away'): FootballPhaseGoals {
  return {
    halftime: score?.halftime[side] ?? null,
    fulltime: score?.fulltime[side] ?? null,
    extraTime: score?.extratime[side] ?? null,
    penaltyShootout: score?.penalty[side] ?? null,
  };
}

/** Goals of the first half, the second half and extra time, as far as they are known. */
function periodScores({ halftime, fulltime, extraTime }: FootballPhaseGoals): number[] {
  if (halftime === null) return [];
  if (fulltime === null) return [halftime];
  const halves = [halftime, Math.max(0, fulltime - halftime)];
  return extraTime === null ? halves : [...halves, extraTime];
}

/** What the provider calls the figures of a team; compared without case. */
const STATISTIC_NAMES = {
  shotsOnTarget: 'shots on goal',
  shotsOffTarget: 'shots off goal',
  shotsTotal: 'total shots',
  shotsBlocked: 'blocked shots',
  shotsInsideBox: 'shots insidebox',
  shotsOutsideBox: 'shots outsidebox',
  fouls: 'fouls',
  corners: 'corner kicks',
  offsides: 'offsides',
  possessionPercent: 'ball possession',
  yellowCards: 'yellow cards',
  redCards: 'red cards',
  saves: 'goalkeeper saves',
  passesTotal: 'total passes',
  passesAccurate: 'passes accurate',
  passAccuracyPercent: 'passes %',
  expectedGoals: 'expected_goals',
} as const satisfies Partial<Record<keyof FootballTeamLine, string>>;

/** What of a team's line stands elsewhere than in its statistics. */
type TeamLineHead = Pick<FootballTeamLine, 'formation' | 'goals' | 'phaseGoals'>;

/** Lines of the teams that have statistics. */
export function normaliseTeamLines(fixture: FullFixture): FootballTeamLine[] {
  return teamLinesOf(fixture.statistics, (teamId) => {
    const side = teamId === fixture.teams.home.id ? 'home' : 'away';
    return {
      formation: fixture.lineups.find((lineUp) => lineUp.team.id === teamId)?.formation ?? null,
      goals: fixture.goals[side],
      phaseGoals: phaseGoals(fixture.score, side),
    };
  });
}

/** The same from statistics on their own, with a head for each team. */
export function teamLinesOf(
  rows: readonly TeamStatistics[],
  headOf: (providerTeamId: string) => TeamLineHead,
): FootballTeamLine[] {
  return rows
    .filter(({ statistics }) => statistics.length > 0)
    .map(({ team, statistics }) => {
      const values = new Map(statistics.map(({ type, value }) => [type?.toLowerCase(), value]));
      const figure = (name: keyof typeof STATISTIC_NAMES) => values.get(STATISTIC_NAMES[name]) ?? null;
      return {
        providerTeamId: team.id,
        ...headOf(team.id),
        shotsOnTarget: figure('shotsOnTarget'),
        shotsOffTarget: figure('shotsOffTarget'),
        shotsTotal: figure('shotsTotal'),
        shotsBlocked: figure('shotsBlocked'),
        shotsInsideBox: figure('shotsInsideBox'),
        shotsOutsideBox: figure('shotsOutsideBox'),
        fouls: figure('fouls'),
        corners: figure('corners'),
        offsides: figure('offsides'),
        possessionPercent: figure('possessionPercent'),
        yellowCards: figure('yellowCards'),
        redCards: figure('redCards'),
        saves: figure('saves'),
        passesTotal: figure('passesTotal'),
        passesAccurate: figure('passesAccurate'),
        passAccuracyPercent: figure('passAccuracyPercent'),
        expectedGoals: figure('expectedGoals'),
      };
    });
}

/** Own goals by the side that they count for: that is the side which the provider names in the event. */
export function normaliseEvents({ events }: FullFixture): FootballBoxScore['events'] {
  if (events.length === 0) return undefined;
  const ownGoalsFor = new Map<string, number>();
  for (const { team, type, detail } of events) {
    if (team === null || type?.toLowerCase() !== 'goal' || detail?.toLowerCase() !== 'own goal') continue;
    ownGoalsFor.set(team, (ownGoalsFor.get(team) ?? 0) + 1);
  }
  return { ownGoalsFor };
}

/** The API has one text for a name; what stands before the first blank is taken for the given name. */
export function playerOf(id: string, name: string | null): ProviderPlayer {
  const [first = '', ...rest] = (name ?? `Player ${id}`).split(/\s+/);
  if (rest.length === 0) return { providerPlayerId: id, firstName: '', lastName: first };
  return { providerPlayerId: id, firstName: first, lastName: rest.join(' ') };
}
