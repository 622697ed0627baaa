import { describe, expect, it } from 'vitest';
import { readSearchText } from '../../../src/read/tasks/search-text.ts';

describe('what somebody searches for', () => {
  it('is taken apart into days, ids and words', () => {
    expect(readSearchText(' LAL @ GSW 2026-01-15 ')).toEqual({
      dates: ['2026-01-15'],
      ids: [],
      states: [],
      words: ['LAL', 'GSW'],
    });
    expect(readSearchText('#42 heat vs. magic')).toEqual({
      dates: [],
      ids: [42],
      states: [],
      words: ['heat', 'magic'],
    });
    expect(readSearchText('Failed canceled HTTP 503')).toEqual({
      dates: [],
      ids: [],
      states: ['failed', 'cancelled'],
      words: ['HTTP', '503'],
    });
    expect(readSearchText('503').ids).toEqual([503]);
    // Days that do not exist and numbers beyond any id are words like others.
    expect(readSearchText('2026-02-30 99999999999')).toEqual({
      dates: [],
      ids: [],
      states: [],
      words: ['2026-02-30', '99999999999'],
    });
  });
});
