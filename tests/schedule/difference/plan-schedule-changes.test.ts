import { describe, expect, it } from 'vitest';
import type { ExistingGame } from '../../../src/schedule/difference/change-types.ts';
import { planScheduleChanges } from '../../../src/schedule/difference/plan-schedule-changes.ts';
import type { VanishedPolicy } from '../../../src/schedule/difference/vanished-games.ts';
import type { ResolvedGame } from '../../../src/schedule/resolve-game.ts';
import { NOW_MS, existing, incoming } from './example-games.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

function plan(
  before: ExistingGame<string>[],
  file: ResolvedGame<string>[],
  options: Partial<VanishedPolicy> = {},
) {
  const full = planScheduleChanges({
    leagues: BUILT_IN,
    existing: before,
    incoming: file,
    sync: false,
    nowMs: NOW_MS,
    ...options,
  });
  return {
    full,
    brief: {
      add: full.add.map((game) => game.slateDate),
      move: full.move.map((change) => `${change.existing.slateDate} > ${change.target.slateDate}`),
      confirm: full.confirmTime.map((change) => change.target.slateDate),
      update: full.update.map((change) => change.summary),
      unchanged: full.unchanged.map((game) => game.existing.slateDate),
      cancel: full.cancel.map((game) => game.existing.slateDate),
      conflicts: full.conflicts.map((conflict) => conflict.reason),
    },
  };
}

const nothing = { add: [], move: [], confirm: [], update: [], unchanged: [], cancel: [], conflicts: [] };

describe('a file that is ingested again', () => {
  it('changes nothing', () => {
    const { brief } = plan(
      [existing('2026-01-25'), existing('2026-01-26')],
      [incoming('2026-01-25'), incoming('2026-01-26')],
    );
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-25', '2026-01-26'] });
  });

  it('adds what is new', () => {
    const { brief } = plan([], [incoming('2026-01-25'), incoming('2026-01-26')]);
    expect(brief).toEqual({ ...nothing, add: ['2026-01-25', '2026-01-26'] });
  });
});

describe('meetings of the same pair', () => {
  it('are told apart on consecutive days', () => {
    const { brief } = plan([existing('2026-01-25')], [incoming('2026-01-25'), incoming('2026-01-26')]);
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-25'], add: ['2026-01-26'] });
  });

  it('do not shift when a game is put in between two others', () => {
    const { brief } = plan(
      [existing('2026-01-25'), existing('2026-03-05')],
      [incoming('2026-01-25'), incoming('2026-02-01'), incoming('2026-03-05')],
    );
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-25', '2026-03-05'], add: ['2026-02-01'] });
  });

  it('are assigned with the smallest total move when all of them move', () => {
    const { brief } = plan(
      [existing('2026-01-20'), existing('2026-03-05')],
      [incoming('2026-03-04'), incoming('2026-02-02')],
    );
    expect(brief).toEqual({ ...nothing, move: ['2026-01-20 > 2026-02-02', '2026-03-05 > 2026-03-04'] });
  });

  it('keep the one that did not move', () => {
    const { brief } = plan(
      [existing('2026-01-25'), existing('2026-01-26')],
      [incoming('2026-01-26'), incoming('2026-01-27')],
    );
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-26'], move: ['2026-01-25 > 2026-01-27'] });
  });

  it('of a publisher with ids keep the postponed game and add its makeup', () => {
    const { brief, full } = plan(
      [
        existing('2026-01-24', { externalGameId: '1', externalSource: 'espn' }),
        existing('2026-01-26', { externalGameId: '2', externalSource: 'espn' }),
      ],
      [
        incoming('2026-01-24', { externalGameId: '1', externalSource: 'espn', status: 'postponed' }),
        incoming('2026-01-25', { externalGameId: '3', externalSource: 'espn' }),
        incoming('2026-01-26', { externalGameId: '2', externalSource: 'espn' }),
      ],
    );
    expect(brief).toEqual({
      ...nothing,
      add: ['2026-01-25'],
      update: ['status from scheduled to postponed'],
      unchanged: ['2026-01-26'],
    });
    expect(full.update[0]?.target.status).toBe('postponed');
  });

  it('in a list of another month are new games, not moved ones', () => {
    const december = Array.from({ length: 30 }, (_, index) =>
      incoming(`2026-03-${String(index + 1).padStart(2, '0')}`, {
        homeTeamKey: `home ${index}`,
        awayTeamKey: 'GSW',
      }),
    );
    const others = Array.from({ length: 9 }, (_, index) =>
      existing('2026-01-20', { homeTeamKey: `other ${index}`, awayTeamKey: 'GSW' }),
    );
    const { brief } = plan([existing('2026-01-25'), ...others], [incoming('2026-03-15'), ...december]);
    expect(brief.move).toEqual([]);
    expect(brief.add).toContain('2026-03-15');
  });
});

describe('a game that moved', () => {
  it('is moved, also to an earlier day and across weeks, and the change is told with both times', () => {
    const { full } = plan([existing('2026-03-16', { week: 21 })], [incoming('2026-01-23', { week: 14 })]);
    const [change] = full.move;
    expect(change?.summary).toMatch(/2026-03-16 20:00 to 2026-01-23 19:00; week/);
    expect(change?.fields.map(({ field }) => field)).toEqual(['game_datetime', 'slate_date', 'week']);
    expect(change?.fields[0]).toEqual({
      field: 'game_datetime',
      from: '2026-03-17T00:00:00.000Z',
      to: '2026-01-24T00:00:00.000Z',
    });
  });

  it('is moved when only the hour changed', () => {
    const later = incoming('2026-01-25', { startMs: Date.parse('2026-01-25T22:00:00-05:00') });
    const { full } = plan([existing('2026-01-25')], [later]);
    expect(full.move.map(({ summary }) => summary)).toEqual([
      'moved from 2026-01-25 19:00 to 2026-01-25 22:00',
    ]);
  });

  it('is recognised by its id however far it moved', () => {
    const id = { externalGameId: '401', externalSource: 'espn' };
    const { brief } = plan(
      [existing('2026-01-25', id), existing('2026-03-05', { externalGameId: '402', externalSource: 'espn' })],
      [incoming('2026-03-06', id), incoming('2026-03-05', { externalGameId: '402', externalSource: 'espn' })],
    );
    expect(brief).toEqual({ ...nothing, move: ['2026-01-25 > 2026-03-06'], unchanged: ['2026-03-05'] });
  });

  it('gets a new id from a publisher whose ids hold the week', () => {
    const { full } = plan(
      [existing('2026-01-20', { externalGameId: '2025_16_GSW_MIN', externalSource: 'nflverse' })],
      [incoming('2026-01-29', { externalGameId: '2025_17_GSW_MIN', externalSource: 'nflverse' })],
    );
    expect(full.move[0]?.target.externalGameId).toBe('2025_17_GSW_MIN');
    expect(full.add).toEqual([]);
  });

  it('and was postponed is scheduled again', () => {
    const { full } = plan([existing('2026-01-08', { status: 'postponed' })], [incoming('2026-01-29')]);
    expect(full.move[0]?.target).toMatchObject({ status: 'scheduled', slateDate: '2026-01-29' });
  });

  it('never takes a finished or seeded game with it', () => {
    for (const done of [
      { status: 'completed', homeScore: 100, awayScore: 90 },
      { status: 'awarded' },
      { seedingStatus: 'completed' },
      { seedingStatus: 'partial' },
    ] as const) {
      const { brief } = plan([existing('2026-01-05', done)], [incoming('2026-01-29')]);
      expect(brief).toEqual({ ...nothing, add: ['2026-01-29'] });
    }
  });
});

describe('a finished game', () => {
  const done = { status: 'completed', homeScore: 100, awayScore: 90 } as const;

  it('is neither downgraded nor rescheduled nor given another score', () => {
    const atOtherHour = incoming('2026-01-05', {
      status: 'scheduled',
      startMs: Date.parse('2026-01-05T21:00:00-05:00'),
      homeScore: 1,
      awayScore: 2,
    });
    const { full, brief } = plan([existing('2026-01-05', done)], [atOtherHour]);
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-05'] });
    expect(full.unchanged[0]?.keptBecause).toContain('finished or seeded');
  });

  it('keeps its date when a file corrects it after the result', () => {
    const { brief } = plan([existing('2026-01-05', done)], [incoming('2026-01-06', done)]);
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-05'] });
  });

  it('is finished by a file that brings the result', () => {
    const { brief } = plan([existing('2026-01-05')], [incoming('2026-01-05', done)]);
    expect(brief.update).toEqual([expect.stringMatching(/completed; .*100-90/)]);
  });
});

describe('an unknown time', () => {
  const unknown = { startMs: null, isTimeConfirmed: false } as const;

  it('that becomes known is confirmed', () => {
    const standIn = existing('2026-01-25', { ...unknown, startMs: Date.parse('2026-01-26T05:00:00Z') });
    const { full, brief } = plan([standIn], [incoming('2026-01-25')]);
    expect(brief).toEqual({ ...nothing, confirm: ['2026-01-25'] });
    expect(full.confirmTime[0]?.summary).toBe('time known: 2026-01-25 19:00');
  });

  it('in a later file does not undo a known one', () => {
    const { full, brief } = plan([existing('2026-01-25')], [incoming('2026-01-25', unknown)]);
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-25'] });
    expect(full.unchanged[0]?.keptBecause).toMatch('does not know the time');
  });

  it('on another date is a move to a day without an hour', () => {
    const { full } = plan([existing('2026-01-25')], [incoming('2026-02-25', unknown)]);
    expect(full.move[0]?.target).toMatchObject({ ...unknown, slateDate: '2026-02-25' });
    expect(full.move[0]?.summary).toMatch(/to 2026-02-25, time unknown/);
  });

  it('that stays unknown changes nothing, whatever stand-in is stored', () => {
    const standIn = existing('2026-01-25', { ...unknown, startMs: 1 });
    expect(plan([standIn], [incoming('2026-01-25', unknown)]).brief).toEqual({
      ...nothing,
      unchanged: ['2026-01-25'],
    });
  });
});

describe('with sync', () => {
  const other = { homeTeamKey: 'LAL', homeName: 'Los Angeles Lakers' };

  it('games that vanished and have not started are cancelled', () => {
    const { brief } = plan(
      [
        existing('2026-01-25', other),
        existing('2026-01-05', { homeTeamKey: 'BOS' }),
        existing('2026-01-28', { homeTeamKey: 'NYK', status: 'completed' }),
        existing('2026-01-28', { homeTeamKey: 'DAL', leagueName: 'another league' }),
        existing('2026-01-26'),
      ],
      [incoming('2026-01-26')],
      { sync: true },
    );
    expect(brief).toEqual({ ...nothing, unchanged: ['2026-01-26'], cancel: ['2026-01-25'] });
  });

  describe('and caution', () => {
    const listedBefore = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        existing('2026-01-25', { homeTeamKey: `T${index}`, providerGameId: String(index) }),
      );
    const cautious = { sync: true, isCautious: true };

    it('only games that the provider listed before are cancelled', () => {
      const { brief } = plan(
        [existing('2026-01-24', other), ...listedBefore(2)],
        [incoming('2026-01-26')],
        cautious,
      );
      expect(brief).toEqual({ ...nothing, add: ['2026-01-26'], cancel: ['2026-01-25', '2026-01-25'] });
    });

    it('none of those that were refused or that the provider still has', () => {
      const games = listedBefore(2);
      const { brief } = plan(games, [incoming('2026-01-26')], {
        ...cautious,
        goneIds: new Set([games[1]?.gameId ?? 0]),
      });
      expect(brief).toMatchObject({ cancel: ['2026-01-25'], conflicts: ['vanished_unconfirmed'] });
      const refused = { ...cautious, refusedProviderIds: new Set(['0']) };
      expect(plan(games, [incoming('2026-01-26')], refused).brief).toMatchObject({
        cancel: ['2026-01-25'],
        conflicts: [],
      });
    });
  });

  describe('and a list that may not be whole', () => {
    const slate = (date: string, count: number, change: object = {}) =>
      Array.from({ length: count }, (_, index) =>
        existing(date, { homeTeamKey: `T${index}`, awayTeamKey: date, ...change }),
      );
    const listed = (games: readonly ExistingGame<string>[]) =>
      games.map(({ homeTeamKey, awayTeamKey, slateDate, week, gameType }) =>
        incoming(slateDate, { homeTeamKey, awayTeamKey, week, gameType }),
      );
    const dates = Array.from({ length: 20 }, (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}`);
    const season = dates.flatMap((date) => slate(date, 8));
    const held = (games: readonly ExistingGame<string>[], gone: number, more: object = {}) => {
      const { brief } = plan([...games, ...season], [...listed(games.slice(gone)), ...listed(season)], {
        sync: true,
        ...more,
      });
      return { cancelled: brief.cancel.length, held: brief.conflicts.length };
    };

    it.each([15, 10, 5, 3])('cancels none of a whole slate of %i', (count) => {
      expect(held(slate('2026-01-25', count), count)).toEqual({ cancelled: 0, held: count });
    });

    it('cancels what leagues call off on a day, and all of it when somebody has looked', () => {
      expect(held(slate('2026-01-25', 12), 5)).toEqual({ cancelled: 5, held: 0 });
      expect(held(slate('2026-01-25', 12), 6)).toEqual({ cancelled: 0, held: 6 });
      expect(held(slate('2026-01-25', 12), 12, { areCancellationsConfirmed: true })).toEqual({
        cancelled: 12,
        held: 0,
      });
    });

    it('cancels none of a week that is gone over several days, but the rest of a play-off series', () => {
      const week = (change: object) =>
        ['2026-01-22', '2026-01-25', '2026-01-26'].flatMap((date) => slate(date, 1, { week: 20, ...change }));
      expect(held(week({}), 3)).toEqual({ cancelled: 0, held: 3 });
      expect(held(week({ gameType: 'playoff' }), 3)).toEqual({ cancelled: 3, held: 0 });
    });

    it('cancels nothing when a part of a season is gone, one game here and one there', () => {
      const rest = season.filter((_game, index) => index % 8 !== 0);
      const { brief } = plan(season, listed(rest), { sync: true });
      expect(brief).toMatchObject({ cancel: [] });
      expect(new Set(brief.conflicts)).toEqual(new Set(['vanished_too_many']));
    });
  });

  it('nothing is cancelled while rows of the file could not be read', () => {
    const { brief } = plan(
      [existing('2026-01-25', other), existing('2026-01-26')],
      [incoming('2026-01-26')],
      {
        sync: true,
        rejectedRows: 1,
      },
    );
    expect(brief).toEqual({
      ...nothing,
      unchanged: ['2026-01-26'],
      conflicts: ['vanished_but_rows_rejected'],
    });
  });

  it('a game that was cancelled comes back when a file lists it again', () => {
    const { full } = plan([existing('2026-01-25', { status: 'cancelled' })], [incoming('2026-01-25')]);
    expect(full.update[0]?.target.status).toBe('scheduled');
  });

  it('and without it nothing is cancelled', () => {
    const { brief } = plan([existing('2026-01-25', other)], [incoming('2026-01-26')]);
    expect(brief).toEqual({ ...nothing, add: ['2026-01-26'] });
  });
});

describe('contradictions', () => {
  it('home and away exchanged on the same day is not a second game', () => {
    const mirrored = incoming('2026-01-25', { homeTeamKey: 'GSW', awayTeamKey: 'MIN' });
    const { brief } = plan([existing('2026-01-25')], [mirrored], { sync: true });
    expect(brief).toEqual({ ...nothing, conflicts: ['sides_swapped'] });
  });

  it('the same game under two spellings is taken once', () => {
    const twin = incoming('2026-01-25', { line: 2, homeName: 'Minnesota' });
    const { brief } = plan([], [incoming('2026-01-25'), twin]);
    expect(brief).toEqual({ ...nothing, add: ['2026-01-25'], conflicts: ['duplicate_in_file'] });
  });

  it('an id that belongs to other teams changes nothing', () => {
    const id = { externalGameId: '401', externalSource: 'espn' };
    const { brief } = plan(
      [existing('2026-01-25', { ...id, homeTeamKey: 'LAL' })],
      [incoming('2026-01-25', id)],
    );
    expect(brief).toEqual({ ...nothing, conflicts: ['external_id_of_other_teams'] });
  });
});
