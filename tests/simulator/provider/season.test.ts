import { describe, expect, it } from 'vitest';
import { DEFAULT_DIALS } from '../../../simulator/provider/dials.ts';
import { createNbaApi } from '../../../simulator/provider/nba/nba-api.ts';
import { NBA_TEAMS } from '../../../simulator/provider/nba/nba-teams.ts';
import { generateNbaSeason } from '../../../simulator/provider/nba/season-schedule.ts';

const season = generateNbaSeason({ seed: 3, season: 2025 });
const afterwards = { nowMs: Date.parse('2026-06-01T00:00:00Z'), dials: DEFAULT_DIALS };

function easternDay(startMs: number): string {
  return new Date(startMs).toLocaleDateString('en-CA', { timeZone: 'America/New_York' });
}

// Rows have the shapes that the recorded-shape tests compare; here only the sums matter.
// oxlint-disable-next-line typescript/no-explicit-any
type Row = any;

function play(seed: number) {
  const api = createNbaApi({ seed });
  api.addGames(season);
  const rows = (path: string, query: Record<string, string>): readonly Row[] =>
    (api.endpoints[path]?.rows(query, afterwards) ?? []) as readonly Row[];
  return rows;
}

const sumOf = (rows: readonly Row[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);

function secondsOf(min: string | null): number {
  const [minutes = '0', seconds = '0'] = (min === null || min === '' ? '0' : min).split(':');
  return Number(minutes) * 60 + Number(seconds);
}

const SUMMED = [
  'points',
  'fgm',
  'fga',
  'ftm',
  'fta',
  'tpm',
  'tpa',
  'offReb',
  'defReb',
  'totReb',
  'assists',
  'pFouls',
];
const ALSO_SUMMED = ['steals', 'turnovers', 'blocks'];

/** Everything in a finished game that does not agree with something else in it, in words. */
function contradictionsIn(game: Row, players: readonly Row[], teams: readonly Row[]): string[] {
  const found: string[] = [];
  const same = (what: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected)
      found.push(`game ${game.id}: ${what} is ${String(actual)}, not ${String(expected)}`);
  };
  const holds = (what: string, isTrue: boolean): void => same(what, isTrue, true);
  const { home, visitors } = game.scores;
  const teamSeconds = 14_400 + (home.linescore.length - 4) * 1_500;
  same('status', game.status.short, 3);
  holds('no tie', home.points !== visitors.points);

  for (const [side, own, other] of [
    ['home', home, visitors],
    ['visitors', visitors, home],
  ] as const) {
    const teamId = game.teams[side].id;
    const lines = players.filter((line) => line.team.id === teamId);
    const row = teams.find((team) => team.team.id === teamId).statistics[0];
    const margin = own.points - other.points;
    same(
      `${side} line score`,
      sumOf(
        own.linescore.map((points: string) => ({ points })),
        'points',
      ),
      own.points,
    );
    same(`${side} points of the team row`, row.points, own.points);
    for (const name of [...SUMMED, ...ALSO_SUMMED])
      same(`${side} ${name} of the players`, sumOf(lines, name), row[name]);
    same(`${side} starters`, lines.filter((line) => line.pos !== null).length, 5);
    same(`${side} different players`, new Set(lines.map((line) => line.player.id)).size, lines.length);
    same(
      `${side} seconds`,
      sumOf(
        lines.map((line) => ({ seconds: secondsOf(line.min) })),
        'seconds',
      ),
      teamSeconds,
    );
    same(`${side} seconds of the team row`, secondsOf(row.min), teamSeconds);
    same(`${side} plus-minus of the players`, sumOf(lines, 'plusMinus'), 5 * margin);
    same(`${side} plus-minus of the team row`, row.plusMinus, String(margin));
  }

  for (const line of players) {
    const who = `player ${line.player.id}`;
    const isIdle = line.comment !== null;
    same(`${who} on court`, secondsOf(line.min) > 0, !isIdle);
    holds(
      `${who} has no negative number`,
      !Object.values(line).some((value) => typeof value === 'number' && value < 0),
    );
    if (isIdle) {
      holds(
        `${who} idle`,
        [null, '', '0:00'].includes(line.min) && [null, 0].includes(line.points) && line.pos === null,
      );
      continue;
    }
    same(`${who} points`, 2 * (line.fgm - line.tpm) + 3 * line.tpm + line.ftm, line.points);
    holds(
      `${who} made no more than tried`,
      line.fgm <= line.fga && line.tpm <= line.tpa && line.ftm <= line.fta,
    );
    holds(`${who} threes are field goals`, line.tpm <= line.fgm && line.tpa <= line.fga);
    holds(`${who} fouls`, line.pFouls <= 6);
  }
  return found;
}

describe('the generated season', () => {
  it('gives every team 82 games, 41 of them at home, and 1,230 in all', () => {
    expect(season).toHaveLength(1_230);
    for (const { code } of NBA_TEAMS) {
      expect(season.filter((game) => game.home === code)).toHaveLength(41);
      expect(season.filter((game) => game.away === code)).toHaveLength(41);
    }
  });

  it('never has a team play twice on a day, nor more than fifteen games, and ends with fifteen', () => {
    const days = new Map<string, string[]>();
    for (const { home, away, startMs } of season) {
      const day = easternDay(startMs);
      days.set(day, [...(days.get(day) ?? []), home, away]);
    }
    for (const teams of days.values()) {
      expect(new Set(teams).size).toBe(teams.length);
      expect(teams.length).toBeLessThanOrEqual(30);
    }
    expect(days.get('2026-04-12')).toHaveLength(30);
    expect([...days.keys()][0]).toBe('2025-10-21');
  });

  it('is the same again for the same seed and another for another seed', () => {
    expect(generateNbaSeason({ seed: 3, season: 2025 })).toEqual(season);
    expect(generateNbaSeason({ seed: 4, season: 2025 })).not.toEqual(season);
  });
});

describe('the box scores of a whole season', () => {
  const rows = play(3);
  const games = rows('/games', { season: '2025' });

  it('add up to the score, line by line and stat by stat', () => {
    expect(games).toHaveLength(1_230);
    const contradictions = games.flatMap((game) =>
      contradictionsIn(
        game,
        rows('/players/statistics', { game: String(game.id) }),
        rows('/games/statistics', { id: String(game.id) }),
      ),
    );
    expect(contradictions).toEqual([]);
  });

  it('hold the hazards that real ones hold', () => {
    const overtimes = games.filter((game) => game.scores.home.linescore.length > 4);
    expect(overtimes.length).toBeGreaterThan(30);
    expect(new Set(overtimes.map((game) => game.periods.total))).toEqual(new Set([4, 5, 6]));
    expect(games.some((game) => game.date.end === null)).toBe(true);
    expect(games.some((game) => game.date.end !== null)).toBe(true);

    const lines = games
      .slice(0, 60)
      .flatMap((game) => rows('/players/statistics', { game: String(game.id) }));
    const minutes = lines.map((line) => line.min);
    expect(minutes.some((min) => /^\d+:\d\d$/.test(String(min)))).toBe(true);
    expect(minutes.some((min) => /^\d+$/.test(String(min)))).toBe(true);
    expect(minutes).toContain('');
    expect(minutes).toContain(null);
    const comments = new Set(lines.map((line) => line.comment));
    expect(comments).toEqual(new Set([null, "DNP - Coach's Decision", 'DND - Injury/Illness']));
    expect(
      lines.filter((line) => line.plusMinus !== null).every((line) => /^-?\d+$/.test(line.plusMinus)),
    ).toBe(true);
  });

  it('are the same for the same seed and differ for another', () => {
    const query = { game: '14100' };
    expect(play(3)('/players/statistics', query)).toEqual(rows('/players/statistics', query));
    expect(play(4)('/players/statistics', query)).not.toEqual(rows('/players/statistics', query));
  });

  it('agree with the standings and the season totals', () => {
    const standings = rows('/standings', { league: 'standard', season: '2025' });
    expect(standings).toHaveLength(30);
    expect(
      sumOf(
        standings.map((row) => row.win),
        'total',
      ),
    ).toBe(1_230);
    expect(
      sumOf(
        standings.map((row) => row.loss),
        'total',
      ),
    ).toBe(1_230);
    const lakers = games.filter((game) => [game.teams.home.id, game.teams.visitors.id].includes(17));
    const points = lakers.reduce(
      (total, game) => total + (game.teams.home.id === 17 ? game.scores.home : game.scores.visitors).points,
      0,
    );
    const [row] = rows('/teams/statistics', { id: '17', season: '2025' });
    expect(row).toMatchObject({ games: 82, points });
  });

  it('serve the season of one player and of one team, one line for each game on the sheet', () => {
    const lines = rows('/players/statistics', { team: '17', season: '2025' });
    expect(new Set(lines.map((line) => line.game.id)).size).toBe(82);
    expect(new Set(lines.map((line) => line.team.id))).toEqual(new Set([17]));
    const playerId = lines[0].player.id;
    const own = rows('/players/statistics', { id: String(playerId), season: '2025' });
    expect(own).toEqual(lines.filter((line) => line.player.id === playerId));
  });
});

describe('the rosters', () => {
  it('have 15 to 17 players a team, no id and no name twice', () => {
    const rows = play(3);
    const players = NBA_TEAMS.flatMap(({ id }) => {
      const roster = rows('/players', { team: String(id), season: '2025' });
      expect(roster.length).toBeGreaterThanOrEqual(15);
      expect(roster.length).toBeLessThanOrEqual(17);
      return roster;
    });
    expect(new Set(players.map((player) => player.id)).size).toBe(players.length);
    expect(new Set(players.map((player) => `${player.firstname} ${player.lastname}`)).size).toBe(
      players.length,
    );
  });
});
