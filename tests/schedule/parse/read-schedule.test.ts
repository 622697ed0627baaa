import { describe, expect, it } from 'vitest';
import { openSchedule } from '../../../src/schedule/parse/read-schedule.ts';
import { gamesOf, inPieces, isoStart, readNative, readRows } from './reading.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const GAME = '2025-10-21,19:30,Oklahoma City Thunder,Houston Rockets';

describe('native CSV', () => {
  it('becomes games with the line of each row', async () => {
    const rows = await readNative(`${GAME}\n\n2025-10-22,22:00,LAL,GSW\n`);
    expect(gamesOf(rows)).toMatchObject([
      { line: 2, homeName: 'Oklahoma City Thunder', awayName: 'Houston Rockets', slateDate: '2025-10-21' },
      { line: 4, homeName: 'LAL', awayName: 'GSW' },
    ]);
    expect(isoStart(gamesOf(rows)[0])).toBe('2025-10-21T23:30:00.000Z');
    expect(rows[0]?.raw).toBe(GAME);
  });

  it.each([
    ['Away Team,HOME TEAM, Date ,Time'],
    ['AwayTeam,HomeTeam,DATE,time'],
    ['away-team,home_team,date,TIME'],
    ['away,home,Date,Time'],
  ])('takes the header %s', async (header) => {
    const games = gamesOf(await readRows(`${header}\nHOU,OKC,2025-10-21,19:30\n`));
    expect(games).toMatchObject([{ homeName: 'OKC', awayName: 'HOU', localDate: '2025-10-21' }]);
  });

  it.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
  ])('takes a %s as separator, with a byte-order mark and Windows line ends', async (_, separator) => {
    const text = `\uFEFFdate,time,home_team,away_team,venue\r\n${GAME},Arena\r\n`.replaceAll(',', separator);
    expect(gamesOf(await readRows(text))).toMatchObject([
      { homeName: 'Oklahoma City Thunder', venue: 'Arena' },
    ]);
  });

  it('passes over blank lines, lines of separators and repeated headers', async () => {
    const rows = await readNative(`\n${GAME}\n,,,\ndate,time,home_team,away_team\n2025-10-22,22:00,LAL,GSW`);
    expect(gamesOf(rows).map(({ line }) => line)).toEqual([3, 6]);
  });

  it('keeps the separator inside quotes, and refuses a row that it shifts', async () => {
    const header = 'date,time,home_team,away_team,venue\n';
    const rows = await readRows(`${header}${GAME},"Arena, Hall 2"\n2025-10-22,22:00,LAL,GSW,Arena, Hall 2\n`);
    expect(rows[0]).toMatchObject({ ok: true, game: { venue: 'Arena, Hall 2' } });
    expect(rows[1]).toMatchObject({ ok: false, reason: 'too_many_fields', line: 3 });
  });

  it('reads every optional column', async () => {
    const [row] = await readRows(
      'date,time,home_team,away_team,league,season,venue,week,game_type,timezone,external_game_id,status,home_score,away_score,neutral\n' +
        '2026-01-18,17:00,MEM,ORL,nba,2025-26,The O2,13,Regular Season,Europe/London,0042,Final,126,109,yes\n',
    );
    expect(row).toMatchObject({
      ok: true,
      game: {
        leagueName: 'NBA',
        seasonYear: 2025,
        venue: 'The O2',
        week: 13,
        gameType: 'regular',
        timezone: 'Europe/London',
        startMs: Date.parse('2026-01-18T17:00:00Z'),
        slateDate: '2026-01-18',
        externalGameId: '0042',
        externalSource: 'file',
        status: 'completed',
        homeScore: 126,
        awayScore: 109,
        isNeutralSite: true,
      },
    });
  });

  it('takes other layouts by a mapping of columns and a date format', async () => {
    const text = 'Heim;Gast;Spieltag;Beginn\nFC Bayern;VfB Stuttgart;22/08/2025 20:30;1\n';
    const [game] = gamesOf(
      await readRows(text, {
        sport: 'FOOTBALL',
        leagueName: 'Bundesliga',
        columns: { home: 'Heim', away_team: 'gast', date: 'Spieltag' },
        dateFormat: 'dd/MM/yyyy HH:mm',
      }),
    );
    expect(isoStart(game)).toBe('2025-08-22T18:30:00.000Z');
  });
});

describe('native JSON', () => {
  it('becomes games with the position of each', async () => {
    const document = {
      sport: 'NBA',
      season: 2025,
      games: [
        { date: '2025-10-21', time: '19:30', home_team: 'OKC', away_team: 'HOU', week: 1 },
        { date: '2025-10-22', time: null, homeTeam: 'LAL', awayTeam: 'GSW' },
        'nonsense',
      ],
    };
    const rows = await readRows(JSON.stringify(document));
    expect(rows).toMatchObject([
      { line: 1, ok: true, game: { homeName: 'OKC', week: 1, isTimeConfirmed: true } },
      { line: 2, ok: true, game: { homeName: 'LAL', isTimeConfirmed: false, startMs: null } },
      { line: 3, ok: false, reason: 'not_a_game' },
    ]);
  });

  it('may be the bare list, and its timezone counts', async () => {
    const game = { date: '2025-10-21', time: '16:30', home_team: 'LAL', away_team: 'GSW' };
    expect(gamesOf(await readRows(JSON.stringify([game])))).toHaveLength(1);
    const rows = await readRows(JSON.stringify({ timezone: 'America/Los_Angeles', games: [game] }));
    expect(isoStart(gamesOf(rows)[0])).toBe('2025-10-21T23:30:00.000Z');
  });
});

describe('rows of other seasons', () => {
  it('are passed over without being refused', async () => {
    const rows = await readRows(
      `date,time,home_team,away_team,season\n2024-10-22,19:30,BOS,NYK,2024\n${GAME},2025\n2025-10-23,,A,B,last\n`,
    );
    expect(rows.map((row) => (row.ok ? 'game' : (row.otherSeason ?? row.reason)))).toEqual([
      true,
      'game',
      'bad_season',
    ]);
  });
});

describe('reading', () => {
  it('says which layout it recognised', async () => {
    const { preset, format } = await openSchedule(inPieces(`date,time,home_team,away_team\n${GAME}`), {
      leagues: BUILT_IN,
      sport: 'NBA',
      season: 2025,
    });
    expect({ preset, format }).toEqual({ preset: 'native', format: 'csv' });
  });

  it('gives the header, so that a refused row can be read again on its own', async () => {
    const text =
      'sep=;\nDate;Time;Home Team;Away Team\n2025-10-21;19:30;OKC;HOU\n2025-10-22;evening;LAL;GSW\n';
    const { headerLine, rows } = await openSchedule(inPieces(text), {
      sport: 'NBA',
      leagues: BUILT_IN,
      season: 2025,
    });
    expect(headerLine).toBe('Date;Time;Home Team;Away Team');
    const raws: string[] = [];
    for await (const { ok, raw } of rows) if (!ok && typeof raw === 'string') raws.push(raw);
    expect(gamesOf(await readRows(`${headerLine}\n${raws[0]?.replace('evening', '12:00')}`))).toMatchObject([
      { line: 2, homeName: 'LAL', isTimeConfirmed: true },
    ]);
  });

  it('holds only a few rows of a CSV file at a time', async () => {
    let givenRows = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('date,time,home_team,away_team\n');
      for (;;) {
        givenRows += 100;
        yield new TextEncoder().encode(`${GAME}\n`.repeat(100));
      }
    }
    const { rows } = await openSchedule(endless(), { sport: 'NBA', leagues: BUILT_IN, season: 2025 });
    let taken = 0;
    for await (const row of rows) {
      expect(row.line).toBeGreaterThan(1);
      taken += 1;
      if (taken === 5000) break;
    }
    expect(givenRows).toBeLessThan(15_000);
  });
});
