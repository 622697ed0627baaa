import { describe, expect, it } from 'vitest';
import { nbaPlayerBoxScores } from '../../../src/seeding/published/layouts/nba-player-boxscores.ts';
import { nflversePlayerWeek } from '../../../src/seeding/published/layouts/nflverse-player-week.ts';
import { nflverseTeamWeek } from '../../../src/seeding/published/layouts/nflverse-team-week.ts';
import { recogniseLayout } from '../../../src/seeding/published/recognise-layout.ts';
import { holdAgainst } from '../../../src/seeding/published/hold-against.ts';

const BACK = {
  season: '2022',
  week: '3',
  team: 'BUF',
  playerId: '00-0034857',
  name: 'Josh Allen',
  completions: '26',
  attempts: '31',
  passingYards: '297',
  passingTouchdowns: '3',
  passingInterceptions: '2',
  sacks: '2',
  sackYards: '-13',
  carries: '10',
  rushingYards: '-3',
  rushingTouchdowns: '1',
  receptions: '0',
  fantasyPoints: '25.58',
};

describe('the layouts of published box scores', () => {
  it('takes yards that were lost for what they are, whichever sign the release has, and no part for none', () => {
    expect(nflversePlayerWeek.faultOf(BACK)).toBeUndefined();
    expect(nflversePlayerWeek.figuresOf(BACK)).toMatchObject({
      rushing_yards: -3,
      sack_yards_lost: 13,
      receptions: null,
      field_goals_made: null,
    });
  });

  it.each([
    [{ fantasyPoints: '26.58' }, 'contradicts_itself', 'fantasyPoints'],
    [{ passingYards: '2I7' }, 'unreadable_number', 'passingYards'],
    [{ week: '23' }, 'unreadable_week', 'week'],
    [{ season: '22' }, 'unreadable_season', 'season'],
    [{ playerId: 'Josh Allen' }, 'unreadable_id', 'playerId'],
    [{ seasonType: 'PRE' }, 'unknown_season_type', 'seasonType'],
    [{ name: undefined }, 'missing_field', 'name'],
  ])('refuses a row with %j', (told, reason, column) => {
    expect(nflversePlayerWeek.faultOf({ ...BACK, ...told })).toMatchObject({ reason, column });
  });

  it('takes the sacks off the yards of a team', () => {
    const row = { attempts: '38', carries: '22', sacksSuffered: '3', sackYards: '-26', passingYards: '205' };
    expect(nflverseTeamWeek.figuresOf({ ...row, team: 'ARI', rushingYards: '103' })).toMatchObject({
      net_passing_yards: 179,
      total_yards: 282,
      plays: 63,
      sack_yards_lost: 26,
      turnovers: null,
    });
  });

  it('reads the three columns whose names are exchanged as what they hold, and where a game was', () => {
    const header =
      'Player,Team,Opponent,Date,Result,Minutes,Points,FGM,FGA,FG%,3PM,3PA,3P%,FTM,FTA,FT%,OREB,DREB,REB,AST,TO,STL,BLK,PF,+/-,SPI';
    const cells =
      'A. Player,NYK,NYK @ MIL,04/07/2024,W,29,18,8,9,88.9,0,0,-,2,3,66.7,3,7,10,1,1,0,2,2,7,32.5'.split(',');
    const { layout, positions } = recogniseLayout(header.split(','));
    const row = Object.fromEntries([...positions].map(([name, at]) => [name, cells[at]]));
    expect(layout).toBe(nbaPlayerBoxScores);
    expect(layout.figuresOf(row)).toMatchObject({ steals: 1, blocks: 0, turnovers: 2, assists: 1 });
    expect(layout.placeOf(row)).toEqual({
      when: { date: '2024-04-07' },
      team: 'NYK',
      opponent: 'MIL',
      isHome: false,
    });
    expect(layout.faultOf({ ...row, date: '13/07/2024' })).toMatchObject({ reason: 'unreadable_date' });
    expect(layout.faultOf({ ...row, pairing: 'BOS @ MIL' })).toMatchObject({ reason: 'unreadable_pairing' });
  });

  it('tells what the nearest layout has besides', () => {
    expect(() => recogniseLayout(['season', 'week', 'team'])).toThrow(/no layout of box scores/);
    expect(() => recogniseLayout(['season'], 'nflverse-team-week')).toThrow(/columns found: season/);
  });
});

describe('a row held against the lines of another source', () => {
  const line = {
    entityId: 7,
    teamId: 1,
    name: 'Patrick Mahomes II',
    source: 'api-sports',
    contentHash: '',
    figures: { passing_yards: 300, carries: null },
  };
  const row = {
    teamId: 1,
    name: 'Patrick Mahomes II',
    entityId: undefined,
    figures: { passing_yards: 300, rushing_yards: 2 },
  };

  it('shows who it is by figures and name together, never by one of them', () => {
    expect(holdAgainst(row, [line], 'playerId')).toEqual({ entityId: 7, finding: undefined });
    const [otherName, otherFigures, otherTeam] = [
      { ...row, name: 'Chad Henne' },
      { ...row, figures: { passing_yards: 301 } },
      { ...row, teamId: 2 },
    ];
    for (const one of [otherName, otherFigures, otherTeam])
      expect(holdAgainst(one, [line], 'playerId')).toMatchObject({
        entityId: undefined,
        finding: { reason: 'unknown_player' },
      });
    expect(holdAgainst(row, [line, { ...line, entityId: 8 }], 'playerId').entityId).toBeUndefined();
  });

  it('makes a finding of what differs about somebody who is known', () => {
    const known = { ...row, entityId: 7, figures: { passing_yards: 290 } };
    expect(holdAgainst(known, [line], 'playerId').finding).toMatchObject({ reason: 'other_source_differs' });
    expect(holdAgainst({ ...known, entityId: 9 }, [line], 'playerId').finding).toMatchObject({
      reason: 'other_source_lacks',
    });
  });
});
