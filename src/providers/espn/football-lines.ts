import type { FootballGame, FootballPlayerLine, FootballTeamLine } from '../../domain/football-lines.ts';
import { minutesOnPitch } from './football-minutes.ts';
import { nameOf } from './player-name.ts';
import { FigureReader } from './positional.ts';
import type { Roster, RosterEntry, Summary } from './schema.ts';

type Read<T> = { ok: true; value: T } | { ok: false; problem: string };

/** What ESPN tells nothing of, and what it tells in a way that may mean two things. */
const NOT_TOLD = {
  rating: null,
  passesTotal: null,
  keyPasses: null,
  passesAccurate: null,
  passAccuracyPercent: null,
  tackles: null,
  blocks: null,
  interceptions: null,
  duelsTotal: null,
  duelsWon: null,
  dribblesAttempted: null,
  dribblesSucceeded: null,
  dribbledPast: null,
  penaltiesWon: null,
  penaltiesCommitted: null,
  penaltiesScored: null,
  penaltiesMissed: null,
  penaltiesSaved: null,
} as const;

/** A player's line. Which figures there are depends on the position; one that is not there is not told. */
export function footballPlayerLine(
  teamId: string,
  entry: RosterEntry,
  lengthMinutes: number | undefined,
): Read<FootballPlayerLine> {
  const read = figuresOf(entry.stats ?? []);
  const shirt = Number(entry.jersey ?? Number.NaN);
  const value: FootballPlayerLine = {
    ...NOT_TOLD,
    player: { providerPlayerId: entry.athlete.id, ...nameOf(entry.athlete.displayName) },
    providerTeamId: teamId,
    minutes: minutesOnPitch(entry, lengthMinutes),
    shirtNumber: Number.isInteger(shirt) && shirt >= 0 ? shirt : null,
    position: positionOf(entry.position?.abbreviation),
    isCaptain: false,
    isSubstitute: entry.starter !== true,
    offsides: read.whole('offsides'),
    shotsTotal: read.whole('totalShots'),
    shotsOnTarget: read.whole('shotsOnTarget'),
    goals: read.whole('totalGoals'),
    goalsConceded: read.whole('goalsConceded'),
    assists: read.whole('goalAssists'),
    saves: read.whole('saves'),
    foulsDrawn: read.whole('foulsSuffered'),
    foulsCommitted: read.whole('foulsCommitted'),
    yellowCards: read.whole('yellowCards'),
    redCards: read.whole('redCards'),
  };
  const problem = read.problem();
  return problem === undefined ? { ok: true, value } : { ok: false, problem };
}

type BoxTeam = NonNullable<NonNullable<Summary['boxscore']>['teams']>[number];

/**
 * A side's line; undefined while there are no figures. The share of passes that arrived is told in tenths and follows
 * from the passes; whose shots `blockedShots` are is not told.
 */
export function footballTeamLine(
  { team, statistics }: BoxTeam,
  game: FootballGame,
  rosters: readonly Roster[],
): Read<FootballTeamLine> | undefined {
  if (statistics.length === 0) return undefined;
  const read = figuresOf(statistics);
  const side = team.id === game.home.providerTeamId ? 'home' : 'away';
  const roster = rosters.find((one) => one.team.id === team.id);
  const value: FootballTeamLine = {
    providerTeamId: team.id,
    formation: roster?.formation ?? null,
    goals: side === 'home' ? game.homeScore : game.awayScore,
    phaseGoals: game.phaseGoals[side],
    shotsOnTarget: read.whole('shotsOnTarget'),
    shotsOffTarget: null,
    shotsTotal: read.whole('totalShots'),
    shotsBlocked: null,
    shotsInsideBox: null,
    shotsOutsideBox: null,
    fouls: read.whole('foulsCommitted'),
    corners: read.whole('wonCorners'),
    offsides: read.whole('offsides'),
    possessionPercent: read.decimal('possessionPct'),
    yellowCards: read.whole('yellowCards'),
    redCards: read.whole('redCards'),
    saves: read.whole('saves'),
    passesTotal: read.whole('totalPasses'),
    passesAccurate: read.whole('accuratePasses'),
    passAccuracyPercent: null,
    expectedGoals: null,
  };
  const problem = read.problem();
  return problem === undefined ? { ok: true, value } : { ok: false, problem };
}

type Figure = {
  name: string;
  value?: number | null | undefined;
  displayValue?: string | number | null | undefined;
};

function figuresOf(figures: readonly Figure[]): FigureReader {
  return new FigureReader(
    new Map(figures.map(({ name, value, displayValue }) => [name, String(displayValue ?? value ?? '')])),
  );
}

/** Places on the pitch in ESPN's words, by the line that they belong to. Somebody from the bench is `SUB`. */
const LINES: readonly (readonly [line: string, words: RegExp])[] = [
  ['G', /^GK?$/],
  ['D', /^(D|CB|CD|LB|RB|LWB|RWB|SW)$/],
  ['M', /^(M|CM|DM|AM|LM|RM)$/],
  ['F', /^(F|CF|ST|S|FW|LF|RF|LW|RW)$/],
];

/** `D` for `CD-L`; null for a word that says no place. */
function positionOf(abbreviation: string | null | undefined): string | null {
  const [place = ''] = (abbreviation ?? '').toUpperCase().split('-');
  return LINES.find(([, words]) => words.test(place))?.[0] ?? null;
}
