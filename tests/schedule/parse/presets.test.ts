import { describe, expect, it } from 'vitest';
import { gamesOf, isoStart, readRows } from './reading.ts';

describe('bbref', () => {
  const header = 'Date,Start (ET),Visitor/Neutral,PTS,Home/Neutral,PTS,,,Attend.,LOG,Arena,Notes\n';

  it('is Eastern time, with the playoffs after the play-in games', async () => {
    const games = gamesOf(
      await readRows(
        `--- When using this data, please cite us\n${header}` +
          'Tue Oct 21 2025,7:30p,Houston Rockets,124,Oklahoma City Thunder,125,Box Score,2OT,18203,3:02,Paycom Center,\n' +
          'Sat Nov 1 2025,10:00p,Dallas Mavericks,,Detroit Pistons,,,,,,Arena CDMX,at Mexico City Mexico\n' +
          'Date,Start (ET),Visitor/Neutral,PTS,Home/Neutral,PTS,,,Attend.,LOG,Arena,Notes\n' +
          'Tue Dec 16 2025,8:30p,San Antonio Spurs,,New York Knicks,,,,,,T-Mobile Arena,NBA Cup\n' +
          'Tue Apr 14 2026,7:30p,Miami Heat,,Charlotte Hornets,,,,,,Spectrum Center,Play-In Game\n' +
          'Playoffs,,,,,,,,,,,\n' +
          'Sat Apr 18 2026,,Atlanta Hawks,,New York Knicks,,,,,,Madison Square Garden (IV),\n',
      ),
    );
    expect(games.map(({ gameType, isNeutralSite, status }) => [gameType, isNeutralSite, status])).toEqual([
      ['regular', false, 'completed'],
      ['regular', true, null],
      ['cup', true, null],
      ['playin', false, null],
      ['playoff', false, null],
    ]);
    expect(games[0]).toMatchObject({
      line: 3,
      homeName: 'Oklahoma City Thunder',
      homeScore: 125,
      awayScore: 124,
    });
    expect(isoStart(games[0])).toBe('2025-10-21T23:30:00.000Z');
    expect(isoStart(games[1])).toBe('2025-11-02T02:00:00.000Z');
    expect(games[4]?.isTimeConfirmed).toBe(false);
  });
});

describe('nflverse', () => {
  it('is Eastern time, and counts the other seasons', async () => {
    const rows = await readRows(
      'game_id,season,game_type,week,gameday,weekday,gametime,away_team,away_score,home_team,home_score,location,stadium\n' +
        '1999_01_KC_CHI,1999,REG,1,1999-09-12,Sunday,,KC,17,CHI,20,Home,Soldier Field\n' +
        '2025_01_KC_LAC,2025,REG,1,2025-09-05,Friday,20:00,KC,21,LAC,27,Neutral,Arena Corinthians\n' +
        '2025_19_LA_CAR,2025,WC,19,2026-01-10,Saturday,16:30,LA,NA,CAR,NA,Home,Bank of America Stadium\n',
      { sport: 'NFL' },
    );
    expect(rows[0]).toMatchObject({ ok: false, otherSeason: true });
    const games = gamesOf(rows.slice(1));
    expect(games).toMatchObject([
      {
        week: 1,
        isNeutralSite: true,
        externalGameId: '2025_01_KC_LAC',
        externalSource: 'nflverse',
        homeScore: 27,
        awayScore: 21,
        status: 'completed',
      },
      { week: 19, gameType: 'playoff', homeScore: null, status: null },
    ]);
    expect(games.map(isoStart)).toEqual(['2025-09-06T00:00:00.000Z', '2026-01-10T21:30:00.000Z']);
  });
});

describe('football-data', () => {
  it('is UK time whatever the country, with a division per row', async () => {
    const rows = await readRows(
      '\uFEFFDiv,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR\n' +
        "D1,22/08/2025,19:30,Bayern Munich,M'gladbach,6,0,H\nE9,23/08/2025,15:00,A,B,,,\n",
      { sport: 'FOOTBALL' },
    );
    const [game] = gamesOf(rows.slice(0, 1));
    expect(game).toMatchObject({
      leagueName: 'Bundesliga',
      slateDate: '2025-08-22',
      homeScore: 6,
      status: 'completed',
    });
    expect(isoStart(game)).toBe('2025-08-22T18:30:00.000Z');
    expect(rows[1]).toMatchObject({ ok: false, reason: 'unknown_league' });
  });

  it('of MLS puts an evening in America on the day before', async () => {
    const rows = await readRows(
      'Country,League,Season,Date,Time,Home,Away,HG,AG,Res\nUSA,MLS,2025,23/02/2025,03:30,San Jose,Real Salt Lake,4,0,H\n' +
        'USA,MLS,2024,22/02/2024,01:00,Inter Miami,Real Salt Lake,2,0,H\n',
      { sport: 'FOOTBALL' },
    );
    expect(gamesOf(rows.slice(0, 1))).toMatchObject([{ localDate: '2025-02-23', slateDate: '2025-02-22' }]);
    expect(rows[1]).toMatchObject({ otherSeason: true });
  });
});

describe('fixturedownload', () => {
  const header = 'Match Number,Round Number,Date,Location,Home Team,Away Team,Result\n';
  const row = '1,1,21/10/2025 23:30,Paycom Center,Oklahoma City Thunder,Houston Rockets,125 - 124\n';

  it('is UTC, with rounds and results', async () => {
    const [game] = gamesOf(await readRows(header + row));
    expect(game).toMatchObject({ week: 1, slateDate: '2025-10-21', homeScore: 125, awayScore: 124 });
    expect(isoStart(game)).toBe('2025-10-21T23:30:00.000Z');
  });

  it('is in the zone that the file name tells', async () => {
    const local = row.replace('23:30', '19:30');
    const [game] = gamesOf(await readRows(header + local, { fileName: 'nba-2025-EasternStandardTime.csv' }));
    expect(isoStart(game)).toBe('2025-10-21T23:30:00.000Z');
  });
});

describe('pfr', () => {
  it('lists winner and loser: @ is a visiting winner, a Super Bowl has a designated home side', async () => {
    const text =
      'Week,Day,Date,Time,Winner/tie,,Loser/tie,Date,Pts,Pts,YdsW,TOW,YdsL,TOL\n' +
      '1,Thu,2023-09-07,8:20PM,Detroit Lions,@,Kansas City Chiefs,boxscore,21,20,368,1,316,1\n' +
      '1,Sun,2023-09-10,1:00PM,Atlanta Falcons,,Carolina Panthers,boxscore,24,10,221,0,281,3\n' +
      ',,Playoffs,,,,,,,,,,,\n' +
      'SuperBowl,Sun,2024-02-11,6:30PM,San Francisco 49ers,N,Kansas City Chiefs,boxscore,30,20,1,1,1,1\n' +
      '9,Sun,2023-11-05,9:30AM,Kansas City Chiefs,N,Miami Dolphins,boxscore,21,14,1,1,1,1\n';
    const rows = await readRows(text, { sport: 'NFL', season: 2023 });
    expect(gamesOf(rows.slice(0, 3))).toMatchObject([
      { homeName: 'Kansas City Chiefs', awayName: 'Detroit Lions', homeScore: 20, awayScore: 21, week: 1 },
      { homeName: 'Atlanta Falcons', awayName: 'Carolina Panthers', homeScore: 24, awayScore: 10 },
      {
        homeName: 'Kansas City Chiefs',
        awayName: 'San Francisco 49ers',
        homeScore: 20,
        awayScore: 30,
        week: 22,
        round: 'SuperBowl',
        gameType: 'playoff',
        isNeutralSite: true,
      },
    ]);
    expect(isoStart(gamesOf(rows.slice(0, 1))[0])).toBe('2023-09-08T00:20:00.000Z');
    expect(rows[3]).toMatchObject({ ok: false, reason: 'not_a_game' });
  });

  it('of a season to come lists visitor and home, with dates without a year', async () => {
    const text =
      'Week,Day,,VisTm,Pts,,HomeTm,Pts,Time\n1,Wed,September 9,New England Patriots,,@,Seattle Seahawks,,8:20 PM\n' +
      '18,Sun,January 10,Buffalo Bills,,@,Miami Dolphins,,\n';
    const games = gamesOf(await readRows(text, { sport: 'NFL', season: 2026 }));
    expect(games).toMatchObject([
      { homeName: 'Seattle Seahawks', slateDate: '2026-09-09' },
      { homeName: 'Miami Dolphins', slateDate: '2027-01-10', isTimeConfirmed: false },
    ]);
    expect(isoStart(games[0])).toBe('2026-09-10T00:20:00.000Z');
  });
});

describe('openfootball', () => {
  const document = {
    name: 'Italian Serie A 2025/26',
    matches: [
      {
        round: 'Matchday 1',
        date: '2025-08-23',
        time: '20:45',
        team1: 'AC Milan',
        team2: 'US Cremonese',
        score: { ht: [1, 1], ft: [1, 2] },
      },
      { round: 'Matchday 38', date: '2026-05-24', team1: 'AS Roma', team2: 'SS Lazio', score: {} },
      {
        round: 'Matchday 3',
        date: '2025-09-13',
        time: '18:00',
        team1: 'Juventus FC',
        team2: 'Como 1907',
        score: { ft: [0, 3] },
        status: 'awarded',
      },
    ],
  };

  it('is the local time of the league that its name tells', async () => {
    const games = gamesOf(await readRows(JSON.stringify(document), { sport: 'FOOTBALL' }));
    expect(games).toMatchObject([
      {
        leagueName: 'Serie A',
        week: 1,
        round: 'Matchday 1',
        homeScore: 1,
        awayScore: 2,
        status: 'completed',
      },
      { week: 38, isTimeConfirmed: false, slateDate: '2026-05-24', status: null },
      { status: 'awarded' },
    ]);
    expect(isoStart(games[0])).toBe('2025-08-23T18:45:00.000Z');
  });

  it('of another season is refused as a whole', async () => {
    const reading = readRows(JSON.stringify(document), { sport: 'FOOTBALL', season: 2024 });
    await expect(reading).rejects.toMatchObject({
      code: 'wrong_season',
      remedy: expect.stringContaining('2025'),
    });
  });
});

describe('espn', () => {
  it('keeps postponed games beside their makeups', async () => {
    const rows = await readRows(
      JSON.stringify([
        {
          id: '401',
          tip: '2026-01-09T01:00:00.000Z',
          seasonType: 'regular',
          home: 'CHI',
          away: 'MIA',
          postponed: true,
        },
        {
          id: '402',
          tip: '2026-01-30T01:00:00.000Z',
          seasonType: 'regular',
          home: 'CHI',
          away: 'MIA',
          score: [113, 116],
        },
        {
          id: '403',
          tip: '2025-12-17T01:30:00.000Z',
          seasonType: 'cup',
          home: 'NY',
          away: 'SA',
          neutral: true,
        },
      ]),
    );
    expect(gamesOf(rows)).toMatchObject([
      { externalGameId: '401', status: 'postponed', slateDate: '2026-01-08' },
      {
        externalGameId: '402',
        externalSource: 'espn',
        status: 'completed',
        homeScore: 113,
        slateDate: '2026-01-29',
      },
      { gameType: 'cup', isNeutralSite: true },
    ]);
  });

  it('reads the scoreboard, whose NBA seasons are named by their end', async () => {
    const event = (id: string, year: number, overrides: object) => ({
      id,
      date: '2025-10-21T23:30Z',
      season: { year, type: 2 },
      status: { type: { name: 'STATUS_SCHEDULED', state: 'pre', completed: false } },
      competitions: [
        {
          venue: { fullName: 'Paycom Center' },
          competitors: [
            {
              homeAway: 'home',
              score: '0',
              team: { abbreviation: 'OKC', displayName: 'Oklahoma City Thunder' },
            },
            { homeAway: 'away', score: '0', team: { abbreviation: 'HOU', displayName: 'Houston Rockets' } },
          ],
          ...overrides,
        },
      ],
    });
    const rows = await readRows(
      JSON.stringify({
        events: [event('1', 2026, {}), event('2', 2025, {}), event('3', 2026, { timeValid: false })],
      }),
    );
    expect(rows[0]).toMatchObject({
      ok: true,
      game: {
        homeName: 'Oklahoma City Thunder',
        venue: 'Paycom Center',
        homeScore: null,
        status: 'scheduled',
      },
    });
    expect(rows[1]).toMatchObject({ ok: false, otherSeason: true });
    expect(rows[2]).toMatchObject({ ok: true, game: { isTimeConfirmed: false } });
  });
});
