import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ProviderGame } from '../../src/domain/box-score.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../src/domain/nba-lines.ts';
import type { FootballPlayerLine, FootballTeamLine } from '../../src/domain/football-lines.ts';
import {
  NFL_PLAYER_COUNTS,
  NFL_TEAM_COUNTS,
  type NflPlayerCount,
  type NflPlayerLine,
  type NflTeamCount,
  type NflTeamLine,
} from '../../src/domain/nfl-lines.ts';
import { parseBoxScores, parseTeamPlayers } from '../../src/providers/api-sports/football/parse.ts';
import { parseGames as parseFootballGames } from '../../src/providers/api-sports/football/parse.ts';
import {
  FOOTBALL_PLAYER_RULES,
  FOOTBALL_TEAM_RULES,
  hasPlayedFootball,
} from '../../src/sports/football/line-rules.ts';
import { playerOwner, teamOwnerIn } from '../../src/sports/line-owners.ts';
import { type LineRule, siftLines } from '../../src/sports/line-rules.ts';
import { NBA_PLAYER_RULES, NBA_TEAM_RULES, hasPlayedNba } from '../../src/sports/nba/line-rules.ts';
import { NFL_PLAYER_RULES, NFL_TEAM_RULES } from '../../src/sports/nfl/line-rules.ts';
import { believablePeriods, periodProblem } from '../../src/sports/period-rule.ts';
import { ABSENT, DATA, csv, hasData, nbaPlayerLines, nflPlayerLines, number } from './real-lines.ts';

const GAME: ProviderGame = {
  providerGameId: '900',
  startMs: 0,
  status: 'completed',
  statusText: 'Finished',
  isStatusKnown: true,
  home: { providerTeamId: '1', name: 'Home', code: null },
  away: { providerTeamId: '2', name: 'Away', code: null },
  homeScore: 110,
  awayScore: 104,
  homePeriodScores: [30, 25, 25, 30],
  awayPeriodScores: [26, 26, 26, 26],
};
const OWNER = { player: { providerPlayerId: '7', firstName: 'A.', lastName: 'Player' }, providerTeamId: '1' };

type Verdict = { refused: readonly string[]; remarks: readonly string[] };

function verdict<Line extends typeof OWNER>(
  rules: readonly LineRule<Line>[],
  line: Line,
  game = GAME,
): Verdict {
  const { refused, remarks } = siftLines({ rows: [line], refused: [] }, rules, game, playerOwner, {
    isOfSome: true,
  });
  return { refused: refused.map(({ problem }) => problem), remarks };
}

const NBA_COUNTS = {
  points: 12,
  fieldGoalsMade: 4,
  fieldGoalsAttempted: 9,
  threePointersMade: 2,
  threePointersAttempted: 5,
  freeThrowsMade: 2,
  freeThrowsAttempted: 2,
  offensiveRebounds: 1,
  defensiveRebounds: 4,
  totalRebounds: 5,
  assists: 3,
  steals: 0,
  blocks: 0,
  turnovers: 1,
  personalFouls: 2,
  plusMinus: -3,
};
const NOTHING = Object.fromEntries(Object.keys(NBA_COUNTS).map((name) => [name, 0])) as typeof NBA_COUNTS;
const nba = (change: Partial<NbaPlayerLine> = {}): NbaPlayerLine => ({
  ...OWNER,
  ...NBA_COUNTS,
  secondsPlayed: 1_800,
  startPosition: null,
  comment: null,
  ...change,
});

describe("the rules of an NBA player's line", () => {
  it('pass a good line, one of somebody who did not play, and one of which little is told', () => {
    const unknown = Object.fromEntries(Object.keys(NBA_COUNTS).map((name) => [name, null]));
    for (const line of [nba(), nba({ ...NOTHING, secondsPlayed: 0 }), nba({ ...unknown, points: 12 })])
      expect(verdict(NBA_PLAYER_RULES, line)).toEqual({ refused: [], remarks: [] });
  });

  it.each([
    [{ fieldGoalsMade: 10, points: 24 }, 'fieldGoalsMade is 10, fieldGoalsAttempted is only 9'],
    [{ threePointersMade: 6, points: 16 }, 'threePointersMade is 6, threePointersAttempted is only 5'],
    [{ freeThrowsMade: 3, points: 13 }, 'freeThrowsMade is 3, freeThrowsAttempted is only 2'],
    [{ points: 13 }, 'points is 13, but 2 × fieldGoalsMade + threePointersMade + freeThrowsMade is 12'],
    [{ totalRebounds: 6 }, 'totalRebounds is 6, but offensiveRebounds + defensiveRebounds is 5'],
    [{ assists: -1 }, 'assists is -1, which cannot be'],
    [{ secondsPlayed: 48 * 60 + 1 }, 'min is 48:01, the game had 48:00'],
    [{ secondsPlayed: 0 }, 'min is nothing, but points'],
    [{ ...NOTHING, secondsPlayed: 0, totalRebounds: 4, defensiveRebounds: 4 }, 'min is nothing'],
  ])('refuse %j', (change, words) => {
    expect(verdict(NBA_PLAYER_RULES, nba(change)).refused).toEqual([expect.stringContaining(words)]);
  });

  it('give overtime its minutes, and every length to a game whose periods are not told or make another score', () => {
    const overtime = {
      ...GAME,
      homePeriodScores: [30, 25, 25, 20, 10],
      awayPeriodScores: [20, 26, 26, 28, 4],
    };
    expect(verdict(NBA_PLAYER_RULES, nba({ secondsPlayed: 53 * 60 }), overtime).refused).toEqual([]);
    expect(verdict(NBA_PLAYER_RULES, nba({ secondsPlayed: 53 * 60 + 1 }), overtime).refused).toHaveLength(1);
    for (const homePeriodScores of [[], [30, 25, 25, 20]]) {
      const game = { ...GAME, homePeriodScores };
      expect(verdict(NBA_PLAYER_RULES, nba({ secondsPlayed: 63 * 60 }), game).refused).toEqual([]);
    }
  });

  it('take a foul or two free throws in no time for a short time on court', () => {
    for (const change of [{ personalFouls: 1 }, { points: 2, freeThrowsMade: 2, freeThrowsAttempted: 2 }]) {
      const line = nba({ ...NOTHING, ...change, secondsPlayed: 0 });
      expect(verdict(NBA_PLAYER_RULES, line)).toEqual({
        refused: [],
        remarks: [expect.stringContaining('a short time on court')],
      });
      expect(hasPlayedNba(line)).toBe(true);
    }
    expect(hasPlayedNba(nba({ ...NOTHING, secondsPlayed: 0 }))).toBe(false);
  });

  it("let a team have rebounds that are nobody's", () => {
    const team: NbaTeamLine = {
      ...NBA_COUNTS,
      totalRebounds: 9,
      providerTeamId: '1',
      secondsPlayed: 14_400,
      fastBreakPoints: null,
      pointsInPaint: null,
      secondChancePoints: null,
      pointsOffTurnovers: null,
      biggestLead: null,
      longestRun: null,
    };
    const sift = (line: NbaTeamLine) =>
      siftLines({ rows: [line], refused: [] }, NBA_TEAM_RULES, GAME, teamOwnerIn(GAME), { isOfSome: true });
    expect(sift(team)).toMatchObject({
      refused: [],
      remarks: [expect.stringMatching(/^Home: totalRebounds is 9/)],
    });
    expect(sift({ ...team, points: 13 }).refused).toMatchObject([{ entityType: 'team', name: 'Home' }]);
  });
});

const nflPlayer = (change: Partial<NflPlayerLine>): NflPlayerLine => ({
  ...(Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [name, null])) as Record<NflPlayerCount, null>),
  ...OWNER,
  ...change,
});

describe("the rules of an NFL player's line", () => {
  it.each([
    [{ passingCompletions: 20, passingAttempts: 19 }, 'passingCompletions is 20, passingAttempts is only 19'],
    [{ passingTouchdowns: 3, passingCompletions: 2 }, 'passingTouchdowns is 3'],
    [{ fieldGoalsMade: 3, fieldGoalsAttempted: 2 }, 'fieldGoalsMade is 3'],
    [{ extraPointsMade: 5, extraPointsAttempted: 4 }, 'extraPointsMade is 5'],
    [{ rushingTouchdowns: -1 }, 'rushingTouchdowns is -1'],
  ])('refuse %j', (change, words) => {
    expect(verdict(NFL_PLAYER_RULES, nflPlayer(change)).refused).toEqual([expect.stringContaining(words)]);
  });

  it('find a touchdown after a lateral odd, and yards that are lost good', () => {
    expect(verdict(NFL_PLAYER_RULES, nflPlayer({ receivingTouchdowns: 1, receptions: 0 }))).toMatchObject({
      refused: [],
      remarks: [expect.stringContaining('receivingTouchdowns')],
    });
    expect(verdict(NFL_PLAYER_RULES, nflPlayer({ rushingYards: -12, longestRush: -2 }))).toEqual({
      refused: [],
      remarks: [],
    });
  });
});

type Figures<Line> = { [Key in keyof Line]: Line[Key] extends number | null ? Key : never }[keyof Line];
const FOOTBALL_FIGURES = {
  offsides: null,
  shotsTotal: 3,
  shotsOnTarget: 2,
  goals: 1,
  goalsConceded: 0,
  assists: 0,
  saves: null,
  passesTotal: 40,
  keyPasses: 1,
  passesAccurate: 33,
  passAccuracyPercent: null,
  tackles: 1,
  blocks: null,
  interceptions: null,
  duelsTotal: 9,
  duelsWon: 4,
  dribblesAttempted: 3,
  dribblesSucceeded: 1,
  dribbledPast: null,
  foulsDrawn: 1,
  foulsCommitted: 2,
  yellowCards: 0,
  redCards: 0,
  penaltiesWon: null,
  penaltiesCommitted: null,
  penaltiesScored: 0,
  penaltiesMissed: 0,
  penaltiesSaved: null,
  shirtNumber: 9,
  rating: 7.1,
  minutes: 90,
} satisfies Record<Figures<FootballPlayerLine>, number | null>;
const footballer = (change: Partial<FootballPlayerLine> = {}): FootballPlayerLine => ({
  ...OWNER,
  ...FOOTBALL_FIGURES,
  position: 'F',
  isCaptain: false,
  isSubstitute: false,
  ...change,
});

describe("the rules of a footballer's line", () => {
  it.each([
    [{ minutes: 140 }, 'minutes is 140'],
    [{ minutes: null }, 'games.minutes is nothing, but goals is 1'],
    [{ shotsOnTarget: 4 }, 'shotsOnTarget is 4, shotsTotal is only 3'],
    [{ penaltiesScored: 2 }, 'penaltiesScored is 2, goals is only 1'],
    [{ goals: -1 }, 'goals is -1'],
    [{ rating: 78 }, 'rating is 78'],
  ])('refuse %j', (change, words) => {
    expect(verdict(FOOTBALL_PLAYER_RULES, footballer(change)).refused[0]).toContain(words);
  });

  it('pass a whole match, extra time and a booking on the bench, which is no match played', () => {
    const none = Object.fromEntries(Object.keys(FOOTBALL_FIGURES).map((name) => [name, null]));
    const booked = footballer({ ...none, minutes: null, yellowCards: 1, isSubstitute: true });
    for (const line of [footballer(), footballer({ minutes: 121 }), booked])
      expect(verdict(FOOTBALL_PLAYER_RULES, line)).toEqual({ refused: [], remarks: [] });
    expect(hasPlayedFootball(booked)).toBe(false);
    expect(hasPlayedFootball(footballer({ ...none, minutes: 0, goals: 1 }))).toBe(true);
  });
});

describe('the periods of a game', () => {
  it('are kept where they make the score, and where there are none or no final score yet', () => {
    for (const game of [GAME, { ...GAME, homePeriodScores: [], awayPeriodScores: [] }])
      expect(periodProblem(game)).toBeUndefined();
    expect(periodProblem({ ...GAME, status: 'in_progress', homePeriodScores: [30] })).toBeUndefined();
  });

  it('are not believed where they make another', () => {
    const odd = { ...GAME, awayPeriodScores: [26, 26, 26, 62] };
    expect(periodProblem(odd)).toMatch(/Away \(26, 26, 26, 62\) make 140, .* 104$/);
    expect(believablePeriods(odd)).toBeUndefined();
    expect(believablePeriods(GAME)).toMatchObject({ awayPeriodScores: [26, 26, 26, 26] });
  });
});

describe.skipIf(!hasData)(`real lines${ABSENT}`, () => {
  it('of the NBA keep every rule that refuses: 25,143 of 25,143, of which 13 are odd', () => {
    const lines = nbaPlayerLines().map(({ line }) => line);
    const untold = { ...GAME, homePeriodScores: [] };
    const sifted = siftLines({ rows: lines, refused: [] }, NBA_PLAYER_RULES, untold, playerOwner);
    expect(sifted.refused).toEqual([]);
    expect(sifted.rows).toHaveLength(25_143);
    expect(sifted.remarks).toHaveLength(13);
    expect(lines.filter((line) => line.secondsPlayed === 0)).toHaveLength(114);
    expect(lines.filter((line) => !hasPlayedNba(line))).toHaveLength(101);
  });

  it('of NFL players keep all rules: 5,629 of 5,629', () => {
    const lines = nflPlayerLines().map(({ line }) => line);
    const sifted = siftLines({ rows: lines, refused: [] }, NFL_PLAYER_RULES, GAME, playerOwner);
    expect([sifted.rows.length, sifted.refused, sifted.remarks]).toEqual([5_629, [], []]);
  });

  it('of NFL teams keep all rules: 568 of 568', () => {
    const lines = csv('boxscores/nflverse_stats_team_week_2022.csv').map(
      (row): NflTeamLine => ({
        ...(Object.fromEntries(NFL_TEAM_COUNTS.map((name) => [name, null])) as Record<NflTeamCount, null>),
        providerTeamId: row['team'] ?? '',
        passingCompletions: number(row, 'completions'),
        passingAttempts: number(row, 'attempts'),
        rushingAttempts: number(row, 'carries'),
        rushingYards: number(row, 'rushing_yards'),
        penalties: number(row, 'penalties'),
        sacks: number(row, 'def_sacks'),
        safeties: number(row, 'def_safeties'),
      }),
    );
    const sifted = siftLines({ rows: lines, refused: [] }, NFL_TEAM_RULES, GAME, teamOwnerIn(GAME));
    expect([sifted.rows.length, sifted.refused, sifted.remarks]).toEqual([568, [], []]);
  });

  it('of football, as far as there are any, keep every rule that refuses', () => {
    const body = (name: string): { response: unknown[] } =>
      JSON.parse(readFileSync(new URL(`api-samples/api-football-v3/${name}`, DATA), 'utf8')) as never;
    const batch = body('fixtures_ids_batch_with_events_lineups_statistics_players_PEN.json');
    const parsed = parseBoxScores({ response: batch.response, parameters: {} }, ['1149519', '1149523']);
    if (!parsed.ok) throw new Error(parsed.problem);
    const players: FootballPlayerLine[] = [];
    const teams: FootballTeamLine[] = [];
    for (const match of parsed.value.values()) {
      if (!match.ok) throw new Error(match.problem);
      expect(match.value.refused).toEqual([]);
      players.push(...match.value.playerLines);
      teams.push(...match.value.teamLines);
      expect(periodProblem(match.value.game)).toBeUndefined();
    }
    for (const entry of body('fixtures_players.json').response as { team: { id: number } }[]) {
      const providerTeamId = String(entry.team.id);
      const list = parseTeamPlayers(
        { response: [entry], parameters: {} },
        { providerGameId: '1', providerTeamId },
      );
      if (list.ok) players.push(...list.value.rows);
    }
    expect(players).toHaveLength(20);
    expect(siftLines({ rows: players, refused: [] }, FOOTBALL_PLAYER_RULES, GAME, playerOwner)).toMatchObject(
      {
        refused: [],
        remarks: [],
      },
    );
    expect(
      siftLines({ rows: teams, refused: [] }, FOOTBALL_TEAM_RULES, GAME, teamOwnerIn(GAME)).refused,
    ).toEqual([]);
    const season = parseFootballGames(
      { response: body('fixtures_league135_season2025.json').response, parameters: {} },
      new Set(['135']),
    );
    expect(season.ok && season.value.map(periodProblem).filter(Boolean)).toEqual([]);
  });
});
