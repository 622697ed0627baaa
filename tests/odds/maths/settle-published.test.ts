import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { BetResult } from '../../../src/domain/bet-result.ts';
import type { OddsSide } from '../../../src/domain/odds.ts';
import { type SettledMarket, settle } from '../../../src/odds/maths/settle.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);
const NFL = new URL('schedules/nflverse_games_1999-2025.csv', DATA);
const NBA = new URL('odds/nba_betting_2008-2023.csv', DATA);
const ABSENT = ' (skipped: there is no folder shared/data beside the checkout)';

type Row = Readonly<Record<string, string>>;

function rowsOf(file: URL): readonly Row[] {
  return parse<Row>(readFileSync(file), { columns: true, bom: true });
}

function resultOf(
  market: SettledMarket,
  pick: OddsSide,
  point: number,
  home: string,
  away: string,
): BetResult {
  const settled = settle({ market, pick, point, price: 1.9091 }, { home: Number(home), away: Number(away) });
  if (!settled.ok) throw new Error(settled.problem);
  return settled.result;
}

function tally(results: readonly BetResult[]): readonly (number | undefined)[] {
  return (['win', 'loss', 'push'] as const).map((one) => results.filter((result) => result === one).length);
}

const hasNfl = existsSync(NFL);
const hasNba = existsSync(NBA);

describe.skipIf(!hasNfl)(`the closing lines of the NFL, 1999-2025${hasNfl ? '' : ABSENT}`, () => {
  it('are covered, not covered and pushed as often as published', () => {
    const played = rowsOf(NFL).filter((row) => row['home_score'] !== '' && row['home_score'] !== 'NA');
    const bySpread = played
      .filter(({ spread_line: line = '' }) => line !== '' && line !== 'NA')
      // There the line is positive where home is favoured.
      .map(({ spread_line: line, home_score: home = '', away_score: away = '' }) =>
        resultOf('spreads', 'home', -Number(line), home, away),
      );
    expect(tally(bySpread)).toEqual([3_426, 3_563, 195]);
    const byTotal = played
      .filter(({ total_line: line = '' }) => line !== '' && line !== 'NA')
      .map(({ total_line: line, home_score: home = '', away_score: away = '' }) =>
        resultOf('totals', 'over', Number(line), home, away),
      );
    expect(tally(byTotal)).toEqual([3_492, 3_586, 106]);
  });
});

describe.skipIf(!hasNba)(`the lines of the NBA, 2007-08 to 2022-23${hasNba ? '' : ABSENT}`, () => {
  const WORDS: Partial<Record<BetResult, string>> = { win: '1', loss: '0', push: '2' };

  it('are settled as the file says, in every game that has one', () => {
    const rows = rowsOf(NBA);
    const spreads = rows.filter(({ spread }) => spread !== '');
    const totals = rows.filter(({ total }) => total !== '');
    const wrongSpreads = spreads.filter((row) => {
      const { whos_favored: side, spread, score_home: home = '', score_away: away = '' } = row;
      const isHome = side === 'home';
      const point = isHome ? -Number(spread) : Number(spread);
      return WORDS[resultOf('spreads', isHome ? 'home' : 'away', point, home, away)] !== row['id_spread'];
    });
    const wrongTotals = totals.filter((row) => {
      const { total, score_home: home = '', score_away: away = '' } = row;
      return WORDS[resultOf('totals', 'over', Number(total), home, away)] !== row['id_total'];
    });
    expect({ wrongSpreads, wrongTotals }).toEqual({ wrongSpreads: [], wrongTotals: [] });
    // Three games have no spread in the file.
    expect([rows.length, spreads.length, totals.length]).toEqual([20_478, 20_475, 20_478]);
  });
});
