import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import type { TeamMove } from '../../../src/reference/teams/team-mover.ts';
import { csvOf, requestOf } from '../../schedule/ingesting.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const ANNA = { name: 'operator anna', reason: 'promoted' };
const ELCHE = { sport: 'FOOTBALL', league: 'La Liga', team: 'Elche CF' } as const;

describe('moving a team to another league', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(
      sql`truncate games, team_seasons, team_aliases, schedule_imports, schedule_quarantine cascade`,
    );
  });

  const move = (order: Partial<TeamMove> & Pick<TeamMove, 'season'>) =>
    test.app.teamMover.move({ ...ELCHE, ...order }, ANNA);
  const memberships = async (team: string = ELCHE.team) =>
    (
      await rowsOf<{ text: string }>(
        test.app.database.db,
        sql`select played.season_year || ' ' || league.name || coalesce(' as ' || played.name, '') as text
            from team_seasons as played join leagues as league on league.id = played.league_id
            join teams as team on team.id = played.team_id where team.name = ${team} order by 1`,
      )
    ).map(({ text }) => text);

  it('ends its season in the league that it leaves, says so, and keeps earlier seasons', async () => {
    await move({ season: 2024 });
    await move({ season: 2025 });
    const order = { season: 2025, to: 'Serie A' };
    const moved = await move(order);
    expect(moved).toMatchObject({ ok: true, is_new: true, league: 'Serie A', left_league: 'La Liga' });
    expect(moved.message).toMatch(/no longer in La Liga/);
    expect(await memberships()).toEqual(['2024 La Liga', '2025 Serie A']);
    expect(await move(order)).toMatchObject({ ok: true, is_new: false, left_league: null });
    const [told] = await rowsOf<{ message: string }>(
      test.app.database.db,
      sql`select message from system_events where kind = 'team_moved' order by id desc limit 1`,
    );
    expect(told?.message).toMatch(/no longer in La Liga/);
  });

  it('ends what an earlier move has left behind, and takes a guest back by its number', async () => {
    const first = await move({ season: 2025, to: 'Serie A' });
    await move({ season: 2025 });
    expect(await memberships()).toEqual(['2025 La Liga', '2025 Serie A']);
    expect(await move({ season: 2025, to: 'Serie A' })).toMatchObject({
      is_new: true,
      left_league: 'La Liga',
    });
    const id = first.ok ? first.team_id : 0;
    await test.app.teamService.addAlias(
      { sport: 'FOOTBALL', league: 'Serie A', team: ELCHE.team, alias: 'I Palmeti' },
      ANNA,
    );
    const back = { league: 'Serie A', team: id, to: 'La Liga', season: 2025 };
    expect(await move(back)).toMatchObject({ ok: true, is_new: true, left_league: 'Serie A' });
    expect(await move(back)).toMatchObject({ ok: true, is_new: false, left_league: null });
    expect(await memberships()).toEqual(['2025 La Liga']);
    expect(await move({ season: 2025, team: 'Girona FC' })).toMatchObject({ ok: true });
  });

  it('ends a season of which games tell, keeps these, and names other leagues of the season', async () => {
    await test.app.ingestService.ingest(
      requestOf(csvOf(['2027-03-01,19:30,Elche CF,Real Madrid', '2027-03-08,19:30,Girona FC,Elche CF']), {
        sport: 'FOOTBALL',
        leagueName: 'La Liga',
        seasonYear: 2026,
      }),
    );
    await move({ season: 2026, to: 'MLS', league: 'La Liga' });
    expect(await memberships()).toEqual(['2026 MLS']);
    const moved = await move({ season: 2026, to: 'Serie A' });
    expect(moved.message).toMatch(/plays in MLS in 2026 as well.*teams move .*--league MLS .*--out/);
    await move({ season: 2026 });
    const again = await move({ season: 2026, to: 'Serie A' });
    expect(again).toMatchObject({
      left_league: 'La Liga',
      message: expect.stringMatching(/2 games in La Liga/),
    });
    expect(await memberships('Real Madrid CF')).toEqual(['2026 La Liga']);
  });

  it('refuses a name of another team of the sport, in whatever league, and writes nothing', async () => {
    await move({ season: 2025 });
    const taught = { sport: 'FOOTBALL', league: 'Serie A', team: 'AC Milan', alias: 'Diavolo' } as const;
    expect(await test.app.teamService.addAlias(taught, ANNA)).toMatchObject({ ok: true });
    await move({ season: 2025, team: 'Girona FC', name: 'Gerona Once' });
    const names = {
      'Real Madrid': /Real Madrid CF \(La Liga\)/,
      'real  madrid': /Real Madrid CF \(La Liga\)/,
      'Liverpool FC': /Liverpool FC \(Premier League\)/,
      BVB: /Borussia Dortmund \(Bundesliga\)/,
      Diavolo: /AC Milan \(Serie A\)/,
      Villareal: /Villarreal CF \(La Liga\)/,
      'gerona once': /Girona FC \(La Liga\)/,
    };
    for (const [name, bearer] of Object.entries(names))
      for (const to of ['La Liga', 'MLS'])
        expect(await move({ season: 2025, name, to }), `${name} in ${to}`).toMatchObject({
          ok: false,
          reason: 'conflict',
          message: expect.stringMatching(new RegExp(`${bearer.source}.*--team.*(--distinct|teams rename)`)),
        });
    expect(await memberships()).toEqual(['2025 La Liga']);
    for (const name of ['Elche', 'Elche CF', 'Palm Grove XI'])
      expect(await move({ season: 2025, name })).toMatchObject({ ok: true, name });
  });

  it('believes a person who insists, unless both teams play in the season of the league', async () => {
    const order = { season: 2025, name: 'Real Madrid', isDistinct: true };
    expect(await move(order)).toMatchObject({ ok: true, name: 'Real Madrid' });
    expect(await move({ ...order, isDistinct: false })).toMatchObject({ ok: true, is_new: false });
    await move({ season: 2024, team: 'Real Madrid' });
    const refused = await move({ ...order, season: 2024 });
    expect(refused).toMatchObject({ ok: false, reason: 'conflict' });
    expect(refused.message).toMatch(/teams rename/);
    expect(await memberships()).toEqual(['2025 La Liga as Real Madrid']);
  });
});
