import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { seedReferenceData } from '../../../src/reference/seed-reference-data.ts';
import { runCli } from '../../cli/run-cli.ts';
import { ingestRequest } from '../../support/ingest-request.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const ANNA = { name: 'operator anna', reason: 'we follow it' };

const EREDIVISIE = {
  sport: 'FOOTBALL',
  name: 'Eredivisie',
  country: 'Netherlands',
  timezone: 'europe/amsterdam',
  aliases: ['nl.1'],
  meetings: 'once',
} as const;

/** A file as openfootball publishes it, with a name and teams that the program has never heard of. */
const FILE = JSON.stringify({
  name: 'Eredivisie 2026/27',
  matches: [
    { round: 'Matchday 1', date: '2026-08-08', time: '20:00', team1: 'Ajax', team2: 'Feyenoord' },
    { round: 'Matchday 1', date: '2026-08-09', time: '14:30', team1: 'PSV', team2: 'FC Twente' },
    { round: 'Matchday 2', date: '2026-08-15', time: '00:30', team1: 'Feyenoord', team2: 'PSV' },
    { round: 'Matchday 40', date: '2027-08-20', time: '20:00', team1: 'Ajax', team2: 'PSV' },
  ],
});

describe('a league that somebody adds', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  async function cli(...args: string[]) {
    const environment = { ...test.environment, NODE_ENV: 'production' };
    const run = await runCli([...args, '--json'], { environment });
    return { exitCode: run.exitCode, document: JSON.parse(run.stdout) as Record<string, unknown> };
  }

  function ingest(accept?: readonly 'new-teams'[], changes = {}) {
    return test.app.ingestService.ingest(
      ingestRequest(FILE, {
        sport: 'FOOTBALL',
        sourceName: 'nl.1.json',
        isStrict: false,
        ...(accept ? { accept } : {}),
        ...changes,
      }),
    );
  }

  it('is there for every process at once, says what it lacks, and is not added twice or under a name in use', async () => {
    const { leagueRegister } = test.app;
    const args = ['--sport', 'FOOTBALL', '--name', 'Eredivisie', '--country', 'Netherlands'];
    const added = await cli(
      'leagues',
      'add',
      ...args,
      '--timezone',
      'Europe/Amsterdam',
      '--alias',
      'nl.1',
      '--meetings',
      'once',
    );
    expect(added).toMatchObject({
      exitCode: 0,
      document: {
        is_new: true,
        code: 'EREDIVISIE',
        teams: 0,
        learned_by: 'person',
        season_turns_on: '07-01',
      },
    });
    expect(added.document['missing']).toHaveLength(2);
    expect((await leagueRegister.current()).find('FOOTBALL', 'NL.1')).toMatchObject({ name: 'Eredivisie' });
    expect(await leagueRegister.add(EREDIVISIE, ANNA)).toMatchObject({ ok: true, is_new: false });
    const clash = (more: object) => leagueRegister.add({ ...EREDIVISIE, ...more }, ANNA);
    expect(await clash({ meetings: 'any' })).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await clash({ name: 'Tweede', code: 'epl' })).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await clash({ sport: 'NBA', name: 'la liga' })).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await clash({ name: 'Tweede', aliases: [], timezone: 'Mars/Olympus' })).toMatchObject({
      reason: 'invalid',
    });
    expect(await clash({ name: 'Tweede', aliases: [], startingHours: 'evening' })).toMatchObject({
      reason: 'invalid',
    });
    expect(await cli('leagues', 'list', '--sport', 'FOOTBALL')).toMatchObject({
      document: {
        items: expect.arrayContaining([expect.objectContaining({ name: 'Eredivisie' })]) as unknown,
      },
    });
  });

  it('takes a file of teams that nobody knows as a question, adds them on the answer, and reads it by its own rules', async () => {
    const asked = await ingest();
    expect(asked).toMatchObject({ games_added: 0, questions: [{ code: 'unknown_team', rows: 3 }] });
    expect(asked.questions[0]?.answers).toMatchObject([{ flag: '--accept new-teams', fits: 3 }]);
    expect(await ingest(['new-teams'], { isDryRun: true })).toMatchObject({
      games_added: 0,
      warnings: [expect.stringContaining('Ajax, Feyenoord, PSV, FC Twente')],
    });
    expect(await ingest(['new-teams'])).toMatchObject({
      games_added: 3,
      tasks_created: 3,
      quarantine_resolved: 3,
      // The season of the league is over in July.
      quarantined: [{ reason: 'date_outside_season' }],
    });
    const rows = await rowsOf<{ at: Date; day: string; queue: string }>(
      test.app.database.db,
      sql`select game_datetime as at, slate_date::text as day from games order by game_datetime`,
    );
    expect(rows.map(({ at, day }) => [at.toISOString(), day])).toEqual([
      ['2026-08-08T18:00:00.000Z', '2026-08-08'],
      ['2026-08-09T12:30:00.000Z', '2026-08-09'],
      ['2026-08-14T22:30:00.000Z', '2026-08-15'],
    ]);
    // Once at each place: a row on another date is the same game, not a second one.
    const moved = FILE.replace('2026-08-09', '2026-11-09');
    const again = await test.app.ingestService.ingest(
      ingestRequest(moved, { sport: 'FOOTBALL', sourceName: 'nl.1.json', isStrict: false }),
    );
    expect(again).toMatchObject({ games_added: 0, games_moved: 1, games_unchanged: 2 });
  });

  it('is not asked for at a provider that has no id of it, and says how to tell the id', async () => {
    const args = ['--sport', 'FOOTBALL', '--season', '2026', '--league', 'Eredivisie'];
    expect(await cli('ingest-schedule', '--from', 'api-sports', ...args)).toMatchObject({
      exitCode: 1,
      document: { error: { message: expect.stringContaining('leagues update') as string } },
    });
    const { document } = await cli('refresh-schedules', '--dry-run');
    expect(document).toMatchObject({ leagues: [] });
  });

  it('is changed by people and stays so when the program starts again', async () => {
    const { leagueRegister, database } = test.app;
    const update = { sport: 'FOOTBALL', league: 'EPL', startingHours: '10:00-22:00' } as const;
    expect(await leagueRegister.update(update, ANNA)).toMatchObject({ ok: true, is_new: true });
    expect(await leagueRegister.update(update, ANNA)).toMatchObject({ ok: true, is_new: false });
    await seedReferenceData(database.db);
    expect(await leagueRegister.show({ name: 'epl' })).toMatchObject({
      starting_hours: ['10:00-22:00'],
      learned_by: 'person',
      country: 'England',
    });
    expect(await leagueRegister.show({ name: 'La Liga' })).toMatchObject({ learned_by: 'reference' });
    expect(await leagueRegister.update({ sport: 'NBA', league: 'EPL' }, ANNA)).toMatchObject({
      reason: 'not_found',
    });
    const taken = {
      sport: 'FOOTBALL',
      league: 'Eredivisie',
      ids: { 'api-sports': '39' },
      country: 'Nowhere',
    } as const;
    expect(await leagueRegister.update(taken, ANNA)).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await leagueRegister.show({ name: 'Eredivisie' })).toMatchObject({
      country: 'Netherlands',
      ids: {},
    });
  });
});

describe('the games of a league that somebody adds', () => {
  let world: SeedingWorld;
  afterAll(() => world.close());

  it('are seeded by the adapter of the sport once the provider’s id is tied', async () => {
    world = await createSeedingWorld({ store: 'postgres', sport: 'FOOTBALL' });
    const { identityRegister, leagueRegister, database } = world.app;
    // The provider's third league, as if the program had never known it.
    const id = { sport: 'FOOTBALL', type: 'league', provider: 'api-sports', externalId: '61' } as const;
    expect(await identityRegister.unlink(id, ANNA)).toMatchObject({ ok: true });
    await database.db.execute(sql`delete from external_ids where entity_type = 'team'`);
    const league = {
      sport: 'FOOTBALL',
      name: 'Championnat',
      timezone: 'Europe/Paris',
      ids: { 'api-sports': '61' },
    } as const;
    expect(await leagueRegister.add(league, ANNA)).toMatchObject({
      ok: true,
      missing: [expect.stringContaining('teams add')],
    });
    const start = DateTime.utc().minus({ hours: 4 }).startOf('minute');
    world.provider.addGames([{ away: 'Lyon', home: 'Marseille', startMs: start.toMillis() }]);
    const csv = `date,time,home_team,away_team,timezone\n${start.toISODate()},${start.toFormat('HH:mm')},Marseille,Lyon,UTC`;
    const seasonYear = start.month >= 7 ? start.year : start.year - 1;
    const order = {
      sport: 'FOOTBALL',
      leagueName: 'Championnat',
      seasonYear,
      accept: ['new-teams'],
      isStrict: false,
    } as const;
    expect(await world.app.ingestService.ingest(ingestRequest(csv, order))).toMatchObject({
      games_added: 1,
      tasks_created: 1,
    });
    await world.startWorkers();
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 1`);
    expect(await world.tasks()).toMatchObject([
      { seedingStatus: 'completed', gameStatus: 'completed', teams: 2 },
    ]);
  });

  it('wait for it with words where it is not', async () => {
    const { leagueRegister, ingestService, publisher } = world.app;
    const league = { sport: 'FOOTBALL', name: 'Otherwhere', timezone: 'UTC' } as const;
    expect(await leagueRegister.add(league, ANNA)).toMatchObject({ ok: true });
    const start = DateTime.utc().minus({ hours: 4 }).startOf('minute');
    const csv = `date,time,home_team,away_team,timezone\n${start.toISODate()},${start.toFormat('HH:mm')},Bragg,Hux,UTC`;
    const seasonYear = start.month >= 7 ? start.year : start.year - 1;
    const order = { sport: 'FOOTBALL', leagueName: 'Otherwhere', seasonYear, accept: ['new-teams'] } as const;
    await ingestService.ingest(ingestRequest(csv, { ...order, isStrict: false }));
    await publisher.tryPublishPending();
    await world.until(`exists (select from seeding_tasks where status = 'failed')`);
    expect((await world.tasks()).at(-1)).toMatchObject({
      status: 'failed',
      errorType: 'bad_request',
      errorMessage: expect.stringContaining('leagues update') as string,
    });
  });
});
