import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ProviderGame, ProviderPlayer } from '../../../src/domain/box-score.ts';
import type { RowList } from '../../../src/domain/refused-row.ts';
import { BOX_SCORE_SPORTS, type BoxScoreSport } from '../../../src/domain/sport.ts';
import { readEnvelope } from '../../../src/providers/api-sports/envelope.ts';
import * as football from '../../../src/providers/api-sports/football/parse.ts';
import * as nba from '../../../src/providers/api-sports/nba/parse.ts';
import * as nfl from '../../../src/providers/api-sports/nfl/parse.ts';
import type { Envelope } from '../../../src/providers/client/provider-api.ts';
import type { Parsed } from '../../../src/providers/client/provider-call.ts';
import { NBA_TEAMS } from '../../../src/reference/built-in/nba.ts';
import * as footballChecks from '../../../src/sports/football/checks.ts';
import { FOOTBALL_PLAYER_RULES, FOOTBALL_TEAM_RULES } from '../../../src/sports/football/line-rules.ts';
import { playerOwner, teamOwnerIn } from '../../../src/sports/line-owners.ts';
import { type LineRule, siftLines } from '../../../src/sports/line-rules.ts';
import { NBA_CHECKS } from '../../../src/sports/nba/checks.ts';
import { NBA_PLAYER_RULES, NBA_TEAM_RULES } from '../../../src/sports/nba/line-rules.ts';
import * as nflChecks from '../../../src/sports/nfl/checks.ts';
import { NFL_PLAYER_RULES } from '../../../src/sports/nfl/line-rules.ts';
import { periodProblem } from '../../../src/sports/period-rule.ts';
import {
  ABSENT,
  DATA,
  csv,
  hasData,
  nbaPlayerLines,
  nbaResults,
  nflPlayerLines,
  number,
} from '../real-lines.ts';

type Line = { player?: ProviderPlayer; providerTeamId: string };

/** Lines of a recorded body with the game that they are of, and the rules that each of them keeps. */
type RecordedLines = {
  body: string;
  game: ProviderGame;
  lines: RowList<Line>;
  rules: readonly LineRule<never>[];
};

/** What of a sport's recorded bodies says who played whom, and what says what they did. */
type Recorded = { games: () => readonly ProviderGame[]; lines: () => readonly RecordedLines[] };

function envelopeOf(name: string): Envelope {
  const body = readFileSync(new URL(`api-samples/${name}`, DATA), 'utf8');
  const terms = { nowMs: Date.parse('2026-01-15T12:00:00Z'), random: () => 0 };
  const reading = readEnvelope({ status: 200, headers: {}, body, bytes: body.length }, terms);
  if (!reading.ok) throw new Error(`${name}: ${reading.problem}`);
  return reading.envelope;
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

/** A final game of two sides; without scores where a body of lines does not tell them. */
function gameOf([home, away]: readonly [string, string], scores?: readonly [number, number]): ProviderGame {
  const side = (id: string) => ({ providerTeamId: id, name: id, code: null });
  return {
    providerGameId: `${away} at ${home}`,
    startMs: 0,
    status: 'completed',
    statusText: 'Finished',
    isStatusKnown: true,
    home: side(home),
    away: side(away),
    homeScore: scores?.[0] ?? null,
    awayScore: scores?.[1] ?? null,
    homePeriodScores: [],
    awayPeriodScores: [],
  };
}

/** The game that lines are of, by the sides that they name. */
function gameOfLines({ rows }: RowList<Line>): ProviderGame {
  const [home = 'home', away = 'away'] = new Set(rows.map(({ providerTeamId }) => providerTeamId));
  return gameOf([home, away]);
}

function recordedLines(body: string, lines: RowList<Line>, rules: readonly LineRule<never>[]): RecordedLines {
  return { body, lines, rules, game: gameOfLines(lines) };
}

const BATCH = 'api-football-v3/fixtures_ids_batch_with_events_lineups_statistics_players_PEN.json';

function footballBatch() {
  const ids = ['1149523', '1149519'];
  return [...valueOf(football.parseBoxScores(envelopeOf(BATCH), ids)).values()].map(valueOf);
}

const RECORDED: Readonly<Record<BoxScoreSport, Recorded>> = {
  NBA: {
    games: () => valueOf(nba.parseGames(envelopeOf('api-nba-v2/games_date_2024-04-14_full.json'))),
    lines: () => {
      const [players, teams] = ['api-nba-v2/playerstatistics.json', 'api-nba-v2/gamestatistics.json'];
      const ofPlayers = nba.parsePlayerLines(envelopeOf(players), { providerGameId: '8137' });
      const ofTeams = nba.parseTeamLines(envelopeOf(teams), { providerGameId: '10403' });
      return [
        recordedLines(players, valueOf(ofPlayers), NBA_PLAYER_RULES),
        recordedLines(teams, valueOf(ofTeams), NBA_TEAM_RULES),
      ];
    },
  },
  NFL: {
    games: () => valueOf(nfl.parseGames(envelopeOf('api-american-football-v1/games_2022-09-11.json'))),
    lines: () => {
      const players = 'api-american-football-v1/games_statistics_players_13146_trimmed.json';
      const parsed = nfl.parsePlayerLines(envelopeOf(players), { providerGameId: '13146' });
      return [recordedLines(players, valueOf(parsed), NFL_PLAYER_RULES)];
    },
  },
  FOOTBALL: {
    games: () => footballBatch().map(({ game }) => game),
    lines: () =>
      footballBatch().flatMap(({ game, playerLines, teamLines, refused }) => [
        { body: BATCH, game, lines: { rows: playerLines, refused }, rules: FOOTBALL_PLAYER_RULES },
        { body: BATCH, game, lines: { rows: teamLines, refused }, rules: FOOTBALL_TEAM_RULES },
      ]),
  },
};

describe.skipIf(!hasData).each(BOX_SCORE_SPORTS)(`bodies recorded of %s${ABSENT}`, (sport) => {
  it('tell final games whose periods make the score', () => {
    const games = RECORDED[sport].games().filter(({ status }) => status === 'completed');
    expect(games.length).toBeGreaterThan(0);
    for (const game of games) {
      expect([game.homeScore, game.awayScore]).not.toContain(null);
      expect(game.homePeriodScores.length).toBeGreaterThan(0);
      expect(periodProblem(game)).toBeUndefined();
    }
  });

  it('have lines that are all read, and keep the rules of the sport', () => {
    const recorded = RECORDED[sport].lines();
    expect(recorded.length).toBeGreaterThan(0);
    for (const { body, game, lines, rules } of recorded) {
      expect([body, lines.refused]).toEqual([body, []]);
      expect(lines.rows.length).toBeGreaterThan(0);
      const ownerOf = (line: Line) =>
        line.player === undefined
          ? teamOwnerIn(game)(line)
          : playerOwner({ player: line.player, providerTeamId: line.providerTeamId });
      const sifted = siftLines(lines, rules as readonly LineRule<Line>[], game, ownerOf);
      expect([body, sifted.refused]).toEqual([body, []]);
    }
  });
});

/** Whole games as they were published, whose lines make the score; the recorded bodies are cut to a few players. */
describe.skipIf(!hasData)(`whole games as they were published${ABSENT}`, () => {
  it('of the NBA add up, player by player, to the score of each side', () => {
    const codes = new Map(NBA_TEAMS.map(({ name, abbreviation }) => [name, abbreviation]));
    const lines = Map.groupBy(nbaPlayerLines(), ({ date, line }) => `${date} ${line.providerTeamId}`);
    let checked = 0;
    for (const row of nbaResults()) {
      const [home, away] = [codes.get(row.home) ?? row.home, codes.get(row.away) ?? row.away];
      const rows = [home, away].flatMap((team) => lines.get(`${row.date} ${team}`) ?? []);
      if (rows.length === 0) continue;
      const game = gameOf([home, away], row.scores);
      const list = { rows: rows.map(({ line }) => line), refused: [] };
      expect(() => NBA_CHECKS.checkPlayerLines(list, game)).not.toThrow();
      const scorer = list.rows.find(({ points }) => (points ?? 0) > 0);
      const without = { ...list, rows: list.rows.filter((line) => line !== scorer) };
      expect(() => NBA_CHECKS.checkPlayerLines(without, game)).toThrow(/points together/);
      checked += 1;
    }
    expect(checked).toBe(1_173);
  });

  it('of the NFL have what was thrown caught, and no more points than the score', () => {
    const lines = Map.groupBy(nflPlayerLines(), ({ week, line }) => `${week} ${line.providerTeamId}`);
    const games = csv('schedules/nflverse_games_1999-2025.csv').filter(({ season }) => season === '2022');
    let checked = 0;
    for (const row of games) {
      const { home_team: home = '', away_team: away = '', week } = row;
      const rows = [home, away].flatMap((team) => lines.get(`${week} ${team}`) ?? []);
      if (rows.length === 0) continue;
      const game = gameOf([home, away], [number(row, 'home_score') ?? 0, number(row, 'away_score') ?? 0]);
      const list = { rows: rows.map(({ line }) => line), refused: [] };
      expect(() => nflChecks.checkPlayerLines(list, game)).not.toThrow();
      const thrower = list.rows.find(({ passingYards }) => (passingYards ?? 0) > 60);
      const without = { ...list, rows: list.rows.filter((line) => line !== thrower) };
      expect(() => nflChecks.checkPlayerLines(without, game)).toThrow(/passed for/);
      checked += 1;
    }
    expect(checked).toBe(284);
  });

  it('of football are told from those that are cut: a line-up is eleven, and goals make the score', () => {
    const matches = footballBatch();
    expect(matches.length).toBeGreaterThan(0);
    for (const { playerLines, refused, ...match } of matches) {
      const list = { rows: playerLines, refused };
      expect(() => footballChecks.checkPlayerLines(list, match)).toThrow(/starters, not 11/);
      // Without the line-ups the goals are held against the score, which players who are cut away have scored.
      const noLineUps = { ...match, starterCounts: new Map<string, number>() };
      expect(() => footballChecks.checkPlayerLines(list, noLineUps)).toThrow(/goals/);
    }
  });
});
