import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, call, startTestServer } from './http-support.ts';

describe('the page of leagues', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.close());

  const page = async (): Promise<string> => String((await call(`${test.url}/leagues`)).body);

  async function post(path: string, fields: Record<string, string>): Promise<string> {
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page())?.[1] ?? '';
    const body = new URLSearchParams({ csrf, back: '/leagues', ...fields });
    const text = await (await fetch(`${test.url}${path}`, { method: 'POST', body })).text();
    return /class="notice [^>]*>([^<]*)</.exec(text)?.[1] ?? text;
  }

  it('lists leagues with their seasons, and adds and corrects them', async () => {
    expect(await page()).toContain('Premier League');
    const league = {
      sport: 'FOOTBALL',
      name: 'Eredivisie',
      timezone: 'Europe/Amsterdam',
      code: '',
      country: '',
    };
    expect(await post('/leagues/add', league)).toContain('is a league of FOOTBALL');
    expect(await post('/leagues/add', { ...league, name: 'Oddland', timezone: 'Mars/Olympus' })).toContain(
      'Mars',
    );
    const update = {
      sport: 'FOOTBALL',
      league: 'Eredivisie',
      timezone: 'Europe/Amsterdam',
      code: 'NL1',
      country: 'Netherlands',
    };
    expect(await post('/leagues/update', update)).toContain('is changed');
    expect(await page()).toMatch(/Netherlands,\s*Europe\/Amsterdam/);
  });

  it('corrects the days of a season', async () => {
    const season = {
      sport: 'FOOTBALL',
      league: 'La Liga',
      season: '2026',
      starts: '2026-08-15',
      ends: '2027-05-30',
    };
    const blank = { windowStarts: '', windowEnds: '' };
    expect(await post('/leagues/season', { ...season, ...blank })).toContain('2026-08-15 to 2027-05-30');
    expect(await page()).toContain('regular season 2026-08-15 to 2027-05-30');
    expect(await post('/leagues/season', { ...season, ...blank, ends: '2026-08-01' })).toContain(
      'before it starts',
    );
  });
});
