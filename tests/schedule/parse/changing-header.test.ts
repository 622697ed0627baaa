import { describe, expect, it } from 'vitest';
import { gamesOf, readRows } from './reading.ts';

const NBA = { season: 2026 } as const;
const FIRST = ['date,time,home_team,away_team', '2026-12-01,19:30,OKC,HOU'];
const sides = async (lines: readonly string[]): Promise<string[]> =>
  gamesOf(await readRows(lines.join('\n'), NBA)).map(
    ({ awayName, homeName }) => `${awayName} at ${homeName}`,
  );

describe('a header in the middle of a file', () => {
  it('holds for the rows below it, whatever its order', async () => {
    expect(
      await sides([
        ...FIRST,
        'date,time,away_team,home_team,venue',
        '2026-12-02,19:30,LAL,GSW,Chase Center',
        'home_team,away_team,date,time',
        'BOS,NYK,2026-12-03,19:30',
      ]),
    ).toEqual(['HOU at OKC', 'LAL at GSW', 'NYK at BOS']);
  });

  it.each([
    ['with a byte-order mark', '\uFEFFdate,time,away_team,home_team'],
    ['with spaces and in capitals', ' Date , Time ,Away Team, HOME TEAM '],
    ['with other names of the columns', 'Game Date,Start Time,Visitor,Home'],
    ['with more columns than the first', 'date,time,away_team,home_team,week,venue,status,notes'],
    ['with columns that nobody knows', 'date,time,away,home,TV,Radio'],
    ['with zones and hints', 'Date (yyyy-mm-dd),Start (ET),Away,Home'],
  ])('is recognised %s', async (_how, header) => {
    expect(await sides([...FIRST, header, '2026-12-02,19:30,LAL,GSW'])).toEqual(['HOU at OKC', 'LAL at GSW']);
  });

  it('is passed over where it is the first one again', async () => {
    const rows = await readRows(
      [...FIRST, 'DATE,TIME,HOME TEAM,AWAY TEAM', '2026-12-02,19:30,LAL,GSW'].join('\n'),
      NBA,
    );
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(rows[1]).not.toHaveProperty('headerLine');
  });

  it('is kept with the rows below it, so that they are read again under their own', async () => {
    const [, row] = await readRows(
      [...FIRST, 'date,time,away_team,home_team', '2026-12-02,25:99,LAL,GSW'].join('\n'),
      NBA,
    );
    expect(row).toMatchObject({ ok: false, headerLine: 'date,time,away_team,home_team' });
  });

  it.each(['date,time,team,team2', 'Datum,Uhrzeit,Gast,Heim', 'Week,Date,Time,Matchup'])(
    'refuses the rows below it where it cannot be used: %s',
    async (header) => {
      const [first, row, last] = await readRows(
        [
          ...FIRST,
          header,
          '2026-12-02,19:30,LAL,GSW',
          'date,time,away_team,home_team',
          '2026-12-03,19:30,LAL,GSW',
        ].join('\n'),
        NBA,
      );
      expect(first).toMatchObject({ ok: true });
      expect(row).toMatchObject({
        ok: false,
        reason: 'unusable_header',
        detail: expect.stringContaining(header),
      });
      expect(row).toMatchObject({ detail: expect.stringContaining('line 3') });
      expect(last).toMatchObject({ ok: true, game: { homeName: 'GSW' } });
    },
  );

  it('is one of another layout, too', async () => {
    const bbref = 'Date,Start (ET),Visitor/Neutral,PTS,Home/Neutral,PTS,Attend.,LOG,Arena,Notes';
    const row = 'Wed Dec 2 2026,7:30p,Los Angeles Lakers,,Golden State Warriors,,,,Chase Center,';
    expect(await sides([...FIRST, bbref, row])).toEqual([
      'HOU at OKC',
      'Los Angeles Lakers at Golden State Warriors',
    ]);
  });

  it('does not end the play-offs of a layout that tells them by a line', async () => {
    const rows = await readRows(
      [
        'Date,Start (ET),Visitor/Neutral,PTS,Home/Neutral,PTS,Arena',
        'Playoffs,,,,,,',
        'Date,Start (ET),Home/Neutral,PTS,Visitor/Neutral,PTS,Notes',
        'Sun Apr 25 2027,7:30p,Boston Celtics,,New York Knicks,,',
      ].join('\n'),
      NBA,
    );
    expect(gamesOf(rows)).toMatchObject([{ gameType: 'playoff', homeName: 'Boston Celtics' }]);
  });

  it('is no row of words', async () => {
    const rows = await readRows([...FIRST, 'TBD,TBD,OKC,HOU', 'Date TBD,Home,OKC,LAL'].join('\n'), NBA);
    expect(rows.map((row) => (row.ok ? 'game' : 'reason' in row && row.reason))).toEqual([
      'game',
      'bad_date',
      'bad_date',
    ]);
  });
});
