import { DateTime } from 'luxon';
import type { ProviderPlayer } from '../../../domain/box-score.ts';
import type {
  FootballBoxScore,
  FootballGame,
  FootballPhaseGoals,
  FootballTeamLine,
} from '../../../domain/football-lines.ts';
import type { ScheduledGame } from '../../../domain/scheduled-game.ts';
import { placeOfProvider } from '../../../domain/venue.ts';
import type { RowList } from '../../../domain/refused-row.ts';
import type { Parsed } from '../../client/provider-call.ts';
import { looseNumber } from '../../reading/fields.ts';
import { RowReading, type RowOwner, idIn, readRow, textIn } from '../../reading/read-rows.ts';
import { Event, type Fixture, LineUp, TeamStatistics } from './schema.ts';
import { footballClock, footballStatus } from './status.ts';

/** A match in our words; undefined when its start is not a moment. */
export function normaliseGame({ fixture, league, teams, goals, score }: Fixture): FootballGame | undefined {
  const start = DateTime.fromISO(fixture.date, { zone: 'utc' });
  if (!start.isValid) return undefined;
  const state = footballStatus(fixture.status.short);
  const side = ({ id, name }: Fixture['teams']['home']) => ({
    providerTeamId: id,
    name: name ?? `team ${id}`,
    code: null,
  });
  return {
    providerGameId: fixture.id,
    providerLeagueId: league.id,
    startMs: start.toMillis(),
    ...state,
    statusText: fixture.status.long ?? `status ${fixture.status.short ?? 'missing'}`,
    home: side(teams.home),
    away: side(teams.away),
    homeScore: goals.home,
    awayScore: goals.away,
    phaseGoals: { home: phaseGoals(score, 'home'), away: phaseGoals(score, 'away') },
    homePeriodScores: periodScores(phaseGoals(score, 'home')),
    awayPeriodScores: periodScores(phaseGoals(score, 'away')),
    referee: refereeOf(fixture.referee),
    ...(state.status === 'in_progress' ? { clock: footballClock(fixture.status) } : {}),
  };
}

/** `Davide Massa, Italy`: the country is no part of the name. */
function refereeOf(told: string | null): string | null {
  const name = (told ?? '').replace(/,.*$/s, '').trim();
  return name === '' ? null : name;
}

/** The same with what a schedule tells; `TBD` says that the time is still to be decided. */
export function normaliseScheduledGame(row: Fixture): (FootballGame & ScheduledGame) | undefined {
  const game = normaliseGame(row);
  if (!game) return undefined;
  const { fixture, league } = row;
  const isTimeKnown = fixture.status.short?.toUpperCase() !== 'TBD';
  const { venue } = fixture;
  const place = { city: venue?.city, id: venue?.id };
  return {
    ...game,
    isTimeKnown,
    stage: null,
    round: league.round,
    venue: venue?.name ?? null,
    venuePlace: placeOfProvider(place),
  };
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

/** Figures that are no whole numbers. */
const FRACTIONAL: ReadonlySet<string> = new Set([
  'possessionPercent',
  'passAccuracyPercent',
  'expectedGoals',
] satisfies (keyof typeof STATISTIC_NAMES)[]);

/** Above everything that one match can hold, and within what the columns hold. */
const LARGEST_FIGURE = 9_999;
const LARGEST_FRACTION = 999;

/** What of a team's line stands elsewhere than in its statistics. */
type TeamLineHead = Pick<FootballTeamLine, 'formation' | 'goals' | 'phaseGoals'>;

/** A team's head in a match, without its formation. */
export function headOfTeam(game: FootballGame, providerTeamId: string): TeamLineHead {
  const side = providerTeamId === game.home.providerTeamId ? 'home' : 'away';
  return {
    formation: null,
    goals: side === 'home' ? game.homeScore : game.awayScore,
    phaseGoals: game.phaseGoals[side],
  };
}

/** Lines of the teams that have statistics, row by row. A team with two lines has none that can be believed. */
export function readTeamLines(
  rows: readonly unknown[],
  headOf: (providerTeamId: string) => TeamLineHead,
  expected: { providerGameId: string; providerTeamIds: readonly string[]; isOfSome?: boolean },
): Parsed<RowList<FootballTeamLine>> {
  const { providerGameId, providerTeamIds } = expected;
  const reading = new RowReading<FootballTeamLine>();
  const teamIds = rows.map((raw) => idIn(raw, 'team', 'id'));
  for (const [index, raw] of rows.entries()) {
    const id = teamIds[index] ?? null;
    const name = textIn(raw, 'team', 'name');
    const owner: RowOwner = { entityType: 'team', providerEntityId: id, providerTeamId: id, name };
    const row = readRow(TeamStatistics, raw);
    const figures = row.ok ? figuresOf(row.value) : row;
    if (!row.ok || !figures.ok)
      reading.refuse('malformed', owner, row.ok && !figures.ok ? figures.problem : 'it cannot be read');
    else if (teamIds.filter((other) => other === id).length > 1)
      reading.refuse('mismatch', owner, 'there are two lines of the team');
    else if (!providerTeamIds.includes(row.value.team.id))
      reading.refuse('mismatch', owner, `the team does not play in match ${providerGameId}`);
    else if (row.value.statistics.length > 0) {
      const providerTeamId = row.value.team.id;
      reading.keep({ providerTeamId, ...headOf(providerTeamId), ...figures.value });
    }
  }
  return reading.result(expected);
}

type TeamFigures = Record<keyof typeof STATISTIC_NAMES, number | null>;

function figuresOf({
  statistics,
}: TeamStatistics): { ok: true; value: TeamFigures } | { ok: false; problem: string } {
  const values = new Map(statistics.map(({ type, value }) => [type?.toLowerCase(), value]));
  const figures: Partial<TeamFigures> = {};
  for (const [key, type] of Object.entries(STATISTIC_NAMES)) {
    const value = values.get(type);
    const isLoose =
      value === undefined || value === null || typeof value === 'string' || typeof value === 'number';
    const number = isLoose ? looseNumber(value) : undefined;
    const isFraction = FRACTIONAL.has(key);
    const bound = isFraction ? LARGEST_FRACTION : LARGEST_FIGURE;
    const isGood =
      number !== undefined &&
      (number === null || (Math.abs(number) <= bound && (isFraction || Number.isInteger(number))));
    if (!isGood)
      return {
        ok: false,
        problem: `${type}: ${JSON.stringify(value)} is not a ${isFraction ? '' : 'whole '}number that can be`,
      };
    Object.assign(figures, { [key]: number });
  }
  return { ok: true, value: figures as TeamFigures };
}

/**
 * Own goals by the side that they count for: that is the side which the provider names in the event. Undefined where
 * there are no events, or one of them cannot be read.
 */
export function readEvents(rows: readonly unknown[]): FootballBoxScore['events'] {
  if (rows.length === 0) return undefined;
  const ownGoalsFor = new Map<string, number>();
  for (const raw of rows) {
    const event = readRow(Event, raw);
    if (!event.ok) return undefined;
    const { team, type, detail } = event.value;
    if (team === null || type?.toLowerCase() !== 'goal' || detail?.toLowerCase() !== 'own goal') continue;
    ownGoalsFor.set(team, (ownGoalsFor.get(team) ?? 0) + 1);
  }
  return { ownGoalsFor };
}

/** Line-ups of the two sides; one that cannot be read says nothing. */
export function readLineUps(rows: readonly unknown[]): readonly LineUp[] {
  return rows.flatMap((raw) => {
    const lineUp = readRow(LineUp, raw);
    return lineUp.ok ? [lineUp.value] : [];
  });
}

/** The API has one text for a name; what stands before the first blank is taken for the given name. */
export function playerOf(id: string, name: string | null): ProviderPlayer {
  const [first = '', ...rest] = (name ?? `Player ${id}`).split(/\s+/);
  if (rest.length === 0) return { providerPlayerId: id, firstName: '', lastName: first };
  return { providerPlayerId: id, firstName: first, lastName: rest.join(' ') };
}
