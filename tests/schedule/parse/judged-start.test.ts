import { describe, expect, it } from 'vitest';
import type { ReadScheduleOptions } from '../../../src/schedule/parse/parsed-game.ts';
import { isStartingHour } from '../../../src/schedule/parse/starting-hours.ts';
import { gamesOf, isoStart, readRows } from './reading.ts';
import { BUILT_IN, builtIn } from '../../support/built-in-leagues.ts';

const PAIRS: Record<string, string> = {
  NBA: 'OKC,HOU',
  NFL: 'KC,BUF',
  'Premier League': 'Arsenal,Chelsea',
  'La Liga': 'Real Madrid,Sevilla',
  Bundesliga: 'FC Bayern München,VfB Stuttgart',
  MLS: 'LA Galaxy,Seattle Sounders',
};

async function read(
  league: string,
  time: string,
  options: Partial<ReadScheduleOptions> = {},
  date = '2026-11-21',
) {
  const { sport } = builtIn(league);
  const [row] = await readRows(`date,time,home_team,away_team\n${date},${time},${PAIRS[league]}\n`, {
    sport,
    season: 2026,
    leagueName: league,
    ...options,
  });
  if (!row) throw new Error('no row');
  return row;
}

describe('a time that a 12-hour clock shows twice a day', () => {
  it.each([
    ['NBA', '7:30', '2026-11-22T00:30:00.000Z'],
    ['NBA', '07:30', '2026-11-22T00:30:00.000Z'],
    ['NBA', '7:30:00', '2026-11-22T00:30:00.000Z'],
    ['NBA', '10:00', '2026-11-22T03:00:00.000Z'],
    ['NBA', '7:30 ET', '2026-11-22T00:30:00.000Z'],
    ['NFL', '1:00', '2026-11-21T18:00:00.000Z'],
    ['NFL', '8:15', '2026-11-22T01:15:00.000Z'],
    ['NFL', '10:15', '2026-11-22T03:15:00.000Z'],
    ['Premier League', '3:00', '2026-11-21T15:00:00.000Z'],
    ['La Liga', '9:00', '2026-11-21T20:00:00.000Z'],
    ['Bundesliga', '3:30', '2026-11-21T14:30:00.000Z'],
    ['MLS', '9:30', '2026-11-22T02:30:00.000Z'],
  ])('is asked about where the league only plays in the second half: %s, %s', async (league, time, start) => {
    expect(await read(league, time)).toMatchObject({
      ok: false,
      reason: 'times_am_or_pm',
      answers: [
        { field: 'clock', value: '12h-pm' },
        { value: '24h', unlikely: true },
      ],
    });
    expect(isoStart(gamesOf([await read(league, time, { clock: '12h-pm' })])[0])).toBe(start);
    const asItStands = gamesOf([await read(league, time, { clock: '24h' })])[0];
    expect(Date.parse(start) - (asItStands?.startMs ?? 0)).toBe(12 * 3_600_000);
  });

  it.each([
    ['NBA', '12:00', '2026-11-21T17:00:00.000Z'],
    ['NBA', '19:30', '2026-11-22T00:30:00.000Z'],
    ['NFL', '12:00', '2026-11-21T17:00:00.000Z'],
    ['NFL', '9:30', '2026-11-21T14:30:00.000Z'],
    ['Premier League', '12:30', '2026-11-21T12:30:00.000Z'],
    ['Premier League', '11:30', '2026-11-21T11:30:00.000Z'],
    ['NBA', '6:00 AM', '2026-11-21T11:00:00.000Z'],
    ['NBA', '7:30 AM ET', '2026-11-21T12:30:00.000Z'],
    ['NBA', '11:10', '2026-11-21T16:10:00.000Z'],
  ])('is read as it stands where it can be meant so, or says so: %s, %s', async (league, time, start) => {
    const expected = league === 'NBA' && time === '11:10' ? { clock: '24h' as const } : {};
    for (const options of [
      expected,
      { ...expected, ...(time.endsWith('10') ? {} : { clock: '12h-pm' as const }) },
    ]) {
      expect(isoStart(gamesOf([await read(league, time, options)])[0])).toBe(start);
    }
  });

  it.each([
    '7:30 PM',
    '7:30PM',
    '7:30p',
    '7:30 p',
    '7:30 p.m.',
    '7:30 P.M',
    '7:30p.m.',
    '7:30PM ET',
    '7:30 pm ET',
    '7:30p ET',
    '7:30 p.m. (ET)',
    '7.30pm',
    '19:30',
    '19.30',
    '19h30',
    '19:30 ET',
    '19:30:00',
    '6:30 PM CT',
    '4:30p PT',
    '19:30 America/New_York',
    '00:30Z',
  ])('is none with a suffix or on the 24-hour clock: %s', async (time) => {
    const date = time === '00:30Z' ? '2026-11-22' : '2026-11-21';
    expect(isoStart(gamesOf([await read('NBA', time, {}, date)])[0])).toBe('2026-11-22T00:30:00.000Z');
  });

  it.each(['13:30 PM', '0:30 pm', '7:30 xm', '7:30 Gotham', '7:3', '24:30', '7:30 PM/6:30 CT'])(
    'is refused where it is none: %s',
    async (time) => {
      expect(await read('NBA', time)).toMatchObject({ ok: false, reason: 'bad_time' });
    },
  );

  it('is judged row by row in a file that has both clocks', async () => {
    const rows = await readRows(
      'date,time,home_team,away_team\n2026-11-21,7:30,OKC,HOU\n2026-11-21,19:30,LAL,GSW\n2026-11-21,12:30,BOS,NYK\n',
      { season: 2026 },
    );
    expect(rows.map((row) => row.ok)).toEqual([false, true, true]);
  });

  it('is asked about in the field of the date, in JSON, and where the clocks jump over the morning', async () => {
    const [dated] = await readRows('date,home,away\n2026-11-21 7:30,OKC,HOU\n', { season: 2026 });
    const json = '[{"date":"2026-11-21T07:30:00","home":"OKC","away":"HOU"}]';
    const [listed] = await readRows(json, { season: 2026 });
    const jumped = await read('MLS', '2:30', { season: 2026 }, '2026-03-08');
    for (const row of [dated, listed, jumped]) expect(row).toMatchObject({ reason: 'times_am_or_pm' });
    const [instant] = gamesOf(await readRows(json.replace(':00"', ':00Z"'), { season: 2026 }));
    expect(isoStart(instant)).toBe('2026-11-21T07:30:00.000Z');
  });

  it('may be one of UTC where nothing tells the zone', async () => {
    const zones = async (time: string, options = {}) => {
      const row = await read('NBA', time, options);
      return 'reason' in row ? [row.reason, ...(row.answers ?? []).map(({ value }) => value)] : [];
    };
    expect(await zones('00:30')).toEqual(['which_timezone', 'UTC', 'America/New_York']);
    expect(await zones('02:30')).toEqual(['times_am_or_pm', '12h-pm', 'UTC', '24h']);
    expect(await zones('7:30')).toEqual(['times_am_or_pm', '12h-pm', '24h']);
    expect(await zones('00:30', { timezone: 'America/New_York' })).toEqual([]);
    expect(await zones('00:30 ET')).toEqual([]);
    const answered = gamesOf([await read('NBA', '00:30', { timezone: 'UTC' })]);
    expect(isoStart(answered[0])).toBe('2026-11-21T00:30:00.000Z');
    expect(gamesOf([await read('MLS', '00:30')])).toHaveLength(1);
  });

  it('is one of the 24-hour clock where a program wrote it in UTC', async () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const time = `${String(hour).padStart(2, '0')}:30:00`;
      const game = gamesOf([await read('NBA', time, { timezone: 'UTC' })])[0];
      expect(isoStart(game)).toBe(`2026-11-21T${time}.000Z`);
    }
    expect(await read('NBA', '7:30', { timezone: 'UTC' })).toMatchObject({ reason: 'times_am_or_pm' });
  });

  it('keeps to the clocks on the day on which they change', async () => {
    const row = await read('NFL', '1:00', { clock: '12h-pm' }, '2026-11-01');
    expect(isoStart(gamesOf([row])[0])).toBe('2026-11-01T18:00:00.000Z');
  });

  it('has hours for every league of which schedules were counted', () => {
    const evening = Date.UTC(2026, 10, 21, 20);
    const byAnswer = Map.groupBy(BUILT_IN.all, (league) => isStartingHour(league, evening));
    expect(byAnswer.get(undefined)?.map(({ name }) => name)).toEqual(['NHL', 'MLB']);
    expect(byAnswer.get(true)).toHaveLength(BUILT_IN.all.length - 2);
  });
});
