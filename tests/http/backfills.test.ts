import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

describe('back-fills of a season', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
    const games = [{ date: '2027-03-03', time: '19:30', home_team: 'Suns', away_team: 'Jazz' }];
    expect(
      (await api('/admin/games', { body: { sport: 'NBA', season: 2026, past: 'all', games } })).status,
    ).toBe(202);
  });
  afterAll(() => test.close());

  const api = (path: string, options: Parameters<typeof call>[1] = {}) => call(`${test.url}${path}`, options);
  const cli = (...args: string[]) =>
    runCli(['seed-blanket', ...args], { environment: { DATABASE_URL: test.databaseUrl } });

  it('are started once, shown, paused, resumed and cancelled over HTTP', async () => {
    const started = await api('/admin/blanket', { body: { sport: 'nba', season: 2026 } });
    expect(started).toMatchObject({
      status: 202,
      body: { sweep: { sport: 'NBA', season: 2026, league: null, status: 'running', games_total: null } },
    });
    const { id } = started.body.sweep;
    const again = await api('/admin/blanket', { body: { sport: 'NBA', season: '2026' } });
    expect(again).toMatchObject({
      status: 202,
      body: { sweep: { id }, message: expect.stringContaining('running already') },
    });
    expect(await api(`/admin/blanket/${id}/pause`, { method: 'POST' })).toMatchObject({
      status: 200,
      body: { sweep: { status: 'paused' } },
    });
    for (const act of ['pause', 'resume']) {
      if (act === 'resume') await api(`/admin/blanket/${id}/resume`, { method: 'POST' });
      const again = await api(`/admin/blanket/${id}/${act}`, { method: 'POST' });
      expect([again.status, again.body.message]).toEqual([200, expect.stringContaining('already')]);
    }
    expect((await api(`/admin/blanket/${id}/cancel`, { method: 'POST' })).status).toBe(200);
    expect(await api(`/admin/blanket/${id}`)).toMatchObject({
      status: 200,
      body: { sweep: { status: 'cancelled' } },
    });
    expect((await api('/admin/blanket?sport=NFL')).body).toEqual({ items: [], next_cursor: null });
  });

  it('are refused with the reason for what is not there', async () => {
    expect((await api('/admin/blanket', { body: { sport: 'NBA', season: 1999 } })).status).toBe(404);
    expect(
      (await api('/admin/blanket', { body: { sport: 'NBA', season: 2026, league: 'Eredivisie' } })).status,
    ).toBe(400);
    expect((await api('/admin/blanket', { body: { sport: 'NBA' } })).status).toBe(400);
    expect((await api('/admin/blanket/999')).status).toBe(404);
    expect((await api('/admin/blanket/999/pause', { method: 'POST' })).status).toBe(404);
  });

  it('are started and stopped from the command line', async () => {
    const started = await cli('--sport', 'NBA', '--season', '2026', '--json');
    expect(started.exitCode).toBe(0);
    const { sweep } = JSON.parse(started.stdout);
    expect(sweep).toMatchObject({ status: 'running', games_seeded: 0 });
    // The same by the command, the list and the page of all back-fills.
    const all = (...words: string[]) =>
      runCli(['backfill', ...words, '--json'], { environment: { DATABASE_URL: test.databaseUrl } });
    expect(JSON.parse((await all('list')).stdout).items[0]).toMatchObject({ id: sweep.id, season: 2026 });
    expect(JSON.parse((await all('pause', String(sweep.id))).stdout).backfill.status).toBe('paused');
    expect((await api('/admin/backfills')).body.items[0]).toMatchObject({ id: sweep.id, status: 'paused' });
    const page = await (await fetch(`${test.url}/backfills`)).text();
    expect(page).toContain(`/backfills/${sweep.id}/resume`);
    expect((await all('resume', String(sweep.id))).exitCode).toBe(0);
    expect([(await all('status', '999')).exitCode, (await all('pause', 's3')).exitCode]).toEqual([1, 64]);
    const shown = await cli('--status', String(sweep.id));
    expect(shown.stdout).toMatch(new RegExp(`Back-fill ${sweep.id} is running: 0 of .* unknown`));
    expect((await cli('--cancel', String(sweep.id))).exitCode).toBe(0);
    expect((await cli('--list')).stdout).toContain('cancelled');
    expect((await cli('--sport', 'NBA')).exitCode).toBe(64);
  });

  it('show how many players and teams of a game are settled', async () => {
    const { body } = await api('/admin/games?sport=NBA');
    expect(body.items[0]).toMatchObject({ entities_done: null, entities_expected: null });
    const tasks = await api('/admin/tasks');
    expect(tasks.body.items[0]).toMatchObject({ plan: null, fallback_from: null, entities_done: null });
  });

  it('of the past are estimated, begun and steered over HTTP, and shown on their page', async () => {
    const body = {
      league: 'NBA',
      from: '2024-01-10',
      to: '2024-02-03',
      source: 'api-sports',
      parts: ['schedule'],
    };
    const estimated = await api('/admin/backfills', { body: { ...body, dry_run: true } });
    expect(estimated).toMatchObject({
      status: 200,
      body: { outlook: { estimate: { units: 2 }, units_done: 0 } },
    });
    const begun = await api('/admin/backfills', { body });
    expect(begun).toMatchObject({
      status: 202,
      body: { backfill: { status: 'running', league: 'NBA', units: 2 } },
    });
    const { id } = begun.body.backfill;
    expect(await api(`/admin/backfills/${id}/pause`, { method: 'POST' })).toMatchObject({
      status: 200,
      body: { backfill: { status: 'paused' } },
    });
    expect((await api('/admin/backfills', { body })).status).toBe(409);
    expect(await api(`/admin/backfills/${id}`)).toMatchObject({
      body: {
        units: [
          { unit: '2024-01', from_day: '2024-01-10' },
          { unit: '2024-02', to_day: '2024-02-03' },
        ],
      },
    });
    const page = await (await fetch(`${test.url}/backfills/${id}`)).text();
    for (const words of ['NBA: schedule from api-sports', '2024-01', '2024-02', `/backfills/${id}/resume`])
      expect(page).toContain(words);
    expect(await (await fetch(`${test.url}/backfills`)).text()).toContain(`href="/backfills/${id}"`);
    expect((await api(`/admin/backfills/${id}/resume`, { method: 'POST' })).body.backfill.status).toBe(
      'running',
    );
    expect((await api(`/admin/backfills/${id}/cancel`, { method: 'POST' })).body.backfill.status).toBe(
      'cancelled',
    );
    const all = (await api('/admin/backfills')).body.items;
    expect(all[0]).toMatchObject({ id, status: 'cancelled' });
    const first = (await api('/admin/backfills?limit=1')).body;
    const rest = (await api(`/admin/backfills?cursor=${first.next_cursor}`)).body;
    expect([...first.items, ...rest.items].map((one) => one.id)).toEqual(
      all.map((one: typeof first) => one.id),
    );
    expect(rest.next_cursor).toBeNull();
    expect((await api('/admin/backfills?cursor=elsewhere')).status).toBe(400);
    for (const wrong of [
      { league: 'Eredivisie' },
      { source: 'nobody' },
      { from: '2024-02-30' },
      { parts: ['all'] },
      { odds_at: ['soon'] },
    ])
      expect((await api('/admin/backfills', { body: { ...body, ...wrong } })).status).toBe(400);
    expect((await api('/admin/backfills/999')).status).toBe(404);
    expect((await fetch(`${test.url}/backfills/999`)).status).toBe(404);
  });

  it('read a file that is sent, by its months', async () => {
    const header =
      'season,date,regular,playoffs,away,home,score_away,score_home,whos_favored,spread,total,moneyline_away,moneyline_home,h2_spread,h2_total,id_spread,id_total';
    const row = '2023,2023-01-03,True,False,bos,mia,99,101,home,3.5,210.5,150,-170,3,105,1,1';
    const send = async (query: string, body = `${header}\n${row}\n`, type = 'text/csv') => {
      const answer = await fetch(`${test.url}/admin/backfills/files${query}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    expect(await send('?dry_run&name=lines.csv')).toMatchObject({
      status: 200,
      body: { outlook: { league: 'NBA', files: { rows: 1, games: 1 }, estimate: { units: 2, calls: 0 } } },
    });
    expect(await send('?name=lines.csv&parts=schedule&league=nba')).toMatchObject({
      status: 202,
      body: { backfill: { status: 'running', units: 1 }, outlook: { files: { rows: 1 } } },
    });
    expect((await send('?from=2024')).status).toBe(400);
    expect((await send('', 'a,b\n1,2\n')).body['type']).toBe('urn:scoracle:problem:unusable_file');
    expect((await send('', row, 'application/pdf')).status).toBe(415);
    for (const wrong of ['?league=Eredivisie', '?parts=all', '?from=2024-02-30', '?to=x', '?nobody=1'])
      expect([wrong, (await send(wrong)).status]).toEqual([wrong, 400]);
  });
});
