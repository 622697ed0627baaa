import { describe, expect, it } from 'vitest';
import { parseSeasonGames } from '../../../../src/providers/api-sports/football/parse.ts';
import { DEFAULT_DIALS } from '../../../../simulator/provider/dials.ts';
import { FOOTBALL_LEAGUES } from '../../../../simulator/provider/football/clubs.ts';
import { createFootballApi } from '../../../../simulator/provider/football/football-api.ts';
import { generateFootballSeason } from '../../../../simulator/provider/football/season-schedule.ts';
import { findPlaceholderTimes } from '../../../support/find-placeholders.ts';
import { toParsedGame } from '../../../../src/schedule/provided/to-parsed-game.ts';
import { referenceResolvableTeams } from '../../../../src/reference/names/resolvable-team.ts';
import { createTeamResolver } from '../../../../src/reference/names/team-resolver.ts';
import { BUILT_IN } from '../../../support/built-in-leagues.ts';

const season = generateFootballSeason({ seed: 3, season: 2025 });
const afterwards = { nowMs: Date.parse('2026-07-01T00:00:00Z'), dials: DEFAULT_DIALS };
const clubs = FOOTBALL_LEAGUES.flatMap((league) => league.clubs.map((club) => ({ club, league })));

// Rows have the shapes that the recorded-shape tests compare; here only the sums matter.
// oxlint-disable-next-line typescript/no-explicit-any
type Row = any;

function play(seed: number, dials = DEFAULT_DIALS) {
  const api = createFootballApi({ seed });
  api.addGames(season);
  const rows = (path: string, query: Record<string, string>): readonly Row[] =>
    (api.endpoints[path]?.rows(query, { ...afterwards, dials }) ?? []) as readonly Row[];
  return { api, rows };
}

/** Everything in a finished match that does not agree with something else in it, in words. */
function contradictionsIn(match: Row): string[] {
  const found: string[] = [];
  const same = (what: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected)
      found.push(`${match.fixture.id}: ${what} is ${String(actual)}, not ${String(expected)}`);
  };
  const length = match.fixture.status.short === 'FT' ? 90 : 120;
  for (const [index, side] of (['home', 'away'] as const).entries()) {
    const other = side === 'home' ? 'away' : 'home';
    const { id } = match.teams[side];
    const players: Row[] = match.players[index].players.map((row: Row) => ({
      ...row.statistics[0],
      id: row.player.id,
    }));
    const total = (pick: (line: Row) => unknown): number =>
      players.reduce((sum, line) => sum + Number(pick(line) ?? 0), 0);
    const events = (type: string, detail: string): Row[] =>
      match.events.filter(
        (event: Row) =>
          event.team.id === id &&
          event.type === type &&
          event.detail === detail &&
          event.comments !== 'Penalty Shootout',
      );
    const figure = (name: string): number => {
      const value = match.statistics[index].statistics.find((entry: Row) => entry.type === name)?.value;
      return typeof value === 'string' ? Number.parseFloat(value) : Number(value ?? 0);
    };
    const ownGoals = events('Goal', 'Own Goal').length;
    same('the players of the side', match.players[index].team.id, id);
    same('goals', total((line) => line.goals.total) + ownGoals, match.goals[side]);
    same(
      'goals in events',
      events('Goal', 'Normal Goal').length + events('Goal', 'Penalty').length + ownGoals,
      match.goals[side],
    );
    same(
      'goals by phase',
      match.score.fulltime[side] + (match.score.extratime[side] ?? 0),
      match.goals[side],
    );
    same(
      'goals conceded',
      total((line) => line.goals.conceded),
      match.goals[other],
    );
    const reds = events('Card', 'Red Card');
    const lost = reds.reduce((sum, event) => sum + length - event.time.elapsed, 0);
    same(
      'minutes',
      total((line) => line.games.minutes),
      11 * length - lost,
    );
    same('starters', players.filter((line) => !line.games.substitute).length, 11);
    same('starters of the line-up', match.lineups[index].startXI.length, 11);
    same('people on the sheet', new Set(players.map((line) => line.id)).size, 20);
    same('captains', players.filter((line) => line.games.captain).length, 1);
    same(
      'shots on target',
      figure('Shots on Goal'),
      total((line) => line.shots.on),
    );
    same(
      'shots',
      figure('Total Shots'),
      total((line) => line.shots.total),
    );
    same('shots by place', figure('Shots insidebox') + figure('Shots outsidebox'), figure('Total Shots'));
    same(
      'shots by kind',
      figure('Shots on Goal') + figure('Shots off Goal') + figure('Blocked Shots'),
      figure('Total Shots'),
    );
    same(
      'passes',
      figure('Total passes'),
      total((line) => line.passes.total),
    );
    same(
      'accurate passes',
      figure('Passes accurate'),
      total((line) => line.passes.accuracy),
    );
    same(
      'fouls',
      figure('Fouls'),
      total((line) => line.fouls.committed),
    );
    same('yellow cards', figure('Yellow Cards'), events('Card', 'Yellow Card').length);
    same(
      'yellow cards of players',
      total((line) => line.cards.yellow),
      figure('Yellow Cards'),
    );
    same('red cards', figure('Red Cards'), reds.length);
    same(
      'saves',
      figure('Goalkeeper Saves'),
      total((line) => line.goals.saves),
    );
    const used = players.filter((line) => line.games.minutes !== null);
    same(
      'used substitutes',
      used.length - 11,
      events('subst', 'Substitution 1').length === 0
        ? 0
        : match.events.filter((event: Row) => event.team.id === id && event.type === 'subst').length,
    );
    for (const line of players) {
      if (line.games.minutes === null) same('the rating of an unused substitute', line.games.rating, null);
      else if (typeof line.games.rating !== 'string') found.push(`${match.fixture.id}: a rating is no text`);
      if (Number(line.passes.accuracy ?? 0) > (line.passes.total ?? 0))
        found.push(`${match.fixture.id}: more passes arrived than were made`);
    }
  }
  same(
    'possession',
    match.statistics
      .map((side: Row) => Number.parseInt(side.statistics[9].value, 10))
      .reduce((a: number, b: number) => a + b),
    100,
  );
  return found;
}

describe('a simulated football season', () => {
  it('has the clubs of six leagues, under names that every schedule may use', () => {
    expect(FOOTBALL_LEAGUES.map((league) => [league.id, league.clubs.length])).toEqual([
      [39, 20],
      [140, 20],
      [78, 18],
      [135, 20],
      [61, 18],
      [253, 30],
    ]);
    const resolvers = new Map(
      BUILT_IN.of('FOOTBALL').map((league) => [
        Number(league.ids['api-sports']),
        createTeamResolver(referenceResolvableTeams(league.name), []),
      ]),
    );
    const names = clubs.map(({ club, league }) => resolvers.get(league.id)?.resolve(club.name));
    expect(names.filter((name) => name?.ok !== true)).toEqual([]);
    expect(new Set(names.map((name) => (name?.ok === true ? name.teamKey : '')))).toHaveLength(126);
  });

  it('lets everybody in Europe meet twice, at home and away, and no club play twice on a day', () => {
    const { rows } = play(3);
    const perLeague = FOOTBALL_LEAGUES.map((league) =>
      rows('/fixtures', { league: String(league.id), season: '2025' }),
    );
    expect(perLeague.map((matches) => matches.length)).toEqual([380, 380, 306, 380, 306, 510 + 7]);
    for (const [index, matches] of perLeague.slice(0, 5).entries()) {
      const pairs = new Set(matches.map((match) => `${match.teams.home.id}-${match.teams.away.id}`));
      const count = FOOTBALL_LEAGUES[index]?.clubs.length ?? 0;
      expect(pairs.size).toBe(count * (count - 1));
    }
    const days = perLeague.flat().flatMap((match) => {
      const day = String(match.fixture.date).slice(0, 10);
      return [`${match.teams.home.id} ${day}`, `${match.teams.away.id} ${day}`];
    });
    expect(days.length - new Set(days).size).toBe(0);
  });

  it('spreads the rounds over weekends in the league’s own time and ends with all at once', () => {
    for (const league of FOOTBALL_LEAGUES) {
      const names = new Set(league.clubs.map((club) => club.name));
      const games = season.filter((game) => names.has(game.home) && game.isKnockout !== true);
      const last = games.at(-1)?.startMs;
      expect(games.filter((game) => game.startMs === last)).toHaveLength(league.clubs.length / 2);
      const hours = games.map((game) =>
        Number(
          new Date(game.startMs).toLocaleString('en-GB', { timeZone: league.timezone, hour: '2-digit' }),
        ),
      );
      expect(Math.min(...hours)).toBeGreaterThanOrEqual(12);
      expect(Math.max(...hours)).toBeLessThanOrEqual(22);
    }
    expect(generateFootballSeason({ seed: 3, season: 2025 })).toEqual(season);
    expect(generateFootballSeason({ seed: 4, season: 2025 })).not.toEqual(season);
  });

  it('numbers its rounds, and lists those far ahead at one moment, which is known for a placeholder', () => {
    const { api } = play(3);
    const league = BUILT_IN.find('FOOTBALL', 'Premier League');
    if (!league) throw new Error('no league');
    const listed = (placeholderWeeks: number | null) => {
      const dials = { ...DEFAULT_DIALS, placeholderWeeks };
      const response = api.endpoints['/fixtures']?.rows(
        { league: '39', season: '2025' },
        { nowMs: Date.parse('2025-08-01T00:00:00Z'), dials },
      );
      const games = parseSeasonGames({ response, parameters: {} }, '39');
      if (!games.ok) throw new Error(games.problem);
      return games.value.games.map((game, index) =>
        toParsedGame(game, { league, seasonYear: 2025, line: index + 1, source: 'api-sports' }),
      );
    };
    const known = listed(null);
    for (let week = 1; week <= 38; week += 1) {
      expect(known.filter((game) => game.week === week)).toHaveLength(10);
    }
    expect(findPlaceholderTimes(known, BUILT_IN).size).toBe(0);
    const placeholders = findPlaceholderTimes(listed(6), BUILT_IN);
    // Six rounds or so have their times; the last two are played at one moment anyhow and look real.
    expect(placeholders.size).toBeGreaterThanOrEqual(290);
    expect(placeholders.size).toBeLessThan(340);
    expect(new Set(placeholders.values())).toEqual(new Set(['placeholder_round']));
  });

  it('plays matches in which everything adds up', () => {
    const { api, rows } = play(3);
    const ids = api.listGames(afterwards).map(({ id }) => String(id));
    const matches: Row[] = [];
    for (let from = 0; from < ids.length; from += 20) {
      matches.push(...rows('/fixtures', { ids: ids.slice(from, from + 20).join('-') }));
    }
    expect(matches).toHaveLength(season.length);
    expect(matches.flatMap(contradictionsIn)).toEqual([]);
    const [tampered] = structuredClone(matches);
    tampered.goals.home += 1;
    expect(contradictionsIn(tampered)).not.toEqual([]);
    const endings = new Map<string, number>();
    for (const { fixture } of matches) {
      endings.set(fixture.status.short, (endings.get(fixture.status.short) ?? 0) + 1);
    }
    expect(endings.get('FT')).toBeGreaterThan(2_250);
    const goals = matches.reduce((sum, match) => sum + match.goals.home + match.goals.away, 0);
    expect(goals / matches.length).toBeGreaterThan(2.4);
    expect(goals / matches.length).toBeLessThan(3.2);
    const knockouts = season.filter((game) => game.isKnockout === true);
    expect(knockouts).toHaveLength(7);
    expect(
      matches
        .filter((match) => !match.league.round.startsWith('Regular Season'))
        .map((match) => match.teams.home.winner === match.teams.away.winner),
    ).toEqual(knockouts.map(() => false));
  });

  it('plays on when a dial says so, and the sums still hold', () => {
    const { api, rows } = play(3, {
      ...DEFAULT_DIALS,
      games: { '1400000': { ending: 'penalties' }, '1400001': { ending: 'extra_time' } },
    });
    expect(api.listGames(afterwards)[0]?.id).toBe(1_400_000);
    const matches = rows('/fixtures', { ids: '1400000-1400001' });
    expect(matches.flatMap(contradictionsIn)).toEqual([]);
    const byId = new Map(matches.map((match) => [match.fixture.id, match]));
    const [shootout, extraTime] = [byId.get(1_400_000), byId.get(1_400_001)];
    expect(shootout.fixture.status).toMatchObject({ short: 'PEN', elapsed: 120 });
    expect(shootout.goals.home).toBe(shootout.goals.away);
    expect(shootout.score.penalty.home).not.toBe(shootout.score.penalty.away);
    const kicks = shootout.events.filter((event: Row) => event.comments === 'Penalty Shootout');
    expect(kicks.filter((event: Row) => event.detail === 'Penalty')).toHaveLength(
      shootout.score.penalty.home + shootout.score.penalty.away,
    );
    expect(extraTime.fixture.status.short).toBe('AET');
    expect(extraTime.goals.home).not.toBe(extraTime.goals.away);
    expect(extraTime.score.penalty).toEqual({ home: null, away: null });
  });

  it('answers twenty ids in another order than asked, and corrects some figures a day later', () => {
    const { api, rows } = play(3, { ...DEFAULT_DIALS, correctionAfterHours: 24, correctionRate: 1 });
    const ids = api
      .listGames(afterwards)
      .slice(0, 20)
      .map(({ id }) => String(id));
    const answered = rows('/fixtures', { ids: ids.join('-') }).map((match) => String(match.fixture.id));
    expect(answered.toSorted()).toEqual(ids.toSorted());
    expect(answered).not.toEqual(ids);
    const [before] = play(3).rows('/fixtures/players', { fixture: ids[0] ?? '' });
    const corrected = rows('/fixtures/players', { fixture: ids[0] ?? '' });
    expect(corrected).toHaveLength(2);
    expect(JSON.stringify(corrected)).not.toBe(
      JSON.stringify([before, play(3).rows('/fixtures/players', { fixture: ids[0] ?? '' })[1]]),
    );
  });
});
