import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';
import { loadTeamDirectory } from '../../../src/reference/teams/team-directory.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const ANNA = { name: 'operator anna', reason: 'promoted' };
const LA_LIGA = { sport: 'FOOTBALL', league: 'La Liga' } as const;

/** Enough clubs for a whole season. */
const CLUBS = Array.from({ length: 12 }, (_, index) => ({
  key: index,
  name: `Club ${String.fromCodePoint(65 + index)}land`,
  otherNames: index < 2 ? ['MAL'] : [],
  sharedNames: [],
  compoundNames: [],
}));

describe('a name that two clubs bear', () => {
  const playing = (year: number, without: number[], count = CLUBS.length) =>
    CLUBS.slice(0, count)
      .filter(({ key }) => !without.includes(key))
      .map(({ key }) => ({ teamKey: key, seasonYear: year }));
  const seasons = [
    ...playing(2016, [1]),
    ...playing(2017, [0]),
    ...playing(2018, []),
    ...playing(2019, [1], 4),
  ];
  const { resolve } = createTeamResolver(CLUBS, [], seasons);

  it('means the one that plays in the season', () => {
    expect(resolve('MAL', 2016)).toMatchObject({ ok: true, teamKey: 0, how: 'season' });
    expect(resolve('MAL', 2017)).toMatchObject({ ok: true, teamKey: 1, how: 'season' });
  });

  it('is a question where both play, where the season is not known as a whole, and without a season', () => {
    for (const season of [2018, 2019, 2020, undefined]) {
      expect(resolve('MAL', season)).toMatchObject({ ok: false, reason: 'ambiguous_team' });
    }
  });
});

describe('teams by season', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  const db = () => test.app.database.db;
  const meant = async (name: string, season: number) =>
    (await loadTeamDirectory(db(), 'FOOTBALL')).resolverOf('La Liga').resolve(name, season);

  it('tell Mallorca from a club with its code that people added, season by season', async () => {
    const add = { ...LA_LIGA, name: 'Maldonado CF', short: 'MAL' };
    expect(await test.app.teamRegister.add(add, ANNA)).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await test.app.teamRegister.add({ ...add, isDistinct: true }, ANNA)).toMatchObject({ ok: true });
    expect(await meant('MAL', 2017)).toMatchObject({ ok: false, reason: 'ambiguous_team' });
    const others = await rowsOf<{ id: number; name: string }>(
      db(),
      sql`select team.id, team.name from teams as team join leagues as league on league.id = team.league_id
          where league.name = 'La Liga' and team.name not like 'Maldonado%' and team.name !~ 'Mallorca|Málaga' order by 1 limit 19`,
    );
    expect(others).toHaveLength(19);
    for (const team of [...others.map(({ id }) => id), 'Maldonado CF'])
      expect(await test.app.teamMover.move({ ...LA_LIGA, team, season: 2017 }, ANNA)).toMatchObject({
        ok: true,
        is_new: true,
        plays: true,
      });
    expect(await meant('MAL', 2017)).toMatchObject({ ok: true, teamName: 'Maldonado CF', how: 'season' });
    expect(await meant('MAL', 2025)).toMatchObject({ ok: false, reason: 'ambiguous_team' });
    expect(await meant('Mallorca', 2017)).toMatchObject({ ok: true, how: 'normalised' });
  });

  it('say nothing twice, are taken back, and know a club in another league as a guest', async () => {
    const order = { ...LA_LIGA, team: 'Maldonado CF', season: 2017 };
    expect(await test.app.teamMover.move(order, ANNA)).toMatchObject({ ok: true, is_new: false });
    expect(await test.app.teamMover.move({ ...order, isOut: true }, ANNA)).toMatchObject({
      ok: true,
      plays: false,
    });
    expect(await meant('MAL', 2017)).toMatchObject({ ok: false });
    const guest = { ...order, to: 'MLS', season: 2026 };
    expect(await test.app.teamMover.move(guest, ANNA)).toMatchObject({ ok: true, league: 'MLS' });
    const mls = (await loadTeamDirectory(db(), 'FOOTBALL')).resolverOf('MLS');
    expect(mls.resolve('Maldonado CF')).toMatchObject({ ok: true, teamName: 'Maldonado CF' });
    expect(await test.app.teamMover.move({ ...order, team: 'Nobody FC' }, ANNA)).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
    expect(await test.app.teamMover.move({ ...order, to: 'Liga X' }, ANNA)).toMatchObject({ ok: false });
    for (const name of ['', '  ', '12', 'x'.repeat(101), 'two\nlines'])
      expect(await test.app.teamMover.move({ ...order, name }, ANNA)).toMatchObject({
        ok: false,
        reason: 'invalid',
      });
    expect(await test.app.teamMover.move({ ...order, name: '  Named   Once ' }, ANNA)).toMatchObject({
      ok: true,
      name: 'Named Once',
    });
  });
});
