import { describe, expect, it } from 'vitest';
import { type RejectedRow, createRefusedRows } from '../../src/schedule/refused-rows.ts';

function row(line: number): RejectedRow {
  const raw = `2026-01-02,Nowhere\u0000 ${line} \ud800,"Élan"`;
  return {
    line,
    raw,
    reason: 'unknown_team',
    detail: `line ${line}`,
    remedy: 'Correct it.',
    leagueName: 'NBA',
  };
}

const LINES = Array.from({ length: 200 }, (_, index) => index + 1);

function refusedOf(heldRows: number | undefined) {
  const rows = createRefusedRows(heldRows);
  for (const line of LINES) rows.push(row(line));
  return rows;
}

// Held as they are, packed from the start on, and packed with a remainder.
describe.each([undefined, 0, 70])('refused rows of which %s are held', (heldRows) => {
  it('come back as they were, in their order, as often as they are read', () => {
    const rows = refusedOf(heldRows);
    expect(rows.length).toBe(LINES.length);
    for (const _round of [1, 2]) expect([...rows]).toEqual(LINES.map(row));
  });

  it('are changed whenever they are read, without those that come later', () => {
    const rows = refusedOf(heldRows);
    const changed = rows.changed((one) => ({ ...one, detail: 'changed' }));
    rows.push(row(201));
    changed.push(row(202));
    expect([...changed].map(({ line, detail }) => [line, detail])).toEqual([
      ...LINES.map((line) => [line, 'changed']),
      [202, 'line 202'],
    ]);
    expect(changed.length).toBe(201);
    expect(rows.length).toBe(201);
  });

  it('are joined with others, and neither list changes with what is pushed to both of them', () => {
    const [one, other] = [refusedOf(heldRows), refusedOf(heldRows)];
    const both = one.with(other);
    both.push(row(500));
    expect(both.length).toBe(401);
    expect([...both].map(({ line }) => line)).toEqual([...LINES, ...LINES, 500]);
    expect([one.length, other.length, createRefusedRows().with([]).length]).toEqual([200, 200, 0]);
  });
});
