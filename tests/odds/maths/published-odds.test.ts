import { describe, expect, it } from 'vitest';
import { closingLine, openingLine } from '../../../src/odds/maths/closing-line.ts';
import { type ConsensusMoment, consensusMoments } from '../../../src/odds/maths/consensus-moments.ts';
import { type JudgedGame, marketEfficiency } from '../judged-games.ts';
import { movementOf } from '../../../src/odds/maths/movement.ts';
import { NFL_FACTS } from '../../../src/sports/nfl/facts.ts';
import {
  ABSENT,
  ARE_PRESENT,
  type PublishedEvent,
  nbaEvents,
  nflEvents,
  nflGameFinder,
} from './published-changes.ts';

const MARKETS = ['h2h', 'spreads', 'totals'] as const;
const NO_EXCHANGES: ReadonlySet<string> = new Set();

function momentsOf(
  events: readonly PublishedEvent[],
  exchanges: ReadonlySet<string>,
): readonly ConsensusMoment[] {
  return events.flatMap(({ changes }) =>
    MARKETS.flatMap((market) => [...consensusMoments({ market, changes, exchanges })]),
  );
}

/** The holds that anybody would compute from the prices of what is called consensus. */
function holdsOf(moments: readonly ConsensusMoment[]): readonly number[] {
  return moments.flatMap(({ consensus }) =>
    consensus.ok ? [1 - 1 / consensus.outcomes.reduce((sum, { price }) => sum + 1 / price, 0)] : [],
  );
}

function reasonsOf(moments: readonly ConsensusMoment[]): readonly string[] {
  const all = moments.flatMap(({ consensus }) => consensus.leftOut.map(({ reason }) => reason));
  return [...new Set(all)].toSorted();
}

describe.skipIf(!ARE_PRESENT)(`the change log of the NFL${ABSENT}`, () => {
  const events = ARE_PRESENT ? nflEvents() : [];
  const gameOf = ARE_PRESENT ? nflGameFinder() : () => undefined;
  const games = events.flatMap((event) => {
    const game = gameOf(event);
    // Games after the end of the log have no close in it.
    const isOver =
      game !== undefined &&
      event.changes.some(({ capturedAtMs }) => capturedAtMs > game.startMs - 3 * 86_400_000);
    return isOver ? [{ ...event, game }] : [];
  });

  it('has a consensus at every moment, whose hold is never negative', () => {
    expect(events.reduce((rows, { changes }) => rows + changes.length, 0)).toBe(99_767);
    const moments = momentsOf(events, NO_EXCHANGES);
    const holds = holdsOf(moments);
    expect([moments.length, holds.length]).toEqual([21_299, 21_299]);
    expect(Math.min(...holds)).toBeGreaterThan(0.02);
    expect(Math.max(...holds)).toBeLessThan(0.12);
    expect(reasonsOf(moments)).toEqual(['stale']);
  });

  it('closes within a point of the league’s file in 95 % of the games at least', () => {
    const shareWithin = (market: 'spreads' | 'totals') => {
      const agreed = games.map(({ changes, game }) => {
        const value = market === 'spreads' ? game.spread : game.total;
        const secondSource = { name: 'nflverse', value };
        const request = { market, changes, startMs: game.startMs, exchanges: NO_EXCHANGES, secondSource };
        const close = closingLine(request);
        if (!close.ok) throw new Error(close.problem);
        expect(close.atMs).toBeLessThan(game.startMs);
        return close.secondSource?.agrees === true;
      });
      return agreed.filter(Boolean).length / agreed.length;
    };
    expect(games.length).toBe(117);
    expect(shareWithin('spreads')).toBeGreaterThan(0.95);
    expect(shareWithin('totals')).toBeGreaterThan(0.95);
  });

  it('has movements that begin at the opening and end at the close, none of them in play', () => {
    for (const { changes, game } of games) {
      const request = { market: 'spreads', changes, startMs: game.startMs, exchanges: NO_EXCHANGES };
      const { consensus, series, steam } = movementOf({ ...request, keyNumbers: NFL_FACTS.keyNumbers ?? [] });
      const [open, close] = [openingLine(request), closingLine(request)];
      expect([open.ok && open.point, close.ok && close.point]).toEqual([
        consensus?.open.point,
        consensus?.now.point,
      ]);
      for (const { path } of series) expect(path.at(-1)?.atMs).toBeLessThan(game.startMs);
      for (const { moves, endMs } of steam) {
        expect(moves.length).toBeGreaterThanOrEqual(3);
        expect(endMs).toBeLessThan(game.startMs);
      }
    }
  });

  it('is a market that is about as good as markets are', () => {
    const judged = games.flatMap(({ changes, game }): JudgedGame[] => {
      const lines = (market: string) => {
        const request = { market, changes, startMs: game.startMs, exchanges: NO_EXCHANGES };
        return { open: openingLine(request), close: closingLine(request) };
      };
      const [h2h, spreads, totals] = [lines('h2h').close, lines('spreads'), lines('totals')];
      const pointOf = (line: ReturnType<typeof closingLine>) => (line.ok ? line.point : null);
      const { homeScore, awayScore } = game;
      if (homeScore === null || awayScore === null) return [];
      return [
        {
          fair: h2h.ok
            ? Object.fromEntries(h2h.outcomes.map(({ side, fairProbability }) => [side, fairProbability]))
            : null,
          openSpread: pointOf(spreads.open),
          closeSpread: pointOf(spreads.close),
          openTotal: pointOf(totals.open),
          closeTotal: pointOf(totals.close),
          homeScore,
          awayScore,
        },
      ];
    });
    const { moneyline, spread, total } = marketEfficiency(judged);
    // A tie of 40-40 is in neither figure. The NFL's closing lines have a log loss of 0.609 over many seasons.
    expect([moneyline.games, moneyline.undecided]).toEqual([116, 1]);
    expect(moneyline.logLoss).toBeGreaterThan(0.57);
    expect(moneyline.logLoss).toBeLessThan(0.65);
    expect(moneyline.brier).toBeLessThan(0.23);
    for (const { meanAbsoluteError } of [spread, total]) {
      expect(meanAbsoluteError).toBeGreaterThan(9);
      expect(meanAbsoluteError).toBeLessThan(12);
    }
  });
});

describe.skipIf(!ARE_PRESENT)(`the snapshots of the NBA in Australia${ABSENT}`, () => {
  const EXCHANGE = 'betfair_ex_au';
  const moments = ARE_PRESENT ? momentsOf(nbaEvents(), new Set([EXCHANGE])) : [];

  it('have a consensus whose hold is never negative, with the exchange where it has a market only', () => {
    const holds = holdsOf(moments);
    expect(holds.length).toBe(400);
    expect(Math.min(...holds)).toBeGreaterThanOrEqual(-1e-9);
    const leftOut = moments.flatMap(({ consensus }) => consensus.leftOut);
    const counted = moments.filter(({ consensus }) => consensus.ok && consensus.books.includes(EXCHANGE));
    expect(new Set(leftOut.map(({ book }) => book))).toEqual(new Set([EXCHANGE]));
    expect(reasonsOf(moments)).toEqual(['exchange_too_wide', 'exchange_without_lay']);
    expect([counted.length, leftOut.length]).toEqual([202, 24]);
  });

  it('would have lay prices left out even where somebody took them for a market', () => {
    const asMarket = nbaEvents().map((event) => ({
      ...event,
      changes: event.changes
        .filter(({ market }) => market === 'h2h_lay')
        .map((change) => ({ ...change, market: 'h2h' })),
    }));
    const ofLays = momentsOf(asMarket, new Set());
    expect(holdsOf(ofLays)).toEqual([]);
    expect(reasonsOf(ofLays)).toEqual(['pays_out_more']);
    expect(ofLays.length).toBe(226);
  });
});
