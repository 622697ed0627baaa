import { describe, expect, it } from 'vitest';
import { seasonWarnings } from '../../../src/schedule/season-warnings.ts';
import { openSchedule } from '../../../src/schedule/parse/read-schedule.ts';
import { gamesOf, inPieces, isoStart, readRows } from './reading.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const NBA = { season: 2026 } as const;
const failure = async (text: string, options = {}) =>
  openSchedule(inPieces(text, 65_536), { sport: 'NBA', leagues: BUILT_IN, season: 2026, ...options }).catch(
    (error: unknown) => error,
  );

describe('what programs export', () => {
  it('is read with their missing values and their fractions', async () => {
    const header = 'Date,Time,Home,Away,home_score,away_score,venue,week,season,status,game_id';
    const rows = await readRows(
      `${header}\n2026/12/01,7:30 PM ET,OKC,HOU,110.0,104.0,NaN,6.0,2026.0,NaN,22600123.0\n1 December 2026,NaT,LAL,GSW,NaN,NaN,None,,,<NA>,\n`,
      NBA,
    );
    expect(gamesOf(rows)).toMatchObject([
      {
        homeScore: 110,
        awayScore: 104,
        venue: null,
        week: 6,
        status: 'completed',
        externalGameId: '22600123',
      },
      { homeScore: null, status: null, isTimeConfirmed: false, slateDate: '2026-12-01' },
    ]);
    expect(isoStart(gamesOf(rows)[0])).toBe('2026-12-02T00:30:00.000Z');
  });

  it('is read as JSON lines and with NaN in JSON, which says nothing about strings', async () => {
    const line = (venue: string) =>
      `{"date":"2026-12-01","time":NaN,"home":"OKC","away":"HOU","venue":"${venue}"}`;
    const [one] = gamesOf(await readRows(`[${line('NaN Arena')}]`, NBA));
    expect(one).toMatchObject({ venue: 'NaN Arena', isTimeConfirmed: false });
    const lines =
      '{"date":"2026-12-01","home":"OKC","away":"HOU"}\n{"date":"2026-12-02","home":"LAL","away":"GSW"}\n';
    expect(gamesOf(await readRows(lines, NBA))).toHaveLength(2);
  });

  it.each([
    ['Wed 2026-12-01', 'bad_date'],
    ['Wed Dec 1 2026', 'day_contradicts_date'],
    ['Wednesday, 1 December 2026', 'day_contradicts_date'],
  ])('is refused where the day of the week is another: %s', async (date, reason) => {
    const [row] = await readRows(`date,time,home,away\n"${date}",19:30,OKC,HOU\n`, NBA);
    expect(row).toMatchObject({ ok: false, reason });
  });

  it('is refused where the column of the day says another, in either format', async () => {
    const read = (day: string) => readRows(`date,day,time,home,away\n2026-12-01,${day},19:30,OKC,HOU\n`, NBA);
    for (const day of ['Tue', 'Tuesday', 'TUES.', '', '14', 'Game 3'])
      expect(await read(day)).toMatchObject([{ ok: true }]);
    const [row] = await read('Wed');
    expect(row).toMatchObject({
      reason: 'day_contradicts_date',
      detail: expect.stringMatching(/tuesday.*wednesday/),
    });
    const json = '[{"date":"2026-12-01","weekday":"Friday","home":"OKC","away":"HOU"}]';
    expect(await readRows(json, NBA)).toMatchObject([{ reason: 'day_contradicts_date' }]);
    const utc =
      'date,weekday,home,away\n2026-12-02T00:30:00Z,Tue,OKC,HOU\n2026-12-02T00:30:00Z,Wed,LAL,GSW\n';
    expect(gamesOf(await readRows(utc, NBA))).toHaveLength(2);
  });

  it('may give a column twice as long as both say the same', async () => {
    const read = (row: string) => readRows(`date,time,home,away,Date,home\n${row}\n`, NBA);
    expect(gamesOf(await read('2026-12-01,19:30,OKC,HOU,2026-12-01,OKC'))).toHaveLength(1);
    expect(gamesOf(await read('2026-12-01,19:30,,HOU,,OKC'))).toMatchObject([{ homeName: 'OKC' }]);
    const [row] = await read('2026-12-01,19:30,OKC,HOU,2026-12-02,OKC');
    expect(row).toMatchObject({
      reason: 'column_twice',
      detail: expect.stringMatching(/2026-12-01.*2026-12-02/),
    });
    const json = '[{"date":"2026-12-01","Date":"2026-12-02","home":"OKC","away":"HOU"}]';
    expect(await readRows(json, NBA)).toMatchObject([{ reason: 'column_twice' }]);
  });

  it.each(['()', '-', '?', '( )', '…'])('has no team called %s', async (name) => {
    const [row] = await readRows(`date,time,home,away\n2026-12-01,19:30,${name},HOU\n`, NBA);
    expect(row).toMatchObject({ ok: false, reason: 'missing_field' });
  });
});

describe('a file that cannot be read', () => {
  it('is none for blank lines before its header, however many', async () => {
    for (const blanks of ['\n\n', '   \n,,,\n;;\n', '\n'.repeat(200_000)]) {
      const rows = await readRows(`${blanks}date,home,away\n2026-12-01,OKC,HOU\n`, NBA);
      expect(gamesOf(rows)).toHaveLength(1);
    }
    expect(await failure('\n\n  \n')).toMatchObject({ code: 'empty' });
  });

  it('is told what it is: JSON under CSV, another layout, two documents', async () => {
    expect(await failure('[{"date":"2026-12-01"}]', { format: 'csv' })).toMatchObject({
      code: 'unknown_layout',
      message: expect.stringContaining('JSON'),
    });
    const api = await failure('[{"id":1,"date":{"start":"2026"},"teams":{}}]');
    expect(api).toMatchObject({
      code: 'unknown_layout',
      message: expect.stringContaining('id, date, teams'),
    });
    expect(await failure('[{"date":"2026-12-01"}]\n[{"date":"2026-12-02"}]')).toMatchObject({
      code: 'malformed_json',
      message: expect.stringContaining('line 2'),
      remedy: expect.not.stringContaining('broke off'),
    });
  });

  it('of which every row is of another season says which, and whether that names the end', () => {
    const all = { rows: 3, rowsOtherSeasons: 3 };
    const asked = { sport: 'NBA', leagues: BUILT_IN, seasonYear: 2026 } as const;
    const row = { otherSeason: true, line: 2, season: '2027' } as const;
    const [end] = seasonWarnings(all, asked, { ...row, date: '2026-12-01' });
    expect(end).toContain('ends');
    const [other] = seasonWarnings(all, asked, { ...row, date: '2027-12-01' });
    expect(other).toContain('--season 2027');
    expect(seasonWarnings({ rows: 3, rowsOtherSeasons: 2 }, asked, { ...row, date: '2026-12-01' })).toEqual(
      [],
    );
  });
});
