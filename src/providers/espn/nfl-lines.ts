import {
  NFL_PLAYER_COUNTS,
  NFL_TEAM_COUNTS,
  type NflPlayerCount,
  type NflPlayerLine,
  type NflTeamCount,
  type NflTeamLine,
} from '../../domain/nfl-lines.ts';
import type { RefusedRow, RowList } from '../../domain/refused-row.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed } from '../client/provider-call.ts';
import { playerOf } from './player-name.ts';
import { FigureReader, namedFigures } from './positional.ts';
import { Athlete, type StatisticGroup, type Summary } from './schema.ts';
import type { EspnGame } from './scoreboard.ts';
import { foreignTeam, listOfRows, ownerOf } from './summary-rows.ts';

type Counts = Partial<Record<NflPlayerCount, number | null>>;

/** What each group of figures tells of a player. Averages and percentages are left out where they follow from counts. */
const GROUPS: Readonly<Record<string, (read: FigureReader) => Counts>> = {
  passing(read) {
    const [passingCompletions, passingAttempts] = read.pair('completions/passingAttempts');
    const [timesSacked, sackYardsLost] = read.pair('sacks-sackYardsLost');
    return {
      passingCompletions,
      passingAttempts,
      timesSacked,
      sackYardsLost: sackYardsLost === null ? null : Math.abs(sackYardsLost),
      passingYards: read.whole('passingYards'),
      passingTouchdowns: read.whole('passingTouchdowns'),
      passingInterceptions: read.whole('interceptions'),
      passerRating: read.decimal('QBRating'),
    };
  },
  rushing: (read) => ({
    rushingAttempts: read.whole('rushingAttempts'),
    rushingYards: read.whole('rushingYards'),
    rushingTouchdowns: read.whole('rushingTouchdowns'),
    longestRush: read.whole('longRushing'),
  }),
  receiving: (read) => ({
    receptions: read.whole('receptions'),
    receivingYards: read.whole('receivingYards'),
    receivingTouchdowns: read.whole('receivingTouchdowns'),
    longestReception: read.whole('longReception'),
    receivingTargets: read.whole('receivingTargets'),
  }),
  fumbles: (read) => ({
    fumbles: read.whole('fumbles'),
    fumblesLost: read.whole('fumblesLost'),
    fumblesRecovered: read.whole('fumblesRecovered'),
  }),
  defensive: (read) => ({
    tackles: read.decimal('totalTackles'),
    soloTackles: read.decimal('soloTackles'),
    sacks: read.decimal('sacks'),
    tacklesForLoss: read.decimal('tacklesForLoss'),
    passesDefended: read.whole('passesDefended'),
    quarterbackHits: read.whole('QBHits'),
  }),
  interceptions: (read) => ({
    interceptions: read.whole('interceptions'),
    interceptionYards: read.whole('interceptionYards'),
    interceptionTouchdowns: read.whole('interceptionTouchdowns'),
  }),
  kickReturns: (read) => ({
    kickReturns: read.whole('kickReturns'),
    kickReturnYards: read.whole('kickReturnYards'),
    longestKickReturn: read.whole('longKickReturn'),
    kickReturnTouchdowns: read.whole('kickReturnTouchdowns'),
  }),
  puntReturns: (read) => ({
    puntReturns: read.whole('puntReturns'),
    puntReturnYards: read.whole('puntReturnYards'),
    longestPuntReturn: read.whole('longPuntReturn'),
    puntReturnTouchdowns: read.whole('puntReturnTouchdowns'),
  }),
  kicking(read) {
    const [fieldGoalsMade, fieldGoalsAttempted] = read.pair('fieldGoalsMade/fieldGoalAttempts');
    const [extraPointsMade, extraPointsAttempted] = read.pair('extraPointsMade/extraPointAttempts');
    return {
      fieldGoalsMade,
      fieldGoalsAttempted,
      extraPointsMade,
      extraPointsAttempted,
      longestFieldGoal: read.whole('longFieldGoalMade'),
      kickingPoints: read.whole('totalKickingPoints'),
    };
  },
  punting: (read) => ({
    punts: read.whole('punts'),
    puntYards: read.whole('puntYards'),
    longestPunt: read.whole('longPunt'),
    puntTouchbacks: read.whole('touchbacks'),
    puntsInside20: read.whole('puntsInside20'),
  }),
};

const NO_COUNTS = Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [name, null])) as Record<
  NflPlayerCount,
  null
>;

/**
 * Lines of both sides' players, each from all groups that list the player; none while ESPN has none. A row that cannot
 * be read takes its player's line along, and groups that nobody knows are passed over.
 */
export function nflPlayerLines(
  summary: Summary,
  expected?: readonly string[],
): Parsed<RowList<NflPlayerLine>> {
  const lines = new Map<string, NflPlayerLine>();
  const refused: RefusedRow[] = [];
  for (const { team, statistics } of summary.boxscore?.players ?? []) {
    const foreign = foreignTeam(team.id, expected);
    if (foreign) return foreign;
    for (const group of statistics)
      for (const raw of group.athletes) {
        const row = readRow(group, raw);
        if (!row.ok) refused.push({ ...ownerOf(raw), providerTeamId: team.id, problem: row.problem });
        else if (row.value) addTo(lines, team.id, row.value);
      }
  }
  const spoilt = new Set(refused.map(({ providerEntityId }) => providerEntityId));
  const rows = [...lines.values()].filter(({ player }) => !spoilt.has(player.providerPlayerId));
  return listOfRows({ rows, refused });
}

type Row = { athlete: Athlete['athlete']; counts: Counts };

/** Undefined for a row of a group that nobody knows. */
function readRow(group: StatisticGroup, raw: unknown): Parsed<Row | undefined> {
  const countsOf = Object.hasOwn(GROUPS, group.name ?? '') ? GROUPS[group.name ?? ''] : undefined;
  if (!countsOf) return { ok: true, value: undefined };
  const row = parsedBy(Athlete, raw);
  if (!row.ok) return row;
  const named = namedFigures(group, row.value);
  if (!named.ok) return { ...named, kind: 'malformed' };
  const read = new FigureReader(named.figures);
  const counts = countsOf(read);
  const problem = read.problem();
  if (problem !== undefined) return { ok: false, kind: 'malformed', problem: `${group.name}: ${problem}` };
  return { ok: true, value: { athlete: row.value.athlete, counts } };
}

function addTo(lines: Map<string, NflPlayerLine>, providerTeamId: string, { athlete, counts }: Row): void {
  const line = lines.get(athlete.id) ?? {
    ...NO_COUNTS,
    player: playerOf(athlete),
    providerTeamId,
  };
  lines.set(athlete.id, { ...line, ...counts });
}

const NO_TEAM_COUNTS = Object.fromEntries(NFL_TEAM_COUNTS.map((name) => [name, null])) as Record<
  NflTeamCount,
  null
>;

type BoxTeam = NonNullable<NonNullable<Summary['boxscore']>['teams']>[number];

/** Lines of both sides; none while ESPN has none. What a side allowed is the other's score. */
export function nflTeamLines(
  summary: Summary,
  game: EspnGame,
  expected?: readonly string[],
): Parsed<RowList<NflTeamLine>> {
  const rows: NflTeamLine[] = [];
  const refused: RefusedRow[] = [];
  for (const team of summary.boxscore?.teams ?? []) {
    const foreign = foreignTeam(team.team.id, expected);
    if (foreign) return foreign;
    if (team.statistics.length === 0) continue;
    const pointsAgainst = team.team.id === game.home.providerTeamId ? game.awayScore : game.homeScore;
    const line = teamLine(team, pointsAgainst);
    if (line.ok) rows.push(line.value);
    else
      refused.push({
        entityType: 'team',
        providerEntityId: team.team.id,
        providerTeamId: team.team.id,
        name: team.team.displayName ?? null,
        problem: line.problem,
      });
  }
  return listOfRows({ rows, refused });
}

function teamLine({ team, statistics }: BoxTeam, pointsAgainst: number | null): Parsed<NflTeamLine> {
  const read = new FigureReader(
    new Map(statistics.map(({ name, displayValue }) => [name, String(displayValue ?? '')])),
  );
  const [thirdDownConversions, thirdDownAttempts] = read.pair('thirdDownEff');
  const [fourthDownConversions, fourthDownAttempts] = read.pair('fourthDownEff');
  const [passingCompletions, passingAttempts] = read.pair('completionAttempts');
  const [timesSacked, sackYardsLost] = read.pair('sacksYardsLost');
  const [redZoneScores, redZoneAttempts] = read.pair('redZoneAttempts');
  const [penalties, penaltyYards] = read.pair('totalPenaltiesYards');
  const value: NflTeamLine = {
    ...NO_TEAM_COUNTS,
    providerTeamId: team.id,
    firstDowns: read.whole('firstDowns'),
    passingFirstDowns: read.whole('firstDownsPassing'),
    rushingFirstDowns: read.whole('firstDownsRushing'),
    penaltyFirstDowns: read.whole('firstDownsPenalty'),
    thirdDownConversions,
    thirdDownAttempts,
    fourthDownConversions,
    fourthDownAttempts,
    plays: read.whole('totalOffensivePlays'),
    drives: read.whole('totalDrives'),
    totalYards: read.whole('totalYards'),
    netPassingYards: read.whole('netPassingYards'),
    passingCompletions,
    passingAttempts,
    passingInterceptions: read.whole('interceptions'),
    timesSacked,
    sackYardsLost: sackYardsLost === null ? null : Math.abs(sackYardsLost),
    rushingYards: read.whole('rushingYards'),
    rushingAttempts: read.whole('rushingAttempts'),
    redZoneScores,
    redZoneAttempts,
    penalties,
    penaltyYards,
    turnovers: read.whole('turnovers'),
    fumblesLost: read.whole('fumblesLost'),
    possessionSeconds: read.clock('possessionTime'),
    pointsAgainst,
  };
  const problem = read.problem();
  return problem === undefined ? { ok: true, value } : { ok: false, kind: 'malformed', problem };
}
