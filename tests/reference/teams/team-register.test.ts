import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedReferenceData } from '../../../src/reference/seed-reference-data.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { ingest } from '../../schedule/ingesting.ts';

const ANNA = { name: 'operator anna', reason: 'promoted' };
const PREMIER_LEAGUE = { sport: 'FOOTBALL', league: 'Premier League' } as const;

describe('teams that people add and rename', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  const register = () => test.app.teamRegister;
  const add = (name: string, more: object = {}) => register().add({ ...PREMIER_LEAGUE, name, ...more }, ANNA);
  const meaning = async (name: string, sport: Sport = 'FOOTBALL', league = 'Premier League') => {
    const [answer] = (await test.app.teamService.resolve({ sport, league, name })) ?? [];
    if (!answer) throw new Error(`there is no league ${league}`);
    const { resolution } = answer;
    return resolution.ok ? resolution.teamName : resolution.reason;
  };
  const events = () =>
    rowsOf<{ kind: string; message: string }>(
      test.app.database.db,
      sql`select kind, message from system_events where kind like 'team_%' order by id desc`,
    );

  it('make rows in quarantine readable: refused, added, retried, in', async () => {
    const rows = [
      '2027-03-06,15:00,Norwich City,Arsenal',
      '2027-03-07,15:00,Chelsea,Norwich City',
      '2027-03-13,15:00,Norwich City,Derby County',
    ];
    const refused = await ingest(test, rows, { sport: 'FOOTBALL', leagueName: 'Premier League' });
    expect(refused).toMatchObject({ games_added: 0 });
    expect(refused.quarantined.map(({ reason }) => reason)).toEqual(Array(3).fill('unknown_team'));
    expect(refused.quarantined[0]?.remedy).toMatch(/teams add .*--name 'Norwich City'$/);

    const added = await add('Norwich City', { short: 'NOR' });
    expect(added).toMatchObject({
      ok: true,
      team: 'Norwich City',
      abbreviation: 'NOR',
      is_new: true,
      quarantined_readable: 2,
      message: expect.stringMatching(/2 rows .*can be read/) as string,
    });
    expect((await events())[0]).toEqual({
      kind: 'team_added',
      message: expect.stringMatching(/^Premier League .*Norwich City .*by operator anna \(promoted\)/),
    });
    const retried = await test.app.quarantineService.retry({ sport: 'FOOTBALL' }, ANNA);
    expect(retried).toMatchObject({ rows: 3, resolved: 2, games_added: 2, tasks_created: 2 });
    expect(retried.still_open).toMatchObject([{ reason: 'unknown_team' }]);
    const [listed] = await test.app.teamService.list({ ...PREMIER_LEAGUE, text: 'norwich' });
    expect(listed).toMatchObject({ name: 'Norwich City', abbreviation: 'NOR', seasons: [2026] });
  });

  it('come back into a league that they had left, on the answer to the question of a file', async () => {
    const rows = ['2027-03-20,15:00,Swansea,Arsenal', '2027-03-21,15:00,Ipswich,Plymouth Argyle'];
    const order = { sport: 'FOOTBALL', leagueName: 'Premier League' } as const;
    const counted = async () => (await test.app.leagueRegister.show({ name: 'Premier League' }))?.teams ?? 0;
    const before = await counted();
    const asked = await ingest(test, rows, order);
    expect(asked).toMatchObject({ games_added: 0, questions: [{ code: 'unknown_team', rows: 2 }] });
    expect(await ingest(test, rows, { ...order, accept: ['new-teams'] })).toMatchObject({ games_added: 2 });
    const back = await test.app.teamService.list({ ...PREMIER_LEAGUE, text: 'swansea' });
    expect(back).toMatchObject([{ name: 'Swansea City AFC', last_season: null }]);
    expect(await counted()).toBe(before + 2);
    await seedReferenceData(test.app.database.db);
    expect(await meaning('Swansea')).toBe('Swansea City AFC');
    expect(await meaning('Blackburn')).toBe('unknown_team');
  });

  it('are added once, however often and from wherever it is asked for', async () => {
    const twice = await Promise.all([add('Wrexham AFC'), add('Wrexham AFC')]);
    twice.push(await add('wrexham  a.f.c.'));
    expect(twice.filter((one) => one.ok && one.is_new)).toHaveLength(1);
    expect(twice.every(({ ok }) => ok)).toBe(true);
    expect(await test.app.teamService.list({ ...PREMIER_LEAGUE, text: 'wrexham' })).toHaveLength(1);
    expect(await meaning('Wrexham')).toBe('Wrexham AFC');
    expect(await meaning('Wrexham SC')).toBe('unknown_team');
  });

  it.each([
    ['Coventry', {}, 'conflict'],
    ['FC Arsenal', {}, 'conflict'],
    ['United', {}, 'conflict'],
    ['Man. Utd.', {}, 'conflict'],
    ['Birmingham City', { short: 'ARS' }, 'conflict'],
    ['Birmingham City', { short: 'B' }, 'invalid'],
    ['Birmingham City', { short: 'A B' }, 'invalid'],
    ['()', {}, 'invalid'],
    ['1899', {}, 'invalid'],
    ['Birmingham\nCity', {}, 'invalid'],
    ['Birmingham\u0000', {}, 'invalid'],
    ['Birmingham '.repeat(20), {}, 'invalid'],
    ['Birmingham City', { league: 'Eredivisie' }, 'not_found'],
  ])('are refused as %j with %j: %s', async (name, more, reason) => {
    expect(await add(name, more)).toMatchObject({ ok: false, reason });
    expect(await meaning('Birmingham City')).toBe('unknown_team');
  });

  it('that nearly spell a known one are asked about', async () => {
    const asked = await add('Southamptan FC');
    expect(asked).toMatchObject({ ok: false, reason: 'conflict', suggestions: ['Southampton FC'] });
    expect(asked.message).toContain('--distinct');
    expect(await add('Southamptan FC', { isDistinct: true })).toMatchObject({ ok: true, is_new: true });
    expect(await add('Tottenham FC')).toMatchObject({ suggestions: ['Tottenham Hotspur FC'] });
    expect(await add('Sheffield Wednesday', { short: 'SHW' })).toMatchObject({ ok: true, is_new: true });
    expect(await meaning('Southampton')).toBe('Southampton FC');
    expect(await meaning('Southamptan')).toBe('Southamptan FC');
  });

  it('go on to be known by the names that they had', async () => {
    const order = { sport: 'NFL', team: 'Commanders', name: 'Washington Pandas' } as const;
    expect(await register().rename(order, ANNA)).toMatchObject({
      ok: true,
      team: 'Washington Pandas',
      former_name: 'Washington Commanders',
      is_new: true,
    });
    expect(await register().rename(order, ANNA)).toMatchObject({ ok: true, is_new: false });
    for (const name of ['Washington Pandas', 'Washington Commanders', 'Redskins', 'WAS', 'WSH']) {
      expect([name, await meaning(name, 'NFL', 'NFL')]).toEqual([name, 'Washington Pandas']);
    }
    const again = { ...order, team: 'Redskins', name: 'Washington Bears' };
    expect(await register().rename(again, ANNA)).toMatchObject({ former_name: 'Washington Pandas' });
    expect(await meaning('Washington Pandas', 'NFL', 'NFL')).toBe('Washington Bears');
    expect(await register().rename({ ...again, name: 'Chicago Bears' }, ANNA)).toMatchObject({
      ok: false,
      reason: 'conflict',
    });
    expect(await register().rename({ ...again, team: 'Shire' }, ANNA)).toMatchObject({ reason: 'not_found' });

    const before = await test.app.teamService.list({ sport: 'NFL' });
    await seedReferenceData(test.app.database.db);
    expect(await test.app.teamService.list({ sport: 'NFL' })).toEqual(before);
  });

  it('are taken up by reference data that knows them later', async () => {
    const { db } = test.app.database;
    await db.execute(sql`delete from teams where name in ('Coventry City FC', 'Hull City AFC')`);
    expect(await add('Coventry City', { short: 'CVC' })).toMatchObject({ ok: true, is_new: true });
    await seedReferenceData(db);
    const teams = await test.app.teamService.list({ ...PREMIER_LEAGUE, text: 'coventry' });
    expect(teams).toMatchObject([{ name: 'Coventry City', abbreviation: 'COV' }]);
    expect(await meaning('Coventry City FC')).toBe('Coventry City');
    expect(await meaning('Hull')).toBe('Hull City AFC');
  });

  it('of an older version become those of the reference data, each once', async () => {
    const { db } = test.app.database;
    const names = () => rowsOf(db, sql`select name, reference_name from teams order by league_id, name`);
    const before = await names();
    await db.execute(sql`update teams set reference_name = null where reference_name = name`);
    await seedReferenceData(db);
    expect(await names()).toEqual(before);
  });

  it('tell of names that were taught to another team before they came', async () => {
    const { db } = test.app.database;
    await db.execute(sql`delete from teams where name = 'Hull City AFC'`);
    const lesson = { ...PREMIER_LEAGUE, team: 'Leicester City FC', alias: 'Hull City' };
    expect(await test.app.teamService.addAlias(lesson, ANNA)).toMatchObject({ ok: true });
    await seedReferenceData(db);
    const [event] = await events();
    expect(event?.kind).toBe('team_name_doubtful');
    expect(event?.message).toMatch(/taught to Leicester City FC.*teams alias remove .*--alias 'Hull City'$/);
    expect(await meaning('Hull City AFC')).toBe('Hull City AFC');
  });

  it('have text ids that are unique in their leagues, stay through renames, and change for a person only', async () => {
    const { db } = test.app.database;
    const idOf = async (name: string, league: string) =>
      (await test.app.teamService.list({ league })).find((team) => team.name === name)?.text_id;
    const missing = await rowsOf(db, sql`select name from teams where text_id is null`);
    expect(missing).toEqual([]);
    expect(await idOf('Los Angeles Lakers', 'NBA')).toBe('lakers');
    expect(await idOf('Portland Trail Blazers', 'NBA')).toBe('trail-blazers');
    expect(await idOf('Philadelphia 76ers', 'NBA')).toBe('76ers');
    expect(await idOf('Arsenal FC', 'Premier League')).toBe('arsenal');
    expect(await idOf('Manchester United FC', 'Premier League')).toBe('manchester-united');
    expect(await idOf('Bolton Wanderers FC', 'Premier League')).toBe('bolton-wanderers');

    await register().add({ sport: 'FOOTBALL', league: 'Ligue 1', name: 'Racing Étoile FC' }, ANNA);
    expect(await idOf('Racing Étoile FC', 'Ligue 1')).toBe('racing-etoile');
    await register().rename(
      { sport: 'FOOTBALL', league: 'Ligue 1', team: 'Racing Étoile FC', name: 'Rouges' },
      ANNA,
    );
    await seedReferenceData(db);
    expect(await idOf('Rouges', 'Ligue 1')).toBe('racing-etoile');

    const change = (textId: string) =>
      test.app.teamTextIds.change({ sport: 'FOOTBALL', league: 'Ligue 1', team: 'Rouges', textId }, ANNA);
    expect(await change('LENS')).toMatchObject({ ok: false, reason: 'invalid' });
    expect(await change('12')).toMatchObject({ ok: false, reason: 'invalid' });
    expect(await change('racing-lens')).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await change('rouges')).toMatchObject({ ok: true, former_text_id: 'racing-etoile', is_new: true });
    expect(await change('rouges')).toMatchObject({ ok: true, is_new: false });
    await seedReferenceData(db);
    expect(await idOf('Rouges', 'Ligue 1')).toBe('rouges');

    // What an older release writes beside this one has an id with the next start.
    await db.execute(sql`insert into teams (sport_id, league_id, name)
      select sport_id, id, unnest(array['AS Rouges', 'ЦСКА']) from leagues where name = 'Ligue 1'`);
    await seedReferenceData(db);
    expect(await idOf('AS Rouges', 'Ligue 1')).toBe('as-rouges');
    expect(await idOf('ЦСКА', 'Ligue 1')).toMatch(/^team-\d+$/);
  });

  it('are not without number', async () => {
    await test.app.database.db.execute(sql`
      insert into teams (sport_id, league_id, name)
      select league.sport_id, league.id, 'Filler ' || number from leagues as league, generate_series(1, 250) as number
      where league.name = 'Ligue 1'`);
    const order = { sport: 'FOOTBALL', league: 'Ligue 1', name: 'Red Star FC' } as const;
    expect(await register().add(order, ANNA)).toMatchObject({ ok: false, reason: 'conflict' });
  });
});
