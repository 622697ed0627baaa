import { describe, expect, it } from 'vitest';
import type { ReadScheduleOptions, ScheduleRow } from '../../../src/schedule/parse/parsed-game.ts';
import { gamesOf, isoStart, readNative, readRows } from './reading.ts';

type Refused = Extract<ScheduleRow, { reason: string }>;

async function refusal(line: string, options: Partial<ReadScheduleOptions> = {}): Promise<Refused> {
  const [row] = await readNative(line, options);
  if (row === undefined || row.ok || row.otherSeason) throw new Error(`not refused: ${JSON.stringify(row)}`);
  return row;
}

describe('a row is refused', () => {
  it('without a team or a date', async () => {
    const row = await refusal('2025-10-21,19:30,,HOU');
    expect(row).toMatchObject({ reason: 'missing_field', detail: 'home team missing', line: 2 });
    expect(await refusal(',19:30,OKC,HOU')).toMatchObject({
      reason: 'missing_field',
      detail: 'date missing',
    });
  });

  it.each([
    ['2025-02-30', 'calendar does not have'],
    ['2025-13-01', 'calendar does not have'],
    ['tomorrow', 'not a date'],
  ])('with the date %s', async (date, problem) => {
    const row = await refusal(`${date},19:30,OKC,HOU`);
    expect(row).toMatchObject({
      reason: 'bad_date',
      detail: expect.stringMatching(`^date "${date}" .*${problem}`),
    });
  });

  it.each(['25:00', '19:60', '13:00 PM', '19', 'evening', '7:30x'])('with the time %s', async (time) => {
    const row = await refusal(`2025-10-21,${time},OKC,HOU`);
    expect(row).toMatchObject({ reason: 'bad_time', detail: `time "${time}" cannot be read` });
    expect(row.remedy).toContain('7:30 PM');
  });

  it('with a time that the clocks jump over, saying both possible instants', async () => {
    const row = await refusal('2026-03-08,02:30,OKC,HOU');
    expect(row.reason).toBe('time_does_not_exist');
    expect(row.detail).toContain('02:30 on 2026-03-08 in America/New_York');
    expect(row.remedy).toContain('2026-03-08T06:30:00Z or 2026-03-08T07:30:00Z');
  });

  it('with a time that exists twice, saying both possible instants', async () => {
    const row = await refusal('2025-11-02,01:30,OKC,HOU');
    expect(row.reason).toBe('time_ambiguous');
    expect(row.remedy).toContain('2025-11-02T05:30:00Z or 2025-11-02T06:30:00Z');
    const inEurope = await refusal('2025-10-26,02:30,Arsenal,Chelsea', {
      sport: 'FOOTBALL',
      leagueName: 'Premier League',
      timezone: 'Europe/Paris',
    });
    expect(inEurope.reason).toBe('time_ambiguous');
  });

  it('with an unknown zone, or with one that clocks do not show on that day', async () => {
    const [unknown] = await readRows('date,time,home,away,timezone\n2025-10-21,19:30,OKC,HOU,Gotham\n');
    expect(unknown).toMatchObject({
      ok: false,
      reason: 'unknown_timezone',
      detail: 'timezone "Gotham" is unknown',
    });
    const [row] = await readRows('date,time,home,away,timezone\n2025-10-21,19:30,OKC,HOU,EST\n');
    expect(row).toMatchObject({
      ok: false,
      reason: 'which_timezone',
      answers: [{ value: 'America/New_York' }, { value: 'Etc/GMT+5' }],
    });
  });

  it('of another season by its date, also by a few months', async () => {
    expect(await refusal('2024-10-22,19:30,OKC,HOU')).toMatchObject({
      reason: 'date_outside_season',
      remedy: expect.stringContaining('--season 2024'),
    });
    expect((await refusal('2026-10-20,19:30,OKC,HOU')).reason).toBe('date_outside_season');
    expect((await refusal('2025-10-21,19:30,OKC,HOU', { season: 2024 })).reason).toBe('date_outside_season');
  });

  it('of the seasons around the pause of 2020 only where they really lay', async () => {
    const finals = '2020-10-11,19:30,MIA,LAL';
    expect(gamesOf(await readNative(finals, { season: 2019 }))).toHaveLength(1);
    expect((await refusal(finals, { season: 2020 })).reason).toBe('date_outside_season');
  });

  it('without a league where the sport has several, of an unknown one, or of another one than asked for', async () => {
    const football = { sport: 'FOOTBALL' } as const;
    const text =
      'date,time,home,away,league\n2025-10-21,19:30,A,B,E1\n2025-10-21,19:30,A,B,E0\n2025-10-21,19:30,A,B,\n';
    expect(await readRows(text, football)).toMatchObject([
      { reason: 'unknown_league', detail: 'league "E1" is unknown' },
      { ok: true },
      { reason: 'unknown_league', detail: 'league missing' },
    ]);
    const rows = await readRows(text, { ...football, leagueName: 'La Liga' });
    expect(rows).toMatchObject([{ reason: 'unknown_league' }, { reason: 'other_league' }, { ok: true }]);
  });

  it('with a team that plays itself', async () => {
    expect((await refusal('2025-10-21,19:30,OKC,okc')).reason).toBe('same_team_twice');
  });

  it('with an unknown status, kind of game or score', async () => {
    const text =
      'date,time,home,away,status,game_type,home_score,away_score\n' +
      '2025-10-21,19:30,A,B,perhaps,,,\n2025-10-21,19:30,C,D,,warm-up,,\n' +
      '2025-10-21,19:30,E,F,,,100,\n2025-10-21,19:30,G,H,,,-1,5\n2025-10-21,19:30,I,J,,,1999,5\n';
    const reasons = (await readRows(text)).map((row) => ('reason' in row ? row.reason : 'game'));
    expect(reasons).toEqual(['unknown_status', 'unknown_game_type', 'bad_score', 'bad_score', 'bad_score']);
  });

  it('that stands in the file twice, saying where', async () => {
    const rows = await readNative(
      '2025-10-21,19:30,OKC,HOU\n2025-10-22,19:30,OKC,HOU\n2025-10-21,20:30,okc,HOU\n',
    );
    expect(rows.map((row) => row.ok)).toEqual([true, true, false]);
    expect(rows[2]).toMatchObject({
      reason: 'duplicate_row',
      detail: expect.stringMatching(/^HOU at okc .*2025-10-21 .*line 2/),
    });
  });
});

describe('times', () => {
  it.each([
    ['19:30', '2025-10-21T23:30:00.000Z'],
    ['19:30:15', '2025-10-21T23:30:15.000Z'],
    ['7:30p', '2025-10-21T23:30:00.000Z'],
    ['7:30 PM', '2025-10-21T23:30:00.000Z'],
    ['7 pm', '2025-10-21T23:00:00.000Z'],
    ['12:00 AM', '2025-10-21T04:00:00.000Z'],
    ['12:30p', '2025-10-21T16:30:00.000Z'],
    ['19:30Z', '2025-10-21T19:30:00.000Z'],
    ['19:30-07:00', '2025-10-22T02:30:00.000Z'],
    ['2025-10-21T19:30:00+02:00', '2025-10-21T17:30:00.000Z'],
  ])('%s is %s', async (time, expected) => {
    expect(isoStart(gamesOf(await readNative(`2025-10-21,${time},OKC,HOU`))[0])).toBe(expected);
  });

  it('that are not known keep the game with its date', async () => {
    const games = gamesOf(
      await readNative('2025-10-21,,A,B\n2025-10-21,TBD,C,D\n2025-10-21,tba,E,F\n2025-10-21,-,G,H\n'),
    );
    for (const game of games) {
      expect(game).toMatchObject({
        startMs: null,
        isTimeConfirmed: false,
        timeProblem: 'not_given',
        slateDate: '2025-10-21',
      });
    }
  });

  it('may stand in the date, with an offset that needs no zone', async () => {
    const [game] = gamesOf(await readNative('2025-10-22T02:00:00Z,,LAL,GSW'));
    expect(game).toMatchObject({ slateDate: '2025-10-21', localDate: '2025-10-22' });
    expect(isoStart(game)).toBe('2025-10-22T02:00:00.000Z');
  });

  it('are read in the zone of the row, else of the file, else of the league', async () => {
    const text = 'date,time,home,away,timezone\n2025-10-21,19:30,A,B,America/Denver\n2025-10-21,19:30,C,D,\n';
    const inFileZone = gamesOf(await readRows(text, { timezone: 'America/Chicago' })).map(isoStart);
    expect(inFileZone).toEqual(['2025-10-22T01:30:00.000Z', '2025-10-22T00:30:00.000Z']);
    expect(isoStart(gamesOf(await readRows(text))[1])).toBe('2025-10-21T23:30:00.000Z');
  });

  it('follow daylight saving on both continents', async () => {
    const nba = gamesOf(await readNative('2026-03-07,19:00,A,B\n2026-03-08,19:00,A,B\n'));
    expect(nba.map(isoStart)).toEqual(['2026-03-08T00:00:00.000Z', '2026-03-08T23:00:00.000Z']);
    const league = { sport: 'FOOTBALL', leagueName: 'Bundesliga' } as const;
    const bundesliga = gamesOf(await readNative('2026-03-28,15:30,A,B\n2026-03-29,15:30,A,B\n', league));
    expect(bundesliga.map(isoStart)).toEqual(['2026-03-28T14:30:00.000Z', '2026-03-29T13:30:00.000Z']);
  });
});
