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
    expect(await test.app.seasonRegister.list({})).toHaveLength(referenceSeasons().length);
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
  });
});
