import { describe, expect, it } from 'vitest';
import type { ReadScheduleOptions } from '../../../src/schedule/parse/parsed-game.ts';
import { gamesOf, isoStart, readRows } from './reading.ts';

const NBA = { season: 2026 } as const;
const BUNDESLIGA = { sport: 'FOOTBALL', leagueName: 'Bundesliga', season: 2026 } as const;
const TEAMS = { NBA: 'OKC,HOU', Bundesliga: 'FC Bayern München,VfB Stuttgart' };

async function read(date: string, time: string, options: Partial<ReadScheduleOptions> = NBA) {
  const teams = options.sport === 'FOOTBALL' ? TEAMS.Bundesliga : TEAMS.NBA;
  const csv = await readRows(`game_date,start_time,home_team,away_team\n${date},${time},${teams}\n`, options);
  const [home_team, away_team] = teams.split(',');
  const json = await readRows(
    JSON.stringify([{ game_date: date, start_time: time, home_team, away_team }]),
    options,
  );
  // Both formats go the same way.
  expect(
    JSON.stringify(json.map(({ line: _line, raw: _raw, ...row }) => row)).replace('"line":1', '"line":2'),
  ).toBe(JSON.stringify(csv.map(({ line: _line, raw: _raw, ...row }) => row)));
  return csv;
}

describe('a date beside a time of day or an instant', () => {
  it.each([
    ['2026-12-01', '2026-12-02T00:30:00Z'],
    ['2026-12-01', '2026-12-02T00:30:00.000Z'],
    ['2026-12-01', '2026-12-01T19:30:00-05:00'],
    ['2026-12-01', '2026-12-01T19:30:00.000-0500'],
    ['2026-12-01', '2026-12-01 19:30'],
    ['2026-12-01', '12/2/2026 0:30 UTC'],
    ['2026-12-02', '2026-12-02T00:30:00Z'],
    ['2026-12-02', '2026-12-01T19:30:00-05:00'],
    ['2026-12-02T00:30:00Z', '19:30'],
    ['2026-12-02T00:30:00.000Z', '7:30 PM'],
    ['2026-12-02T00:30:00Z', '7:30'],
    ['2026-12-02T00:30:00Z', '19:30-05:00'],
    ['2026-12-02T00:30:00Z', '6:30 PM CT'],
    ['2026-12-01T19:30:00-05:00', '19:30'],
    ['2026-12-02T00:30:00Z', '00:30'],
    ['2026-12-02T00:30:00Z', '2026-12-01T19:30:00-05:00'],
    ['2026-12-02T00:30:00Z', ''],
    ['2026-12-01 00:00:00', '19:30'],
    ['2026-12-01T00:00:00Z', '19:30'],
    ['2026-12-01T05:00:00.000Z', '19:30'],
    ['2026-12-01', '1900-01-01 19:30:00'],
    ['2026-12-01', '1899-12-30T19:30:00'],
  ])('agrees: %s and %s', async (date, time) => {
    const options = time.includes('/') ? { ...NBA, dateFormat: 'M/d/yyyy' } : NBA;
    const [game] = gamesOf(await read(date, time, options));
    expect(isoStart(game)).toBe('2026-12-02T00:30:00.000Z');
    expect(game?.slateDate).toBe('2026-12-01');
  });

  it('agrees where the instant is midnight in UTC, which is seven in the evening of New York', async () => {
    const [game] = gamesOf(await read('2026-12-02T00:00:00Z', '19:00'));
    expect(isoStart(game)).toBe('2026-12-02T00:00:00.000Z');
  });

  it.each([
    ['2026-12-01', '2026-12-03T00:30:00Z'],
    ['2026-12-05', '2026-12-02T00:30:00Z'],
    ['2026-12-01', '2026-12-02T19:30:00-05:00'],
    ['2026-12-01', '2026-12-02 19:30'],
    ['2026-12-02T00:30:00Z', '20:30'],
    ['2026-12-02T00:30:00Z', '7:30 AM'],
    ['2026-12-02T00:30:00Z', '19:30-08:00'],
    ['2026-12-02T00:30:00Z', '7:30 PM CT'],
    ['2026-12-02T00:30:00Z', '2026-12-02T19:30:00-05:00'],
  ])('contradicts: %s and %s', async (date, time) => {
    const [row] = await read(date, time);
    expect(row).toMatchObject({ ok: false, reason: 'date_contradicts_time' });
    expect(row).toMatchObject({ detail: expect.stringContaining(`"${date}"`) });
    expect(row).toMatchObject({ detail: expect.stringContaining(`"${time}"`) });
  });

  it('goes by the clocks of the league, whichever that is', async () => {
    const [game] = gamesOf(await read('2026-12-05T14:30:00Z', '15:30', BUNDESLIGA));
    expect(isoStart(game)).toBe('2026-12-05T14:30:00.000Z');
    const [written] = gamesOf(await read('2026-12-04T23:00:00.000Z', '15:30', BUNDESLIGA));
    expect(isoStart(written)).toBe('2026-12-05T14:30:00.000Z');
    const [late] = gamesOf(await read('2026-12-05', '2026-12-04T23:15:00Z', BUNDESLIGA));
    expect(late?.slateDate).toBe('2026-12-05');
    expect(await read('2026-12-05T14:30:00Z', '19:30', BUNDESLIGA)).toMatchObject([
      { reason: 'date_contradicts_time' },
    ]);
  });

  it('keeps the day of an instant whose time is open by its own column', async () => {
    const [game] = gamesOf(await read('2026-12-02T00:30:00Z', 'TBD'));
    expect(game).toMatchObject({ startMs: null, slateDate: '2026-12-01', isTimeConfirmed: false });
    const [day] = gamesOf(await read('2026-12-02T00:00:00', 'TBD'));
    expect(day).toMatchObject({ slateDate: '2026-12-02' });
  });

  it('is enough in one column', async () => {
    const [game] = gamesOf(await readRows('tipoff,home,away\n2026-12-02T00:30:00Z,OKC,HOU\n', NBA));
    expect(isoStart(game)).toBe('2026-12-02T00:30:00.000Z');
    const [row] = await readRows('tipoff,home,away\n19:30,OKC,HOU\n', NBA);
    expect(row).toMatchObject({ ok: false, reason: 'bad_date' });
  });
});
