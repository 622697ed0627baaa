import { describe, expect, it } from 'vitest';
import type { ProviderGame } from '../../../src/domain/box-score.ts';
import type { NflPlayerCount, NflPlayerLine, NflTeamLine } from '../../../src/domain/nfl-lines.ts';
import { NFL_TEAMS as REFERENCE_TEAMS } from '../../../src/reference/built-in/nfl.ts';
import {
  parseGame,
  parseGames,
  parsePlayerLines,
  parseSeasonGames,
  parseTeamLines,
} from '../../../src/providers/api-sports/nfl/parse.ts';
import type { Parsed } from '../../../src/providers/client/provider-call.ts';
import { DEFAULT_DIALS, type SimulatedProviderDials, turnDials } from '../../../simulator/provider/dials.ts';
import { createNflApi } from '../../../simulator/provider/nfl/nfl-api.ts';
import { NFL_TEAMS } from '../../../simulator/provider/nfl/nfl-teams.ts';
import { generateNflSeason } from '../../../simulator/provider/nfl/season-schedule.ts';
import { checkPlayerLines, checkTeamLines } from '../../../src/sports/nfl/checks.ts';

const SEASON = generateNflSeason({ seed: 3, season: 2025 });
const HOUR_MS = 3_600_000;
const AFTERWARDS_MS = Date.parse('2026-03-01T00:00:00Z');

function easternTime(startMs: number): string {
  return new Date(startMs).toLocaleString('en-US', {
    timeZone: 'America/New_York',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function play(seed: number, games = SEASON) {
  const api = createNflApi({ seed });
  const ids = api.addGames(games);
  let dials: SimulatedProviderDials = DEFAULT_DIALS;
  let nowMs = AFTERWARDS_MS;
  const rows = (path: string, query: Record<string, string>): readonly unknown[] =>
    api.endpoints[path]?.rows(query, { nowMs, dials }) ?? [];
  const read = <T>(parsed: Parsed<T>): T => {
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  };
  return {
    ids,
    rows,
    at(moment: number, patch: object = {}) {
      nowMs = moment;
      dials = turnDials(dials, patch);
    },
    season: () =>
      read(parseSeasonGames({ response: rows('/games', { league: '1', season: '2025' }), parameters: {} }))
        .games,
    game: (id: string) => read(parseGame({ response: rows('/games', { id }), parameters: {} }, id)),
    players: (id: string) =>
      read(
        parsePlayerLines(
          { response: rows('/games/statistics/players', { id }), parameters: {} },
          { providerGameId: id },
        ),
      ).rows,
    teams: (id: string) =>
      read(
        parseTeamLines(
          { response: rows('/games/statistics/teams', { id }), parameters: {} },
          { providerGameId: id },
        ),
      ).rows,
  };
}

describe('the generated NFL season', () => {
  it('has 272 games, 17 for each team and 8 or 9 of them at home, and nobody meets anywhere twice', () => {
    expect(SEASON).toHaveLength(272);
    for (const { code } of NFL_TEAMS) {
      const home = SEASON.filter((game) => game.home === code).length;
      const away = SEASON.filter((game) => game.away === code).length;
      expect(home + away).toBe(17);
      expect([8, 9]).toContain(home);
    }
    expect(new Set(SEASON.map(({ home, away }) => `${home}-${away}`)).size).toBe(272);
  });

  it('lasts 18 weeks from the Thursday after Labor Day, with one week off for each team', () => {
    expect(new Date(SEASON[0]?.startMs ?? 0).toISOString()).toBe('2025-09-05T00:15:00.000Z');
    const weeks = new Map<number, string[]>();
    for (const { home, away, startMs } of SEASON) {
      const week = Math.floor((startMs - Date.parse('2025-09-04T04:00:00Z')) / (7 * 24 * HOUR_MS));
      weeks.set(week, [...(weeks.get(week) ?? []), home, away]);
    }
    expect(weeks.size).toBe(18);
    for (const teams of weeks.values()) expect(new Set(teams).size).toBe(teams.length);
  });

  it('is played on Thursday, Sunday and Monday, at the times of television', () => {
    const times = SEASON.map(({ startMs }) => easternTime(startMs));
    expect(new Set(times)).toEqual(
      new Set(['Thu 20:15', 'Sun 13:00', 'Sun 16:05', 'Sun 16:25', 'Sun 20:20', 'Mon 20:15']),
    );
    expect(times.filter((time) => time.startsWith('Thu'))).toHaveLength(17);
    expect(times.filter((time) => time.startsWith('Mon'))).toHaveLength(17);
  });

  it('is the same again for the same seed and another for another seed', () => {
    expect(generateNflSeason({ seed: 3, season: 2025 })).toEqual(SEASON);
    expect(generateNflSeason({ seed: 4, season: 2025 })).not.toEqual(SEASON);
  });

  it('names the teams as the reference data does', () => {
    expect(NFL_TEAMS.map(({ name }) => name).sort()).toEqual(REFERENCE_TEAMS.map(({ name }) => name).sort());
    expect(NFL_TEAMS.map(({ code }) => code).sort()).toEqual(
      REFERENCE_TEAMS.map(({ abbreviation }) => abbreviation).sort(),
    );
  });
});

describe('the list of an NFL season', () => {
  const season = play(3);
  const listed = (query: Record<string, string>) => ({
    response: season.rows('/games', query),
    parameters: {},
  });

  it('has 335 rows, with exhibitions, the Pro Bowl and play-offs of nobody yet, of which the season is 272', () => {
    const envelope = listed({ league: '1', season: '2025' });
    expect(envelope.response).toHaveLength(335);
    expect(parseSeasonGames(envelope)).toMatchObject({ ok: true, value: { games: { length: 272 } } });
    const games = parseGames(envelope);
    if (!games.ok) throw new Error(games.problem);
    expect(games.value).toHaveLength(272 + 49);
    const [calledOff] = games.value;
    expect(calledOff).toMatchObject({ status: 'completed', homePeriodScores: { length: 3 } });
    expect(season.teams(calledOff?.providerGameId ?? '')).toEqual([]);
    const ids = new Set(games.value.map(({ providerGameId }) => providerGameId));
    expect(ids.size).toBe(272 + 49);
  });

  it('has the exhibitions of a day as well', () => {
    const games = parseGames(listed({ date: '2025-08-01' }));
    expect(games).toMatchObject({ ok: true, value: [{ homeScore: 17 }] });
  });
});

type Side = { lines: readonly NflPlayerLine[]; row: NflTeamLine; score: number; otherScore: number };

/** Everything in a finished game that does not agree with something else in it, in words. */
function contradictionsIn(
  game: ProviderGame,
  players: readonly NflPlayerLine[],
  teams: readonly NflTeamLine[],
): string[] {
  const found: string[] = [];
  const same = (what: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected) {
      found.push(`game ${game.providerGameId}: ${what} is ${String(actual)}, not ${String(expected)}`);
    }
  };
  same('status', game.status, 'completed');
  const sideOf = (team: ProviderGame['home'], score: number | null, otherScore: number | null): Side => {
    const row = teams.find((line) => line.providerTeamId === team.providerTeamId);
    if (!row) throw new Error(`no line for ${team.name}`);
    const lines = players.filter((line) => line.providerTeamId === team.providerTeamId);
    return { lines, row, score: score ?? -1, otherScore: otherScore ?? -1 };
  };
  const home = sideOf(game.home, game.homeScore, game.awayScore);
  const away = sideOf(game.away, game.awayScore, game.homeScore);
  const periodSum = (periods: readonly number[]): number => periods.reduce((sum, points) => sum + points, 0);
  same('home periods', periodSum(game.homePeriodScores), home.score);
  same('away periods', periodSum(game.awayPeriodScores), away.score);

  for (const [side, other] of [
    [home, away],
    [away, home],
  ] as const) {
    const { row } = side;
    const sum = (name: NflPlayerCount, of: Side = side): number =>
      of.lines.reduce((total, line) => total + (line[name] ?? 0), 0);
    same('receiving yards', sum('receivingYards'), sum('passingYards'));
    same('receptions', sum('receptions'), sum('passingCompletions'));
    same('receiving touchdowns', sum('receivingTouchdowns'), sum('passingTouchdowns'));
    same('net passing yards', row.netPassingYards, sum('passingYards') - sum('sackYardsLost'));
    same('total yards', row.totalYards, (row.netPassingYards ?? 0) + (row.rushingYards ?? 0));
    same('rushing yards', row.rushingYards, sum('rushingYards'));
    same('rushes', row.rushingAttempts, sum('rushingAttempts'));
    same('completions', row.passingCompletions, sum('passingCompletions'));
    same('attempts', row.passingAttempts, sum('passingAttempts'));
    same('sacks', row.sacks, sum('sacks'));
    same('sacks of the defence', sum('sacks'), sum('timesSacked', other));
    same('interceptions', sum('interceptions'), sum('passingInterceptions', other));
    same(
      'fumbles recovered',
      sum('fumblesRecovered'),
      sum('fumblesLost', other) + sum('fumbles') - sum('fumblesLost'),
    );
    same('turnovers', row.turnovers, sum('passingInterceptions') + sum('fumblesLost'));
    same('points against', row.pointsAgainst, side.otherScore);
    same('field goals by distance', distances(sum), sum('fieldGoalsMade'));

    const touchdowns =
      sum('rushingTouchdowns') +
      sum('receivingTouchdowns') +
      sum('interceptionTouchdowns') +
      sum('fumbleRecoveryTouchdowns') +
      sum('kickReturnTouchdowns') +
      sum('puntReturnTouchdowns');
    const twoPoints = sum('receivingTwoPointConversions') + sum('rushingTwoPointConversions');
    same('kicking points', sum('kickingPoints'), 3 * sum('fieldGoalsMade') + sum('extraPointsMade'));
    same('two-point passes', sum('passingTwoPointConversions'), sum('receivingTwoPointConversions'));
    const points = 6 * touchdowns + sum('kickingPoints') + 2 * twoPoints + 2 * (row.safeties ?? 0);
    same('points of the players', points, side.score);
  }
  same(
    'possession',
    (home.row.possessionSeconds ?? 0) + (away.row.possessionSeconds ?? 0),
    possessionOf(game),
  );
  for (const line of players) {
    const who = `${line.player.lastName} holds`;
    const atMost = (less: NflPlayerCount, more: NflPlayerCount): void =>
      same(`${who} ${less} within ${more}`, (line[less] ?? 0) <= (line[more] ?? 0), true);
    atMost('passingCompletions', 'passingAttempts');
    atMost('passingTouchdowns', 'passingCompletions');
    atMost('receptions', 'receivingTargets');
    atMost('receivingTouchdowns', 'receptions');
    atMost('rushingTouchdowns', 'rushingAttempts');
    atMost('soloTackles', 'tackles');
    atMost('fumblesLost', 'fumbles');
    atMost('fieldGoalsMade', 'fieldGoalsAttempted');
    atMost('extraPointsMade', 'extraPointsAttempted');
    atMost('puntsInside20', 'punts');
  }
  return found;
}

function distances(sum: (name: NflPlayerCount) => number): number {
  return (
    sum('fieldGoalsFrom1To19') +
    sum('fieldGoalsFrom20To29') +
    sum('fieldGoalsFrom30To39') +
    sum('fieldGoalsFrom40To49') +
    sum('fieldGoalsFrom50')
  );
}

function possessionOf(game: ProviderGame): number {
  return game.homePeriodScores.length > 4 ? 4_200 : 3_600;
}

describe('the box scores of a whole NFL season', () => {
  const league = play(3);
  const games = league.season();

  it('add up to the score, line by line and count by count, and pass the checks of the adapter', () => {
    expect(games).toHaveLength(272);
    const contradictions = games.flatMap((game) => {
      const [players, teams] = [league.players(game.providerGameId), league.teams(game.providerGameId)];
      checkPlayerLines({ rows: players, refused: [] }, game);
      checkTeamLines({ rows: teams, refused: [] }, game);
      return contradictionsIn(game, players, teams);
    });
    expect(contradictions).toEqual([]);
  });

  it('look like football: points, yards and list lengths lie where real ones do', () => {
    const average = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(
      average(games.flatMap(({ homeScore, awayScore }) => [homeScore ?? 0, awayScore ?? 0])),
    ).toBeCloseTo(22, -1);
    const rows = games.slice(0, 60).flatMap((game) => league.teams(game.providerGameId));
    expect(average(rows.map((row) => row.totalYards ?? 0))).toBeGreaterThan(290);
    expect(average(rows.map((row) => row.totalYards ?? 0))).toBeLessThan(390);
    const lengths = games.slice(0, 60).map((game) => league.players(game.providerGameId).length / 2);
    expect(average(lengths)).toBeGreaterThan(33);
    expect(average(lengths)).toBeLessThan(46);
  });

  it('hold the hazards that real ones hold', () => {
    type Row = {
      game: { date: { time: string; timestamp: number }; status: { short: string | null; long: string } };
    };
    const rows = league.rows('/games', { league: '1', season: '2025' }) as readonly Row[];
    const statuses = new Set(rows.map(({ game }) => `${game.status.short} ${game.status.long}`));
    expect(statuses).toContain('FT Finished');
    expect(statuses).toContain('null Final/OT');
    expect(rows.filter(({ game }) => game.date.time === '00:00').length).toBeGreaterThan(40);
    const overtimes = games.filter(({ homePeriodScores }) => homePeriodScores.length === 5);
    expect(overtimes.length).toBeGreaterThan(5);
    expect(overtimes.every(({ status }) => status === 'completed')).toBe(true);
    const text = league.ids
      .slice(0, 20)
      .map((id) => JSON.stringify(league.rows('/games/statistics/players', { id: String(id) })))
      .join();
    for (const hazard of [
      /"comp att","value":"\d+\/\d+"/,
      /"sacks","value":"\d+-\d+"/,
      /"sacks","value":"\d\.5"/,
      /"extra point","value":"\d+\/\d+"/,
      /"value":"-\d+"/,
      /"value":null/,
      /"name":"Kick_returns"/,
    ]) {
      expect([hazard, hazard.test(text)]).toEqual([hazard, true]);
    }
  });

  it('are the same for the same seed and differ for another', () => {
    expect(play(3).players('18100')).toEqual(league.players('18100'));
    expect(play(4).players('18100')).not.toEqual(league.players('18100'));
  });
});

describe('a simulated NFL game', () => {
  const startMs = Date.parse('2025-11-10T01:20:00Z');
  const one = () => play(5, [{ home: 'KC', away: 'Raiders', startMs }]);
  const id = '18000';

  it('is before, in and after play as the clock says, and on its day in UTC', () => {
    const league = one();
    league.at(startMs - HOUR_MS);
    expect(league.game(id)).toMatchObject({
      status: 'scheduled',
      homeScore: null,
      home: { name: 'Kansas City Chiefs' },
    });
    expect(league.players(id)).toEqual([]);
    expect(league.teams(id)).toEqual([]);
    league.at(startMs + HOUR_MS);
    expect(league.game(id)).toMatchObject({ status: 'in_progress', isStatusKnown: true });
    expect(league.players(id).length).toBeGreaterThan(0);
    league.at(startMs + 5 * HOUR_MS);
    expect(league.game(id)).toMatchObject({ status: 'completed', startMs });
    expect(league.rows('/games', { date: '2025-11-10' })).toHaveLength(1);
    expect(league.rows('/games', { date: '2025-11-09' })).toHaveLength(0);
  });

  it.each([
    ['postponed', 'postponed'],
    ['cancelled', 'cancelled'],
    ['delayed', 'scheduled'],
    ['stuck', 'in_progress'],
  ] as const)('can be %s', (status, seen) => {
    const league = one();
    league.at(startMs + 5 * HOUR_MS, { games: { [id]: { status } } });
    expect(league.game(id)).toMatchObject({ status: seen, isStatusKnown: true });
  });

  it('is corrected later: some lines change, no sum does', () => {
    const league = one();
    league.at(startMs + 6 * HOUR_MS, { correctionAfterHours: 20, correctionRate: 1 });
    const [before, rows] = [league.players(id), league.teams(id)];
    league.at(startMs + 30 * HOUR_MS);
    const after = league.players(id);
    const changed = after.filter((line, index) => JSON.stringify(line) !== JSON.stringify(before[index]));
    expect(changed.length).toBeGreaterThan(1);
    expect(changed.length).toBeLessThan(8);
    expect(league.teams(id)).toEqual(rows);
    const game = league.game(id);
    if (!game) throw new Error('no game');
    expect(contradictionsIn(game, after, rows)).toEqual([]);
  });
});

describe('the NFL rosters', () => {
  it('have 53 players a team, no id and no name twice', () => {
    const league = play(3);
    const players = NFL_TEAMS.flatMap(({ id }) => {
      const roster = league.rows('/players', { team: String(id), season: '2025' });
      expect(roster).toHaveLength(53);
      return roster as readonly { id: number; name: string }[];
    });
    expect(new Set(players.map((player) => player.id)).size).toBe(32 * 53);
    expect(new Set(players.map((player) => player.name)).size).toBe(32 * 53);
    expect(league.rows('/teams', { league: '1', season: '2025' })).toHaveLength(34);
  });
});
