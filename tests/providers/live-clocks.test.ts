import { describe, expect, it } from 'vitest';
import type { GameClock } from '../../src/domain/game-clock.ts';
import { footballClock } from '../../src/providers/api-sports/football/status.ts';
import { nflClock } from '../../src/providers/api-sports/nfl/status.ts';
import { espnClock } from '../../src/providers/espn/status.ts';
import { goalserveClock } from '../../src/providers/goalserve/status.ts';
import { cheapestFirst, lookCost } from '../../src/providers/look-cost.ts';
import { API_SPORTS_LIMITS } from '../../src/providers/api-sports/limits.ts';
import { ESPN_LIMITS } from '../../src/providers/espn/limits.ts';
import { GOALSERVE_LIMITS } from '../../src/providers/goalserve/limits.ts';
import { THE_ODDS_API_LIMITS } from '../../src/providers/the-odds-api/limits.ts';
import { nbaStatsClock } from '../../src/providers/nba-stats/status.ts';
import { type LiveRow, liveState } from '../../src/read/games/live-state.ts';
import { liveStepMs } from '../../src/seeding/live-steps.ts';
import { bySport } from '../../src/domain/sport.ts';
import { SPORT_FACTS } from '../../src/sports/all-facts.ts';

const { NBA, NFL, FOOTBALL, NHL, MLB } = SPORT_FACTS;
const espn = (name: string, period: number, displayClock: string, detail: string | null = null) => ({
  period,
  displayClock,
  type: { name, state: 'in', completed: false, description: null, detail },
});

describe('where play is', () => {
  it.each<[string, GameClock]>([
    ['Q3 5:23', nbaStatsClock({ gameStatusText: 'Q3 5:23', period: 3, gameClock: 'PT05M23.00S' })],
    ['Q3 5:23', nbaStatsClock({ gameStatusText: 'Q3 5:23', period: 3, gameClock: '' })],
    ['End of Q1', nbaStatsClock({ gameStatusText: 'End of 1st Qtr', period: 1, gameClock: 'PT00M00.00S' })],
    ['Half-time', nbaStatsClock({ gameStatusText: 'Halftime', period: 2, gameClock: '' })],
    ['Q4 12.4', espnClock('NBA', espn('STATUS_IN_PROGRESS', 4, '12.4'))],
    ['2OT 1:05', espnClock('NBA', espn('STATUS_IN_PROGRESS', 6, '1:05'))],
    ['End of regulation', espnClock('NBA', espn('STATUS_END_OF_REGULATION', 4, '0.0'))],
    ['Q2 0:58', goalserveClock('2nd Quarter', '0:58')],
    ['OT', goalserveClock('Over Time', '')],
    ['2OT 1:12', goalserveClock('2OT', '1:12')],
    ['2OT', goalserveClock('2nd Overtime', '')],
    ['OT 2:30', nbaStatsClock({ gameStatusText: 'OT 2:30', period: 5, gameClock: 'PT02M30.00S' })],
    ['End of OT', nbaStatsClock({ gameStatusText: 'End of OT', period: 5, gameClock: 'PT00M00.00S' })],
    ['End of OT', espnClock('NBA', espn('STATUS_END_PERIOD', 5, '0.0'))],
    ['Under way', { period: null, isBreak: false, isShootout: false, time: null }],
  ])('is %s in the NBA', (words, clock) => expect(NBA.liveWords(clock)).toBe(words));

  it.each<[string, GameClock]>([
    ['Q4 2:00', nflClock({ short: 'Q4', long: 'Fourth Quarter', timer: '02:00' })],
    ['Half-time', nflClock({ short: 'HT', long: 'Halftime', timer: null })],
    ['OT', nflClock({ short: null, long: 'Overtime', timer: { odd: true } })],
    ['OT 7:41', nflClock({ short: 'OT', long: 'Overtime', timer: '7:41' })],
    ['OT 3:02', espnClock('NFL', espn('STATUS_IN_PROGRESS', 5, '3:02'))],
  ])('is %s in the NFL', (words, clock) => expect(NFL.liveWords(clock)).toBe(words));

  it.each<[string, GameClock]>([
    ["45+1'", footballClock({ short: '1H', elapsed: 45, extra: 1 })],
    ['Half-time', footballClock({ short: 'HT', elapsed: 45 })],
    ["67'", footballClock({ short: '2H', elapsed: 67, extra: null })],
    ['Before extra time', footballClock({ short: 'BT', elapsed: 90 })],
    ["Extra time, 112'", footballClock({ short: 'ET', elapsed: 112 })],
    ['Half-time of extra time', footballClock({ short: 'BT', elapsed: 105 })],
    ['Before the penalties', footballClock({ short: 'BT', elapsed: 120 })],
    ['Break', footballClock({ short: 'BT' })],
    ['Penalties', footballClock({ short: 'P', elapsed: 120 })],
    ["90+4'", espnClock('FOOTBALL', espn('STATUS_SECOND_HALF', 2, "90'+4'"))],
    ['Penalties', espnClock('FOOTBALL', espn('STATUS_SHOOTOUT', 5, "120'"))],
    ["85'", goalserveClock('85', '85')],
    ['Second half', espnClock('FOOTBALL', espn('STATUS_SECOND_HALF', 2, 'soon'))],
  ])('is %s in football', (words, clock) => expect(FOOTBALL.liveWords(clock)).toBe(words));

  const hockey = (...of: Parameters<typeof espn>) => espnClock('NHL', { ...espn(...of), seasonType: 2 });
  const playoff = (period: number, time: string) =>
    espnClock('NHL', { ...espn('STATUS_IN_PROGRESS', period, time), seasonType: 3 });
  it.each<[string, GameClock]>([
    ['P2 12:34', hockey('STATUS_IN_PROGRESS', 2, '12:34', '12:34 - 2nd')],
    ['End of P1', hockey('STATUS_END_PERIOD', 1, '0:00', 'End of 1st')],
    ['OT 4:10', hockey('STATUS_IN_PROGRESS', 4, '4:10', '4:10 - OT')],
    ['Shoot-out', hockey('STATUS_IN_PROGRESS', 5, '0:00')],
    ['Shoot-out', hockey('STATUS_IN_PROGRESS', 4, '0:00', 'SO')],
    ['2OT 17:05', playoff(5, '17:05')],
    ['End of 2OT', espnClock('NHL', { ...espn('STATUS_END_PERIOD', 5, '0:00'), seasonType: 3 })],
  ])('is %s in the NHL', (words, clock) => expect(NHL.liveWords(clock)).toBe(words));

  const baseball = (...of: Parameters<typeof espn>) => espnClock('MLB', espn(...of));
  it.each<[string, GameClock]>([
    ['Top of inning 7', baseball('STATUS_IN_PROGRESS', 7, '0:00', 'Top 7th')],
    ['Middle of inning 7', baseball('STATUS_END_PERIOD', 7, '0:00', 'Mid 7th')],
    ['Bottom of inning 11', baseball('STATUS_IN_PROGRESS', 11, '0:00', 'Bot 11th')],
    ['Bottom of inning 3', baseball('STATUS_IN_PROGRESS', 3, '0:00', 'Bottom 3rd')],
    ['End of inning 9', baseball('STATUS_IN_PROGRESS', 9, '0:00', 'End 9th')],
    ['Top of inning 1', baseball('STATUS_RAIN_DELAY', 1, '0:00', 'Rain Delay, Top 1st')],
    ['Inning 4', baseball('STATUS_IN_PROGRESS', 4, '0:00')],
    ['Between halves of inning 4', baseball('STATUS_END_PERIOD', 4, '0:00')],
  ])('is %s in the MLB', (words, clock) => expect(MLB.liveWords(clock)).toBe(words));
});

describe('what is shown as live', () => {
  const row: LiveRow = {
    source: 'espn',
    status: 'in_progress',
    statusText: 'In Progress',
    clock: { period: 3, isBreak: false, isShootout: false, time: '5:23' },
    homeScore: 70,
    awayScore: 68,
    seenAt: new Date('2026-01-15T20:14:05Z'),
    changedAt: new Date('2026-01-15T20:13:05Z'),
    isSilent: false,
  };
  const of = (
    status: 'scheduled' | 'in_progress' | 'completed' | 'postponed',
    change: Partial<LiveRow> = {},
  ) => liveState({ sport: 'NBA', status }, { ...row, ...change });

  it('is a game that is on, whether its result says so yet or not', () => {
    expect(of('scheduled')).toMatchObject({ state: 'live', words: 'Q3 5:23', home_score: 70 });
    expect(of('in_progress')).toMatchObject({ state: 'live', in_words: 'Q3 5:23, says espn' });
  });

  it('is nothing after the final whistle, and nothing that was put off', () => {
    expect(of('completed')).toBeNull();
    expect(of('postponed')).toBeNull();
    expect(of('scheduled', { status: 'postponed' })).toBeNull();
    expect(of('scheduled', { status: 'scheduled' })).toBeNull();
    expect(of('scheduled', { status: 'completed' })).toMatchObject({ state: 'over', words: 'Final' });
  });

  it('says since when the source is silent', () => {
    expect(of('in_progress', { isSilent: true })).toMatchObject({
      state: 'silent',
      in_words: 'no word from espn since 2026-01-15 20:14:05 UTC: then Q3 5:23',
    });
  });
});

describe('the price of a look', () => {
  const costs = {
    odds: lookCost({ limits: THE_ODDS_API_LIMITS }, 'free', 'live-score'),
    apiSports: lookCost({ limits: API_SPORTS_LIMITS }, 'free', 'live-score'),
    espn: lookCost({ limits: ESPN_LIMITS }, undefined, 'live-score'),
    goalserve: lookCost({ limits: GOALSERVE_LIMITS }, undefined, 'live-score'),
  };

  it('is known from the limits table', () => {
    expect(costs).toEqual({
      odds: { counts: 'credits', most: 2 },
      apiSports: { counts: 'calls', most: 1 },
      espn: { counts: 'nothing', most: 0 },
      goalserve: { counts: 'nothing', most: 0 },
    });
  });

  it('puts no credits before calls, and no calls before what is free', () => {
    const order = cheapestFirst(['odds', 'apiSports', 'espn', 'goalserve'] as const, (name) => costs[name]);
    expect(order).toEqual(['espn', 'goalserve', 'apiSports', 'odds']);
  });

  it('says how often a source is asked', () => {
    const notFinalStepMs = bySport(() => 600_000);
    const of = (areLiveScoresOn: boolean, freeStepMs?: number, paidLiveStepMs?: number) =>
      [costs.espn, costs.apiSports, costs.odds].map((cost) =>
        liveStepMs({ areLiveScoresOn, liveStepMs: freeStepMs, paidLiveStepMs, notFinalStepMs }, 'NBA', cost),
      );
    expect(of(true)).toEqual([60_000, 600_000, 1_200_000]);
    expect(of(true, 30_000), 'what costs is not asked at the step of what is free').toEqual([
      30_000, 600_000, 1_200_000,
    ]);
    expect(of(true, 30_000, 45_000)).toEqual([30_000, 45_000, 90_000]);
    expect(of(false, 30_000, 45_000)).toEqual([600_000, 600_000, 1_200_000]);
  });
});
