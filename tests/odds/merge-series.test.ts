import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PricePoint } from '../../src/odds/store/captured-odds.ts';
import { mergeSeries } from '../../src/odds/store/merge-series.ts';

function seen(capturedAtMs: number, price: number, point: number | null = null): PricePoint {
  const told = { bookUpdatedAtMs: null, source: 'a-provider', runId: null };
  return { capturedAtMs, price, point, priceText: String(price), ...told };
}

/** A series as the tables would have it, brought up to date by one batch after the other. */
function seriesOf(batches: readonly (readonly PricePoint[])[]) {
  let changes: PricePoint[] = [];
  const sightings = new Set<number>();
  let current: PricePoint | undefined;
  for (const batch of batches) {
    const firstMs = Math.min(...batch.map(({ capturedAtMs }) => capturedAtMs));
    const merged = mergeSeries(
      {
        before: changes.findLast(({ capturedAtMs }) => capturedAtMs < firstMs),
        changes: changes.filter(({ capturedAtMs }) => capturedAtMs >= firstMs),
        sightingsMs: [...sightings].filter((at) => at >= firstMs),
      },
      batch,
    );
    const removed = new Set(merged.removedMs);
    changes = [...changes.filter(({ capturedAtMs }) => !removed.has(capturedAtMs)), ...merged.inserted].sort(
      (a, b) => a.capturedAtMs - b.capturedAtMs,
    );
    for (const at of merged.sightingsMs) sightings.add(at);
    current = merged.current;
  }
  return { changes: changes.map(shown), current: current && shown(current) };
}

function shown({ capturedAtMs, price, point }: PricePoint): string {
  return `${capturedAtMs} ${price} ${point}`;
}

const observations = fc.array(
  fc.record({ at: fc.nat(12), price: fc.constantFrom(1.5, 1.9, 2.1), point: fc.constantFrom(null, -3.5) }),
  { minLength: 1, maxLength: 14 },
);

describe('a series', () => {
  it('has a row for each price that differs from the one before, and no other', () => {
    const { changes } = seriesOf([[seen(1, 1.9), seen(2, 1.9), seen(3, 2), seen(4, 2), seen(5, 1.9)]]);
    expect(changes).toEqual(['1 1.9 null', '3 2 null', '5 1.9 null']);
  });

  it('moves a change back for an earlier observation of the same price', () => {
    expect(seriesOf([[seen(5, 1.9)], [seen(3, 1.9)]]).changes).toEqual(['3 1.9 null']);
  });

  it('finds the return to a price again whose sighting was no change when it came', () => {
    const { changes } = seriesOf([[seen(1, 1.9), seen(4, 1.9), seen(6, 1.9)], [seen(5, 2)], [seen(3, 2)]]);
    expect(changes).toEqual(['1 1.9 null', '3 2 null', '4 1.9 null', '5 2 null', '6 1.9 null']);
  });

  it('is the same in the end, in whichever order and batches its observations arrive', () => {
    const shuffled = observations.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length }),
        fc.integer({ min: 1, max: 5 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, mixed, size]) => {
        const points = (rows: typeof list) => rows.map(({ at, price, point }) => seen(at, price, point));
        const batches = Array.from({ length: Math.ceil(mixed.length / size) }, (_, index) =>
          points(mixed.slice(index * size, (index + 1) * size)),
        );
        const once = seriesOf([points(list)]);
        expect(seriesOf(batches)).toEqual(once);
        expect(seriesOf([...batches, ...batches.toReversed()])).toEqual(once);
      }),
      { numRuns: 2_000 },
    );
  });
});
