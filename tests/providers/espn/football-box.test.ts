import { describe, expect, it } from 'vitest';
import { footballBoxScore } from '../../../src/providers/espn/football-box.ts';
import { halvesOfEvents } from '../../../src/providers/espn/football-events.ts';
import { minuteOf } from '../../../src/providers/espn/football-minutes.ts';
import { Summary } from '../../../src/providers/espn/schema.ts';
import type { FootballBoxScore } from '../../../src/domain/football-lines.ts';

/** In the form that public clients read: nothing recorded shows one. */

const HOME = { id: '359', displayName: 'Arsenal', abbreviation: 'ARS' };
const AWAY = { id: '363', displayName: 'Chelsea', abbreviation: 'CHE' };

type Told = Record<string, unknown>;

const stat = (name: string, value: number) => ({ name, value, displayValue: String(value) });

function entry(id: string, more: Told = {}): Told {
  return {
    athlete: { id, displayName: `Pat Number${id}` },
    jersey: id,
    starter: true,
    position: { abbreviation: 'CD-L' },
    subbedIn: false,
    subbedOut: false,
    stats: [stat('totalGoals', 0), stat('ownGoals', 0), stat('yellowCards', 0), stat('redCards', 0)],
    ...more,
  };
}

function competitor(homeAway: 'home' | 'away', score: string, more: Told = {}): Told {
  return { homeAway, team: homeAway === 'home' ? HOME : AWAY, score, ...more };
}

type Parts = {
  word?: string;
  home?: Told;
  away?: Told;
  rosters?: unknown;
  teams?: unknown;
  events?: unknown;
};

function boxOf({ word = 'STATUS_FULL_TIME', home, away, rosters, teams, events }: Parts): FootballBoxScore {
  const isOver = word.startsWith('STATUS_F');
  const type = {
    name: word,
    state: isOver ? 'post' : 'pre',
    completed: isOver,
    description: 'Full Time',
  };
  const parsed = footballBoxScore(
    Summary.parse({
      header: {
        id: '704513',
        season: { year: 2024 },
        league: { slug: 'eng.1' },
        competitions: [
          {
            date: '2025-03-16T13:30Z',
            competitors: [competitor('home', '2', home), competitor('away', '1', away)],
            status: { type },
          },
        ],
      },
      boxscore: { teams: teams ?? [] },
      rosters: rosters ?? [],
      keyEvents: events ?? [],
    }),
  );
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

const lines = (...values: readonly number[]) => ({
  linescores: values.map((value) => ({ displayValue: String(value) })),
});

describe('a football summary of ESPN', () => {
  it('has the goals of each half, of extra time alone, and those of a shoot-out apart', () => {
    const plain = boxOf({ home: lines(1, 1), away: lines(0, 1) }).game;
    expect(plain).toMatchObject({ providerLeagueId: 'eng.1', homePeriodScores: [1, 1] });
    expect(plain.phaseGoals.away).toEqual({
      halftime: 0,
      fulltime: 1,
      extraTime: null,
      penaltyShootout: null,
    });
    const long = boxOf({
      word: 'STATUS_FINAL_PEN',
      home: { ...lines(1, 0, 1, 0), shootoutScore: 4 },
      away: { ...lines(0, 1, 0, 0), shootoutScore: 3 },
    }).game;
    expect(long.phaseGoals.home).toEqual({ halftime: 1, fulltime: 1, extraTime: 1, penaltyShootout: 4 });
  });

  it('has extra time before kicks only where periods or clocks of it are told', () => {
    const word = 'STATUS_FINAL_PEN';
    const kicks = { home: { score: '1', shootoutScore: 4 }, away: { score: '1', shootoutScore: 2 } };
    const sub = (clock: string) =>
      entry('2', { subbedOut: true, plays: [{ clock: { displayValue: clock }, substitution: true }] });
    const rosters = (clock: string) => [{ team: HOME, roster: [entry('1'), sub(clock)] }];
    const of = (line: readonly number[], clock = "67'") =>
      boxOf({
        word,
        home: { ...kicks.home, ...lines(...line) },
        away: { ...kicks.away, ...lines(...line) },
        rosters: rosters(clock),
      });
    const told = ({ game, playerLines }: FootballBoxScore) => ({
      ...game.phaseGoals.home,
      minutes: playerLines[0]?.minutes,
    });
    const plain = { halftime: 1, fulltime: 1, extraTime: null, penaltyShootout: 4, minutes: 90 };
    expect(told(of([1, 0]))).toEqual(plain);
    // The third line score are the kicks.
    expect(told(of([1, 0, 4]))).toEqual(plain);
    expect(told(of([1, 0], "90'+7'"))).toEqual(plain);
    expect(told(of([1, 0, 0, 0]))).toEqual({ ...plain, extraTime: 0, minutes: 120 });
    expect(told(of([1, 0], "105'"))).toEqual({ ...plain, extraTime: 0, minutes: 120 });
    const kick = { shootout: true, clock: { displayValue: "120'" } };
    const silent = boxOf({ word, ...kicks, rosters: rosters("67'"), events: [kick] });
    expect(told(silent)).toEqual({ ...plain, halftime: null, fulltime: null });
  });

  it('reads sides whose words it does not use, and leaves out and counts one that it cannot', () => {
    const odd = { homeAway: 'visitors', team: { ...HOME, displayName: '' }, formation: 433 };
    const read = boxOf({ rosters: [{ ...odd, roster: [entry('1')] }] });
    expect([read.playerLines.length, read.refused]).toEqual([1, []]);
    const nobody = { team: { displayName: 'Arsenal' }, roster: [entry('2')] };
    const half = boxOf({ rosters: [{ ...odd, roster: [entry('1')] }, nobody] });
    expect(half.playerLines).toHaveLength(1);
    expect(half.refused).toMatchObject([
      { entityType: 'player', problem: expect.stringContaining('side 2 of 2') as string },
    ]);
    expect(half.events).toBeUndefined();
    const teams = [{ homeAway: 'x', team: { id: HOME.id, displayName: '' }, statistics: [stat('saves', 3)] }];
    expect(boxOf({ teams }).teamLines).toHaveLength(1);
  });

  it('does not believe line scores that make another score, and goes by the events then', () => {
    const wrong = { home: lines(1, 0), away: lines(0, 1) };
    expect(boxOf(wrong).game.phaseGoals.home).toMatchObject({ halftime: null, fulltime: 2 });
    const goal = (team: { id: string }, number: number) => ({
      scoringPlay: true,
      period: { number },
      team: { id: team.id },
    });
    const events = [goal(HOME, 1), goal(HOME, 2), goal(AWAY, 2), { type: { type: 'substitution' } }];
    expect(boxOf({ ...wrong, events }).game.phaseGoals.home.halftime).toBe(1);
    const { game } = boxOf({});
    expect(halvesOfEvents(events.slice(1), { ...game, season: 2024, isPreseason: false } as never)).toBe(
      undefined,
    );
  });

  it('counts minutes from the clocks, and leaves what is not told empty', () => {
    const off = { subbedOut: true, plays: [{ clock: { displayValue: "45'+2'" }, substitution: true }] };
    const on = {
      starter: false,
      subbedIn: true,
      position: { abbreviation: 'SUB' },
      plays: [{ clock: { displayValue: "67'" }, substitution: true }],
    };
    const bench = { starter: false, subbedIn: { didSub: false }, stats: [] };
    const sent = {
      plays: [{ clock: { displayValue: "30'" }, redCard: true }],
      stats: [stat('redCards', 1), stat('ownGoals', 0)],
    };
    const silent = { subbedOut: true, plays: [] };
    const roster = [entry('1'), entry('2', off), entry('3', on), entry('4', bench), entry('5', sent)];
    const { playerLines, refused } = boxOf({
      rosters: [{ team: HOME, formation: '4-3-3', roster: [...roster, entry('6', silent)] }],
    });
    expect(refused).toEqual([]);
    expect(playerLines.map(({ minutes }) => minutes)).toEqual([90, 45, 23, null, 30, null]);
    expect(playerLines[2]).toMatchObject({ position: null, isSubstitute: true, shirtNumber: 3 });
    expect(playerLines[0]).toMatchObject({ position: 'D', goals: 0, saves: null, passesTotal: null });
    expect([minuteOf("90'+3'"), minuteOf('HT'), minuteOf(null)]).toEqual([90, null, null]);
  });

  it('gives an own goal to the other side, and says nothing of them where somebody lacks the figure', () => {
    const own = entry('9', { stats: [stat('ownGoals', 1), stat('totalGoals', 0)] });
    const rosters = (of: Told) => [
      { team: HOME, roster: [entry('1')] },
      { team: AWAY, roster: [of] },
    ];
    expect(boxOf({ rosters: rosters(own) }).events?.ownGoalsFor).toEqual(new Map([[HOME.id, 1]]));
    expect(boxOf({ rosters: rosters(entry('9', { stats: [] })) }).events).toBeUndefined();
  });

  it('leaves a row out that cannot be read, and is none of another match', () => {
    const bad = entry('2', { stats: [{ name: 'totalGoals', displayValue: 'two' }] });
    const { playerLines, refused } = boxOf({ rosters: [{ team: HOME, roster: [entry('1'), bad] }] });
    expect(playerLines).toHaveLength(1);
    expect(refused).toMatchObject([
      { providerEntityId: '2', problem: expect.stringContaining('totalGoals') as string },
    ]);
    const foreign = boxOf({ rosters: [{ team: { ...HOME, id: '1' }, roster: [entry('1')] }] });
    expect(foreign.unreadable.player).toMatchObject({ kind: 'mismatch' });
  });

  it('has both sides with the figures that ESPN names', () => {
    const statistics = [
      { name: 'possessionPct', displayValue: '55.4' },
      { name: 'passPct', displayValue: '0.8' },
      { name: 'totalPasses', displayValue: '1,012' },
    ];
    const teams = [HOME, AWAY].map((team) => ({ team, statistics }));
    const { teamLines } = boxOf({ teams, rosters: [{ team: HOME, formation: '4-3-3', roster: [] }] });
    expect(teamLines[0]).toMatchObject({
      formation: '4-3-3',
      goals: 2,
      possessionPercent: 55.4,
      passesTotal: 1012,
      passAccuracyPercent: null,
      redCards: null,
    });
  });

  it('has no lines before the match, whoever is named', () => {
    const rosters = [{ team: HOME, roster: [entry('1')] }];
    expect(boxOf({ word: 'STATUS_SCHEDULED', rosters }).playerLines).toEqual([]);
  });
});
