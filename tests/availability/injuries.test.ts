import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listInjuries, listInjuryQuestions } from '../../src/availability/list-injuries.ts';
import { createInjuryPoll } from '../../src/availability/poll-injuries.ts';
import { writeInjuries } from '../../src/availability/write-injuries.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { players } from '../../src/db/schema/reference.ts';
import type { InjuryReport } from '../../src/domain/injury.ts';
import { createRunCounts } from '../../src/monitoring/quota/run-counts.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

const HOUR_MS = 3_600_000;

describe('what answers about injuries come to', () => {
  let test: TestApp;
  let place: { sportId: number; leagueId: number; boston: number; miami: number };
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
    const row = await firstRow<typeof place>(
      db(),
      sql`select league.sport_id as "sportId", league.id as "leagueId",
                 (select id from teams where name = 'Boston Celtics') as boston,
                 (select id from teams where name = 'Miami Heat') as miami
          from leagues as league where league.name = 'NBA'`,
    );
    if (!row) throw new Error('there is no NBA');
    place = row;
  });
  afterEach(() => test.close());

  async function addPlayer(fullName: string, teamId: number): Promise<number> {
    const [row] = await db()
      .insert(players)
      .values({ sportId: place.sportId, fullName, currentTeamId: teamId })
      .returning({ id: players.id });
    return row?.id ?? 0;
  }

  function answer(
    reports: readonly Partial<InjuryReport>[],
    seenAtMs: number,
    unreadable: Parameters<typeof writeInjuries>[1]['unreadable'] = [],
  ) {
    return writeInjuries(db(), {
      ...place,
      seasonYear: 2025,
      source: 'espn',
      seenAtMs,
      unreadable,
      runId: 'poll_injuries/NBA/test',
      teamIdOf: (name) => (name === 'Boston Celtics' ? place.boston : undefined),
      reports: reports.map((parts) => ({
        providerInjuryId: null,
        providerPlayerId: '4000',
        playerName: 'Jayson Tátum',
        providerTeamId: '2',
        teamName: 'Boston Celtics',
        status: 'Questionable',
        bodyPart: 'Knee',
        detail: null,
        reportedAtMs: null,
        ...parts,
      })),
    });
  }

  const NOON = Date.parse('2026-01-15T12:00:00Z');
  const listed = async (filter: Parameters<typeof listInjuries>[1] = {}) =>
    (await listInjuries(db(), filter)).map(({ player, player_id: id, status }) => [player, id, status]);

  it('is one open row a player, and its history by time', async () => {
    const tatum = await addPlayer('Jayson Tatum', place.boston);
    expect(await answer([{}], NOON)).toMatchObject({ opened: 1, closed: 0, unknown: 0 });
    expect(await answer([{}], NOON + HOUR_MS)).toMatchObject({ opened: 0, closed: 0 });
    expect(await answer([{ status: 'Out' }], NOON + 2 * HOUR_MS)).toMatchObject({ opened: 1, closed: 1 });
    expect(await listed()).toEqual([['Jayson Tatum', tatum, 'Out']]);
    const at = (ms: number) => listed({ at: new Date(ms) });
    expect(await at(NOON - 1)).toEqual([]);
    expect(await at(NOON + 1.5 * HOUR_MS)).toEqual([['Jayson Tatum', tatum, 'Questionable']]);
    // The end of one row is the begin of the next, and belongs to it alone.
    expect(await at(NOON + 2 * HOUR_MS)).toEqual([['Jayson Tatum', tatum, 'Out']]);
    // An older answer that comes late changes nothing, and one without anybody neither.
    await answer([{ status: 'Doubtful' }], NOON + HOUR_MS);
    await answer([], NOON + 3 * HOUR_MS);
    expect(await listed()).toEqual([['Jayson Tatum', tatum, 'Out']]);
    const somebody = { providerPlayerId: '4001', playerName: 'Somebody Else' };
    await answer([somebody], NOON + 4 * HOUR_MS);
    expect((await listed()).map(([player]) => player)).toEqual(['Somebody Else']);
  });

  it('keeps an id over a move, learns none from a name alone, and asks about whom it does not know', async () => {
    const tatum = await addPlayer('Jayson Tatum', place.boston);
    const away = await addPlayer('Jaylen Brown', place.miami);
    const brown = { providerPlayerId: '4002', playerName: 'Jaylen Brown' };
    await answer([{}, brown], NOON);
    expect(await listed({ isQuestion: true })).toEqual([['Jaylen Brown', null, 'Questionable']]);
    const [question] = await listInjuryQuestions(db(), { sport: 'NBA' });
    expect(question).toMatchObject({
      external_id: '4002',
      candidates: [{ player_id: away, name: 'Jaylen Brown', team: 'Miami Heat' }],
    });
    // The one of that name in the team is shown, and his id stays unknown.
    expect(await listed()).toContainEqual(['Jayson Tatum', tatum, 'Questionable']);
    const { rows: ids } = await db().execute(
      sql`select from external_ids where provider = 'espn' and entity_type = 'player'`,
    );
    expect(ids).toEqual([]);
    // A person answers; the next answer of the source gives the whole history to the player.
    const link = { sport: 'NBA', type: 'player', provider: 'espn', externalId: '4002' } as const;
    const actor = { kind: 'operator', name: 'test' } as never;
    await test.app.identityRegister.link({ ...link, entity: away }, actor);
    await test.app.identityRegister.link({ ...link, externalId: '4000', entity: tatum }, actor);
    await answer([{ teamName: 'Elsewhere', providerTeamId: '3' }, brown], NOON + HOUR_MS);
    expect(await listed({ at: new Date(NOON + 1) })).toEqual([
      ['Jaylen Brown', away, 'Questionable'],
      ['Jayson Tatum', tatum, 'Questionable'],
    ]);
    // A wrong link that is taken back takes the rows along, and no name ties them again.
    await test.app.identityRegister.unlink({ ...link, externalId: '4000' }, actor);
    await answer([{}, brown], NOON + 2 * HOUR_MS);
    expect(await listed({ at: new Date(NOON + 1) })).toContainEqual(['Jayson Tátum', null, 'Questionable']);
  });

  it.each([
    ['a comment', { detail: 'x'.repeat(501) }],
    ['a comment of signs that are two units long', { detail: `${'x'.repeat(499)}${'🏀'.repeat(30)}` }],
    ['a status', { status: 'Out '.repeat(40).trim() }],
    ['what is hurt', { bodyPart: 'Knee'.repeat(60) }],
  ])('is one row where it says again what is longer than a row takes: %s', async (_words, parts) => {
    await addPlayer('Jayson Tatum', place.boston);
    await answer([parts], NOON);
    expect(await answer([parts], NOON + HOUR_MS)).toMatchObject({ opened: 0, closed: 0 });
    expect(await rowsOf(db(), sql`select count(*)::int as count from injuries`)).toEqual([{ count: 1 }]);
  });

  it.each([
    ['his team', { providerTeamId: '2', teamName: 'Boston Celtics' }, ['Jayson Tatum', 'Somebody Else']],
    [
      'a team that nobody knows',
      { providerTeamId: '3', teamName: 'Nobodies' },
      ['Jayson Tatum', 'Somebody Else'],
    ],
  ])('keeps a row open that may be meant by a row of %s which cannot be read', async (_words, team, who) => {
    await addPlayer('Jayson Tatum', place.boston);
    await answer([{}], NOON);
    const somebody = { providerPlayerId: '4001', playerName: 'Somebody Else' };
    const unreadable = { ...team, problem: 'status is missing' };
    expect(await answer([somebody], NOON + HOUR_MS, [unreadable])).toMatchObject({ opened: 1, closed: 0 });
    expect(new Set((await listed()).map(([player]) => player))).toEqual(new Set(who));
    // The next answer that can be read closes it.
    expect(await answer([somebody], NOON + 2 * HOUR_MS)).toMatchObject({ closed: 1 });
  });

  it('is the same from two processes at once', async () => {
    await addPlayer('Jayson Tatum', place.boston);
    await Promise.all(Array.from({ length: 4 }, () => answer([{}], NOON)));
    expect(await rowsOf(db(), sql`select count(*)::int as count from injuries`)).toEqual([{ count: 1 }]);
  });
});

describe('a look at leagues that play soon', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('leaves out those that a source does not have, without a turn', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['MIA', 'BOS']], -20);
    const { clock, database } = world.app;
    const asked: string[] = [];
    const source = (name: string, has: string) => ({
      name,
      hasLeague: (league: string) => league === has,
      injuries: () => {
        asked.push(name);
        return Promise.resolve({ reports: [], unreadable: [] });
      },
    });
    await createInjuryPoll({
      db: database.db,
      sources: new Map([['NBA', [source('espn', 'EuroLeague'), source('another', 'NBA')]]]),
      runCalls: { ...createRunCounts(), callsOf: () => 0 },
      clock,
      logger: silentLogger(),
    })(new AbortController().signal);
    expect(asked).toEqual(['another']);
    expect(
      await rowsOf(
        database.db,
        sql`select split_part(subject, ' ', 2) as source
            from provider_probes where subject like 'injuries %'`,
      ),
    ).toEqual([{ source: 'another' }]);
  });
});

describe('the poll of injuries', () => {
  let world: SeedingWorld;
  let espn: SimulatedProvider;
  afterEach(async () => {
    await world.close();
    await espn.stop();
  });

  it('asks about a league that plays soon, once a step, and not about any other', async () => {
    espn = createSimulatedProvider({
      provider: 'espn',
      sport: 'NBA',
      seed: 7,
      clock: systemClock(),
      logger: silentLogger(),
    });
    const { url } = await espn.start();
    const environment = { ESPN_ENABLED: 'true', ESPN_URL: url };
    world = await createSeedingWorld({ store: 'postgres', environment });
    await world.ingestDue([['BOS', 'MIA']]);
    await world.startWorkers();
    await world.until(`(select bool_and(status = 'completed') from seeding_tasks)`);
    await world.recur('poll-injuries');
    // Nobody plays soon.
    await world.until(`(select run_count > 0 from job_schedules where name = 'poll-injuries')`);
    expect(await rowsOf(world.app.database.db, sql`select count(*)::int as count from injuries`)).toEqual([
      { count: 0 },
    ]);
    await world.ingestDue([['MIA', 'BOS']], -20);
    await world.until(`exists (select from injuries)`);
    const runs = `(select run_count from job_schedules where name = 'poll-injuries')`;
    const [run] = await rowsOf<{ runs: number }>(world.app.database.db, sql.raw(`select ${runs} as runs`));
    await world.until(`${runs} > ${run?.runs ?? 0} + 1`);
    const [counts] = await rowsOf<{ all: number; known: number; wrong: number }>(
      world.app.database.db,
      sql`select count(*)::int as all, count(injury.player_id)::int as known,
                 count(*) filter (where lower(player.full_name) <> lower(injury.player_name))::int as wrong
          from injuries as injury left join players as player on player.id = injury.player_id`,
    );
    expect(counts?.all).toBeGreaterThan(counts?.known ?? 0);
    expect(counts?.wrong).toBe(0);
    const asked = [...espn.timesAsked()].filter(([path]) => path.includes('/injuries'));
    expect(asked.map(([, times]) => times)).toEqual([1]);
  });
});
