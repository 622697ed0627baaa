import { describe, expect, it } from 'vitest';
import { gamesOfBody, onlyGames } from '../../../src/providers/api-sports/games-of-body.ts';

const bodyOf = (...rows: unknown[]): string => JSON.stringify({ errors: [], response: rows });

describe('the games that a body speaks of', () => {
  it('are those of each row in a slate or a batch, whatever the sport calls the id', () => {
    const nba = { endpoint: '/games', query: { date: '2026-01-15' } };
    expect(gamesOfBody({ ...nba, body: bodyOf({ id: 14_001 }, { id: 14_002 }) })).toEqual(['14001', '14002']);
    expect(gamesOfBody({ ...nba, body: bodyOf({ game: { id: 7 }, id: 1 }) })).toEqual(['7']);
    const batch = { endpoint: '/fixtures', query: { ids: '3-4-5' } };
    // The provider does not have match 5.
    expect(gamesOfBody({ ...batch, body: bodyOf({ fixture: { id: 4 } }, { fixture: { id: 3 } }) })).toEqual([
      '4',
      '3',
    ]);
  });

  it('is the one that was asked for elsewhere', () => {
    const body = bodyOf();
    expect(gamesOfBody({ endpoint: '/players/statistics', query: { game: '9' }, body })).toEqual(['9']);
    expect(gamesOfBody({ endpoint: '/games/statistics', query: { id: '9' }, body })).toEqual(['9']);
    expect(gamesOfBody({ endpoint: '/fixtures/players', query: { fixture: '9', team: '1' }, body })).toEqual([
      '9',
    ]);
  });

  it('is none where the id is not a game, and where nothing can be read', () => {
    expect(
      gamesOfBody({ endpoint: '/players', query: { id: '9', season: '2025' }, body: bodyOf({ id: 9 }) }),
    ).toEqual([]);
    expect(gamesOfBody({ endpoint: '/games', query: { date: '2026-01-15' }, body: '<html>' })).toEqual([]);
    expect(
      gamesOfBody({ endpoint: '/games', query: { date: '2026-01-15' }, body: '{"response":{}}' }),
    ).toEqual([]);
  });

  it('are left alone of a batch when only some are wanted', () => {
    const rows = [{ fixture: { id: 3 } }, { fixture: { id: 4 } }];
    expect(onlyGames(rows, ['4'])).toEqual([{ fixture: { id: 4 } }]);
    expect(onlyGames('none', ['4'])).toBe('none');
  });
});
