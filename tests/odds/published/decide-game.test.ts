import { describe, expect, it } from 'vitest';
import { ageOfCopy, countingCopies, mayCorrect } from '../../../src/odds/published/copy-age.ts';
import { type CandidateGame, decideGame } from '../../../src/odds/published/decide-game.ts';

const game = (facts: Partial<CandidateGame> = {}): CandidateGame => ({
  id: 1,
  slateDate: '2016-12-26',
  seasonYear: 2016,
  startMs: 0,
  week: 3,
  homeScore: 100,
  awayScore: 90,
  isExchanged: false,
  ...facts,
});

describe('the game of a row of an archive', () => {
  it('is the one of its day, and no other of the same teams beside it', () => {
    const found = decideGame({ date: '2016-12-26' }, [game(), game({ id: 2, slateDate: '2016-12-27' })]);
    expect(found).toMatchObject({ ok: true, game: { id: 1 }, isFlipped: false });
  });

  it('may be a day away where the teams meet once around then and the scores agree', () => {
    const near = game({ slateDate: '2016-12-27' });
    expect(decideGame({ date: '2016-12-26' }, [near])).toMatchObject({ ok: true });
    const score = { home: 101, away: 90 };
    expect(decideGame({ date: '2016-12-26', score }, [near])).toMatchObject({ ok: false, reason: 'no_game' });
    const other = game({ id: 2, slateDate: '2016-12-28' });
    expect(decideGame({ date: '2016-12-26' }, [near, other])).toMatchObject({ ok: false, reason: 'no_game' });
    expect(decideGame({ date: '2016-12-24' }, [near])).toMatchObject({ ok: false, reason: 'no_game' });
  });

  it('is turned where the score says that the sides are exchanged, and a question otherwise', () => {
    const exchanged = game({ isExchanged: true });
    const score = { home: 90, away: 100 };
    expect(decideGame({ date: '2016-12-26', score }, [exchanged])).toMatchObject({
      ok: true,
      isFlipped: true,
    });
    const question = { ok: false, reason: 'sides_exchanged' };
    expect(decideGame({ date: '2016-12-26' }, [exchanged])).toMatchObject(question);
  });

  it('is none where the row says of it what is not so', () => {
    const date = '2016-12-26';
    const wrong = { ok: false, reason: 'score_differs', game: { id: 1 } };
    expect(decideGame({ date, score: { home: 3, away: 99 } }, [game()])).toMatchObject(wrong);
    expect(decideGame({ date, score: { home: 90, away: 100 } }, [game()])).toMatchObject(wrong);
    expect(decideGame({ date, toldSeason: 2015 }, [game()])).toMatchObject({ reason: 'season_differs' });
    expect(decideGame({ date, week: 4 }, [game()])).toMatchObject({ reason: 'week_differs' });
    const said = { date, score: { home: 100, away: 90 }, toldSeason: 2016, week: 3 };
    expect(decideGame(said, [game()])).toMatchObject({ ok: true });
    const upcoming = game({ homeScore: null, awayScore: null, week: null });
    expect(decideGame({ ...said, week: 5 }, [upcoming])).toMatchObject({ ok: true });
  });

  it('is the one of its week where no day is told', () => {
    const games = [game(), game({ id: 2, week: 20 })];
    expect(decideGame({ date: undefined, week: 20 }, games)).toMatchObject({ ok: true, game: { id: 2 } });
    expect(decideGame({ date: undefined, week: 4 }, games)).toMatchObject({ ok: false, reason: 'no_game' });
    const unknown = [game({ week: null }), game({ id: 2, week: null })];
    expect(decideGame({ date: undefined, week: 4 }, unknown)).toMatchObject({ reason: 'several_games' });
  });
});

describe('a copy of a file', () => {
  const other = (extent: Readonly<Record<string, string>> | null) => ({ source: 'before.csv', extent });
  const mine = { 'Premier League|2015': '2016-05-17' };

  it('is newer than others of its seasons whose last result is older', () => {
    expect(ageOfCopy(mine, [other({ 'Premier League|2015': '2016-03-01' })])).toEqual({ age: 'newer' });
    const both = { ...mine, 'Premier League|2016': '2016-12-01' };
    expect(ageOfCopy(both, [other(mine)])).toEqual({ age: 'newer' });
    // What is older than one of them is older, whatever the others are.
    const all = [other({ 'Premier League|2015': '2016-03-01' }), other(both)];
    expect(ageOfCopy(mine, all)).toMatchObject({ age: 'older', otherLastDay: '2016-12-01' });
  });

  it('is not told from one with the same last result, of another version, or of other seasons', () => {
    expect(ageOfCopy(mine, [other(mine)])).toMatchObject({ age: 'unknown', lastDay: '2016-05-17' });
    expect(ageOfCopy(mine, [other(null)])).toMatchObject({ age: 'unknown', lastDay: null });
    expect(ageOfCopy(mine, [other({ 'Premier League|2014': '2015-05-24' })])).toMatchObject({ other: null });
    expect(ageOfCopy({}, [other(mine)])).toMatchObject({ age: 'unknown', hasNoResults: true });
  });

  it('that was not read to its end counts where it wrote, until a whole one has had its say', () => {
    const part = { ...other(mine), isWhole: false, wrote: 3, left: 0, updatedAtMs: 1 };
    const whole = { ...part, source: 'whole.csv', isWhole: true, updatedAtMs: 2 };
    const counting = (...loads: (typeof part)[]) => countingCopies(loads).map(({ source }) => source);
    expect(countingCopies([part])).toEqual([{ ...part, extent: null }]);
    expect(counting({ ...part, wrote: 0 })).toEqual([]);
    expect(counting(part, whole)).toEqual(['whole.csv']);
    // It came before, it left lines of others standing, or it has other seasons.
    for (const not of [{ updatedAtMs: 0 }, { left: 1 }, { extent: { 'Premier League|2014': '2015-05-24' } }])
      expect(counting(part, { ...whole, ...not })).toEqual(['before.csv', 'whole.csv']);
    expect(counting({ ...part, extent: {} }, whole)).toEqual(['before.csv', 'whole.csv']);
  });

  it('may change nothing of another one that is newer, or may be', () => {
    const allowed = (extent: Readonly<Record<string, string>>, ...others: ReturnType<typeof other>[]) =>
      mayCorrect(ageOfCopy(extent, others));
    const later = { 'Premier League|2015': '2016-06-01' };
    expect([allowed(later, other(mine)), allowed(mine, other(later))]).toEqual([true, false]);
    expect([allowed(mine, other(mine)), allowed(mine, other(null)), allowed({}, other(mine))]).toEqual([
      false,
      false,
      false,
    ]);
    // Nobody else speaks of its seasons.
    expect([allowed(mine), allowed(mine, other({ 'Premier League|2014': '2015-05-24' }))]).toEqual([
      true,
      true,
    ]);
  });
});
