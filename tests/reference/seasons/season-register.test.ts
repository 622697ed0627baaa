import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceSeasons } from '../../../src/reference/built-in/league-seasons.ts';
import { loadSeasonCalendars } from '../../../src/reference/seasons/load-calendars.ts';
import { seedReferenceData } from '../../../src/reference/seed-reference-data.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const ANNA = { name: 'operator anna', reason: 'the league says so' };

describe('the days of seasons', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('come with the program, and from the league’s custom where nobody knows them', async () => {
    const listed = await test.app.seasonRegister.list({});
    const told = listed.filter((row) => row.starts_on ?? row.ends_on ?? row.cup_final_on);
    expect(told).toHaveLength(referenceSeasons().length);
    // Seasons that ran outside their league's form are listed for the days in which their games are believed.
    expect(listed.length).toBeGreaterThan(told.length);
    const nba = await loadSeasonCalendars(test.app.database.db, 'NBA', BUILT_IN);
    expect(nba.of('NBA', 2024)).toEqual({ first: '2024-10-22', last: '2025-04-13', cupFinal: '2024-12-17' });
    expect(nba.of('NBA', 2031)).toEqual({ first: '2031-10-15' });
    const football = await loadSeasonCalendars(test.app.database.db, 'FOOTBALL', BUILT_IN);
    expect(football.of('MLS', 2025)).toEqual({ last: '2025-10-19' });
    expect(football.of('La Liga', 2025)).toEqual({});
  });

  it('are said by people, kept when the program starts again, and refused where they cannot be', async () => {
    const set = (more: object) => test.app.seasonRegister.set({ sport: 'NBA', season: 2024, ...more }, ANNA);
    expect(await set({ ends: '2025-04-20' })).toMatchObject({
      ok: true,
      starts_on: '2024-10-22',
      is_new: true,
    });
    expect(await set({ ends: '2025-04-20' })).toMatchObject({ ok: true, is_new: false });
    await seedReferenceData(test.app.database.db);
    const calendars = await loadSeasonCalendars(test.app.database.db, 'NBA', BUILT_IN);
    expect(calendars.of('NBA', 2024).last).toBe('2025-04-20');
    for (const wrong of [
      { ends: '2019-04-20' },
      { starts: '2025-05-01' },
      { season: 2033 },
      { league: 'NBB' },
    ])
      expect(await set(wrong)).toMatchObject({ ok: false });
    expect(await test.app.seasonRegister.list({ league: 'nba' })).toHaveLength(7);
    // A season that ran longer than its league's form says, with the days in which its games are believed.
    const long = { season: 2029, ends: '2030-12-20' };
    expect(await set(long)).toMatchObject({ ok: false, message: expect.stringContaining('--window-ends') });
    expect(await set({ ...long, windowEnds: '2030-12-31' })).toMatchObject({
      ok: true,
      window_ends_on: '2030-12-31',
    });
    expect(await test.app.leagueRegister.show({ name: 'NBA' })).toMatchObject({
      seasons: expect.arrayContaining([
        expect.objectContaining({ season: 2029, last_day: expect.stringMatching(/^203[01]-/) }),
      ]),
    });
    expect(await set({ season: 2029, windowEnds: '2042-12-31' })).toMatchObject({
      ok: false,
      reason: 'invalid',
    });
    expect(await set({ season: 2029, windowStarts: '2031-01-01' })).toMatchObject({ ok: false });
  });
});
