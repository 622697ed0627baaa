import { describe, expect, it } from 'vitest';
import type { ReadScheduleOptions, ScheduleRow } from '../../../src/schedule/parse/parsed-game.ts';
import { gamesOf, isoStart, readRows } from './reading.ts';

const NBA = { season: 2026 } as const;
const PREMIER_LEAGUE = { sport: 'FOOTBALL', leagueName: 'Premier League', season: 2026 } as const;

async function readBoth(
  column: string,
  time: string,
  options: Partial<ReadScheduleOptions>,
  date = '2026-12-01',
): Promise<ScheduleRow[]> {
  const [home, away] = options.sport === 'FOOTBALL' ? ['Arsenal', 'Chelsea'] : ['OKC', 'HOU'];
  const [csv] = await readRows(`Date,${column},Home,Away\n${date},${time},${home},${away}\n`, options);
  const [json] = await readRows(JSON.stringify([{ Date: date, [column]: time, home, away }]), options);
  return [csv, json].flatMap((row) => row ?? []);
}

const starts = (rows: ScheduleRow[]) => new Set(gamesOf(rows).map((game) => isoStart(game)));

describe('the zone in the name of a column', () => {
  it.each([
    ['Time (UTC)', '00:30', '2026-12-01T00:30:00.000Z'],
    ['time_utc', '00:30', '2026-12-01T00:30:00.000Z'],
    ['startTimeUTC', '00:30', '2026-12-01T00:30:00.000Z'],
    ['UTC Time', '00:30', '2026-12-01T00:30:00.000Z'],
    ['Time [GMT]', '00:30', '2026-12-01T00:30:00.000Z'],
    ['Start (ET)', '19:30', '2026-12-02T00:30:00.000Z'],
    ['start_time', '19:30', '2026-12-02T00:30:00.000Z'],
    ['Start Time (EST)', '7:30 PM', '2026-12-02T00:30:00.000Z'],
    ['Time - ET', '7:30 PM', '2026-12-02T00:30:00.000Z'],
    ['Eastern Time', '7:30 PM', '2026-12-02T00:30:00.000Z'],
    ['Tipoff CT', '18:30', '2026-12-02T00:30:00.000Z'],
    ['Tip-off (Pacific)', '4:30 pm', '2026-12-02T00:30:00.000Z'],
    ['Time (America/Denver)', '17:30', '2026-12-02T00:30:00.000Z'],
    ['Time (UTC-05:00)', '19:30', '2026-12-02T00:30:00.000Z'],
    ['Kick Off (UK)', '20:30', '2026-12-01T20:30:00.000Z'],
    ['Kickoff (Europe/Madrid)', '20:30', '2026-12-01T19:30:00.000Z'],
    ['Time (24h)', '19:30', '2026-12-02T00:30:00.000Z'],
  ])('is understood: %s', async (column, time, start) => {
    expect(starts(await readBoth(column, time, NBA))).toEqual(new Set([start]));
  });

  it('is that of the whole instants of a column', async () => {
    const options = { ...NBA };
    const rows = await readRows('DateTime (UTC),home,away\n2026-12-02 00:30,OKC,HOU\n', options);
    expect(starts(rows)).toEqual(new Set(['2026-12-02T00:30:00.000Z']));
    const json = await readRows('[{"utcDate":"2026-12-02T00:30:00","home":"OKC","away":"HOU"}]', options);
    expect(starts(json)).toEqual(new Set(['2026-12-02T00:30:00.000Z']));
  });

  it('may be another for the date than for the time', async () => {
    const rows = await readRows('Date (ET),Time (UTC),Home,Away\n2026-12-01,00:30,OKC,HOU\n', NBA);
    expect(starts(rows)).toEqual(new Set(['2026-12-02T00:30:00.000Z']));
  });

  it('is the league’s where local times are told and the league has one clock', async () => {
    expect(starts(await readBoth('Local Time', '15:00', PREMIER_LEAGUE))).toEqual(
      new Set(['2026-12-01T15:00:00.000Z']),
    );
    for (const row of await readBoth('Time (local)', '19:30', NBA)) {
      expect(row).toMatchObject({ reason: 'which_timezone', answers: [{ value: 'America/New_York' }] });
    }
  });

  it.each([
    ['Time (IST)', ['Asia/Kolkata', 'Asia/Jerusalem', 'Europe/Dublin']],
    ['time_cst', ['America/Chicago', 'Asia/Shanghai']],
    ['Time (Gotham)', ['America/New_York']],
  ])('is asked about where it can be several or none: %s', async (column, zones) => {
    for (const row of await readBoth(column, '18:30', NBA)) {
      expect(row).toMatchObject({ reason: 'which_timezone', answers: zones.map((value) => ({ value })) });
    }
    const [timezone = ''] = zones;
    expect(starts(await readBoth(column, '18:30', { ...NBA, timezone })).size).toBe(1);
  });

  it('is asked about on days on which no clock shows it', async () => {
    const [row] = await readBoth('Time (EST)', '19:30', NBA, '2026-10-25');
    expect(row).toMatchObject({
      reason: 'which_timezone',
      answers: [{ value: 'America/New_York' }, { value: 'Etc/GMT+5' }],
    });
    const answered = await readBoth('Time (EST)', '19:30', { ...NBA, timezone: 'Etc/GMT+5' }, '2026-10-25');
    expect(starts(answered)).toEqual(new Set(['2026-10-26T00:30:00.000Z']));
    expect(starts(await readBoth('Kick Off (BST)', '15:00', PREMIER_LEAGUE, '2026-08-29'))).toEqual(
      new Set(['2026-08-29T14:00:00.000Z']),
    );
  });

  it('is asked about where another one was asked for, unless both are the same instant', async () => {
    const other = { ...NBA, timezone: 'America/New_York' };
    for (const row of await readBoth('Time (UTC)', '19:30', other)) {
      expect(row).toMatchObject({ reason: 'which_timezone', answers: [{ value: 'UTC' }] });
    }
    expect(starts(await readBoth('Time (ET)', '19:30', { ...NBA, timezone: 'America/Toronto' }))).toEqual(
      new Set(['2026-12-02T00:30:00.000Z']),
    );
  });

  it('tells how dates are written', async () => {
    const rows = await readRows('Date (DD/MM/YYYY),Time,Home,Away\n1/12/2026,19:30,OKC,HOU\n', NBA);
    expect(starts(rows)).toEqual(new Set(['2026-12-02T00:30:00.000Z']));
  });

  it('is kept for columns that the user names', async () => {
    const columns = { time: 'Anpfiff (UTC)', home: 'Wer', away: 'Wen', date: 'Wann' };
    const rows = await readRows('Wann,Anpfiff (UTC),Wer,Wen\n2026-12-02,00:30,OKC,HOU\n', {
      ...NBA,
      columns,
    });
    expect(starts(rows)).toEqual(new Set(['2026-12-02T00:30:00.000Z']));
    const json = '[{"Wann":"2026-12-02","Anpfiff (UTC)":"00:30","Wer":"OKC","Wen":"HOU"}]';
    expect(starts(await readRows(json, { ...NBA, columns }))).toEqual(new Set(['2026-12-02T00:30:00.000Z']));
  });

  it('leaves columns alone that hold no times', async () => {
    const [game] = gamesOf(
      await readRows('Date,Time,Home,Away,Venue (UK)\n2026-12-01,19:30,OKC,HOU,O2 Arena\n', NBA),
    );
    expect(game).toMatchObject({ venue: null });
  });
});
