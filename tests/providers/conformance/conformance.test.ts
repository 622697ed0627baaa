import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sport } from '../../../src/domain/sport.ts';
import type { OddsEvent } from '../../../src/domain/odds.ts';
import { ProviderError } from '../../../src/domain/provider-error.ts';
import type { CallContext } from '../../../src/providers/client/provider-call.ts';
import { SERVED_CAPABILITIES, type SportPorts } from '../../../src/providers/ports.ts';
import { REFERENCE_LEAGUES } from '../../../src/reference/built-in/leagues.ts';
import type { SimulatedProviderDialsPatch } from '../../../simulator/provider/dials.ts';
import { SIMULATED_PROVIDERS, simulatedSport } from '../../../simulator/provider/sports.ts';
import { createTestApp } from '../../support/test-app.ts';
import { KEY, type ProviderWorld, createProviderWorld } from './provider-world.ts';

/** Every provider passes these tests against its simulated server, with each sport that it serves. */
const SERVED = Object.entries(SIMULATED_PROVIDERS).flatMap(([name, sports]) =>
  Object.keys(sports).map((sport) => [name, sport as Sport] as const),
);

it('every sport that a provider serves has a simulated server', async () => {
  const { app, close } = await createTestApp();
  const served = app.registry.providers.flatMap(({ definition: { name, capabilities } }) =>
    Object.entries(capabilities)
      .filter(([, able]) => SERVED_CAPABILITIES.some((one) => able.includes(one)))
      .map(([sport]) => `${sport} at ${name}`),
  );
  await close();
  expect(SERVED.map(([name, sport]) => `${sport} at ${name}`).toSorted()).toEqual(served.toSorted());
});

describe.each(SERVED)('%s with %s', (name, sport) => {
  let world: ProviderWorld;
  let opened: ReturnType<ProviderWorld['open']>;

  beforeAll(async () => {
    world = await createProviderWorld(name, sport);
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    opened = world.open();
  });
  afterEach(async () => {
    await opened.close();
    world.calm();
  });

  it('has a port for each capability that it names', () => {
    const named = world.app.registry.named(name)?.definition.capabilities[sport] ?? [];
    const has: Record<string, unknown> = {
      schedule: opened.ports.schedule,
      'box-score': opened.ports.boxScore,
      roster: opened.ports.roster,
      'live-score': opened.ports.liveScore ?? opened.ports.boxScore,
      officials: opened.ports.officials,
      odds: opened.ports.odds,
      injuries: opened.ports.injuries,
      standings: opened.ports.standings,
      lineup: opened.ports.lineup,
      players: opened.ports.players,
    };
    for (const one of SERVED_CAPABILITIES.filter((capability) => named.includes(capability)))
      expect(has[one], one).toBeDefined();
  });

  it('finds its games, by day, by season and by their ids', async () => {
    const { schedule } = opened.ports;
    const games = await listing(opened.ports);
    expect(games.map(({ providerGameId }) => providerGameId).toSorted()).toEqual(world.ids.toSorted());
    for (const { startMs, isStatusKnown, home, away } of games) {
      expect([startMs, isStatusKnown]).toEqual([world.startMs, true]);
      expect(home.name).not.toBe(away.name);
      expect(home.providerTeamId).not.toBe(away.providerTeamId);
    }
    if (!schedule) return;
    const [id = ''] = world.ids;
    const { found, missing } = await schedule.gamesById(leagueOf(), [id, '999999'], context());
    expect([found.map(({ providerGameId }) => providerGameId), missing]).toEqual([[id], ['999999']]);
  });

  it('reads the lines of both sides, which make the score, and takes those of no other game', async () => {
    const { boxScore } = opened.ports;
    if (!boxScore) return;
    const [game] = await dayOf(boxScore);
    if (!game) throw new Error('the game is not listed');
    expect(game).toMatchObject({ status: 'completed', homeScore: expect.any(Number) as number });
    const sides = [game.home.providerTeamId, game.away.providerTeamId];
    const id = game.providerGameId;
    if ('boxScore' in boxScore) {
      const lines = await boxScore.boxScore(id, context());
      expect(sidesOf(lines?.playerLines)).toEqual(sides.toSorted());
      expect(sidesOf(lines?.teamLines)).toEqual(sides.toSorted());
      expect(await boxScore.boxScore('999999', context())).toBeUndefined();
      return;
    }
    const expected = { providerTeamIds: sides };
    const players = await boxScore.playerLines(id, context(), expected);
    const teams = await boxScore.teamLines(id, context(), expected);
    expect([sidesOf(players.rows), sidesOf(teams.rows)]).toEqual([sides.toSorted(), sides.toSorted()]);
    expect([players.refused, teams.refused]).toEqual([[], []]);
    expect(await boxScore.gameById('999999', context())).toBeUndefined();
    if (simulatedSport(sport, name).hasDaysOnly) return;
    world.server.setDials({ wrongGameRate: 1 });
    for (const read of [boxScore.playerLines, boxScore.teamLines])
      await expect(read(id, context(), expected)).rejects.toMatchObject({ facts: { kind: 'mismatch' } });
  });

  it('lists who plays for a team', async () => {
    const { roster } = opened.ports;
    if (!roster) return;
    const [game] = await listing(opened.ports);
    const season = world.server.games()[0]?.season ?? 0;
    const members = await roster.roster(game?.home.providerTeamId ?? '', season, context());
    expect(members.length).toBeGreaterThan(5);
    expect(new Set(members.map(({ providerPlayerId }) => providerPlayerId)).size).toBe(members.length);
  });

  it('lists who is reported as missing, each of a team, and the table of the season', async () => {
    const { injuries, standings } = opened.ports;
    if (!injuries || !standings) return;
    const { reports, unreadable } = await injuries.injuries(leagueOf(), context());
    expect([reports.length > 0, unreadable]).toEqual([true, []]);
    for (const { playerName, teamName, status, providerPlayerId } of reports)
      expect([playerName, teamName, status, providerPlayerId]).not.toContain(null);
    const table = await standings.standings(leagueOf(), world.server.games()[0]?.season ?? 0, context());
    const wins = table.reduce((sum, team) => sum + (team.wins ?? 0), 0);
    const draws = table.reduce((sum, team) => sum + (team.draws ?? 0), 0);
    expect(wins + draws / 2).toBe(world.ids.length);
  });

  it('tells who begins, on both sides, and nothing of a game that it does not have', async () => {
    const { lineup } = opened.ports;
    const named = world.app.registry.named(name)?.definition.capabilities[sport] ?? [];
    if (!lineup || !named.includes('lineup')) return;
    expect(lineup.hasLeague(leagueOf().name)).toBe(true);
    const [game] = await listing(opened.ports);
    if (!game) throw new Error('the game is not listed');
    const asked = {
      providerGameId: game.providerGameId,
      startMs: game.startMs,
      homeTeamId: game.home.providerTeamId,
      awayTeamId: game.away.providerTeamId,
    };
    const found = await lineup.fetchLineup(asked, context());
    expect(found?.kind).toBe('actual');
    expect(found?.sides.map(({ side }) => side)).toEqual(['home', 'away']);
    for (const { players } of found?.sides ?? []) {
      expect(players.filter(({ isStarter }) => isStarter)).toHaveLength(sport === 'NBA' ? 5 : 11);
      expect(players.some(({ isStarter }) => !isStarter)).toBe(true);
    }
    expect(await lineup.fetchLineup({ ...asked, providerGameId: '999999' }, context())).toBeUndefined();
    const foreign = lineup.fetchLineup({ ...asked, homeTeamId: '1' }, context());
    await expect(foreign).rejects.toMatchObject({ facts: { kind: 'mismatch' } });
  });

  it('lists the players of the whole league, with the teams of its games', async () => {
    const { players } = opened.ports;
    if (!players) return;
    expect(players.hasLeague(leagueOf().name)).toBe(true);
    const season = world.server.games()[0]?.season ?? 0;
    const { rows, refused } = await players.leaguePlayers(leagueOf(), season, context());
    expect(refused).toEqual([]);
    expect(rows.some(({ providerTeamId }) => providerTeamId === null)).toBe(true);
    const teamIds = new Set(rows.map(({ providerTeamId }) => providerTeamId));
    for (const { home, away } of await listing(opened.ports))
      for (const { providerTeamId } of [home, away]) expect(teamIds).toContain(providerTeamId);
  });

  it('names who officiates, and nobody of a game that it does not have', async () => {
    const { officials } = opened.ports;
    const capabilities = world.app.registry.named(name)?.definition.capabilities[sport] ?? [];
    if (!officials || !capabilities.includes('officials')) return;
    const { providerGameId = '' } = (await listing(opened.ports))[0] ?? {};
    const asked = { providerGameId, startMs: world.startMs };
    const named = await officials.officialsOf(asked, context());
    expect(named.length).toBeGreaterThan(0);
    expect(named.map((one) => one.name.trim())).not.toContain('');
    expect(await officials.officialsOf(asked, context())).toEqual(named);
    if (name === 'nba-stats') return;
    expect(await officials.officialsOf({ ...asked, providerGameId: '999999' }, context())).toEqual([]);
  });

  it.each<[SimulatedProviderDialsPatch, string[]]>([
    [{ isKeyRevoked: true }, ['credential']],
    [{ perDay: 0 }, ['quota_day', 'rate_limit']],
    [{ perMinute: 0, rateLimitStyle: 'http429' }, ['rate_limit']],
    [{ perMinute: 0, rateLimitStyle: 'http200' }, ['rate_limit']],
    [{ isDown: true }, ['unavailable']],
    ...(['http500', 'http499', 'reset', 'html', 'http204'] as const).map(
      (fault): [SimulatedProviderDialsPatch, string[]] => [
        { faultRate: 1, faultKinds: [fault] },
        ['unavailable'],
      ],
    ),
    ...(['truncated', 'html', 'no_envelope', 'empty_body'] as const).map(
      (kind): [SimulatedProviderDialsPatch, string[]] => [
        { malformedRate: 1, malformedKinds: [kind] },
        // An empty answer may also say that the subscription does not have what was asked for.
        kind === 'empty_body' ? ['malformed', 'unavailable', 'plan'] : ['malformed', 'unavailable'],
      ],
    ),
  ])('tells %j by its kind, and the key to nobody', async (dials, kinds) => {
    if (dials.isKeyRevoked && world.app.registry.named(name)?.definition.keyVariable === undefined) return;
    world.server.setDials(dials);
    const error: unknown = await listing(opened.ports).catch((reason: unknown) => reason);
    if (!(error instanceof ProviderError)) throw new Error('no ProviderError', { cause: error });
    expect(kinds).toContain(error.facts.kind);
    const told = [
      error.message,
      error.stack ?? '',
      JSON.stringify(error.facts),
      JSON.stringify(opened.records),
    ];
    for (const secret of [KEY, encodeURIComponent(KEY)]) expect(told.join('\n')).not.toContain(secret);
    world.calm();
    await opened.close();
    opened = world.open();
    expect(await listing(opened.ports)).toHaveLength(world.ids.length);
  });

  it('makes no game of rows that are not as they should be', async () => {
    world.server.setDials({ malformedRate: 1, malformedKinds: ['wrong_types'] });
    const read = await listing(opened.ports).catch((reason: unknown) => reason);
    if (Array.isArray(read)) expect(read).toEqual([]);
    else expect(read).toMatchObject({ facts: { kind: 'malformed' } });
  });

  /** All games of the example, by the first means that the provider has. */
  async function listing({ boxScore, liveScore, schedule, odds }: SportPorts) {
    const byDay = boxScore ?? liveScore;
    if (byDay) return dayOf(byDay);
    if (odds) return (await odds.events(leagueOf(), context())).map(asGame);
    const season = world.server.games()[0]?.season ?? 0;
    return (await schedule?.seasonGames(leagueOf(), season, context()))?.games ?? [];
  }

  function dayOf({ gamesOn }: Pick<NonNullable<SportPorts['boxScore']>, 'gamesOn'>) {
    return gamesOn(new Date(world.startMs).toISOString().slice(0, 10), context());
  }

  function leagueOf() {
    const { league: known } = simulatedSport(sport, name).example;
    const league = REFERENCE_LEAGUES.find((one) => one.name === known);
    if (!league) throw new Error(`there is no league ${known}`);
    return league;
  }
});

function context(): CallContext {
  return { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' };
}

/** An event on offer as the games of the other ports. */
function asGame({ providerEventId, startMs, home, away }: OddsEvent) {
  const team = (name: string) => ({ providerTeamId: name, name });
  const sides = { home: team(home), away: team(away) };
  return { providerGameId: providerEventId, startMs, isStatusKnown: true, ...sides };
}

function sidesOf(lines: readonly { providerTeamId: string }[] | undefined): string[] {
  return [...new Set((lines ?? []).map(({ providerTeamId }) => providerTeamId))].toSorted();
}
