import { afterEach, describe, expect, it, vi } from 'vitest';
import picocolors from 'picocolors';
import { fitColumns } from '../../src/cli/output/fit-columns.ts';
import { oneLine, textWidth } from '../../src/cli/output/plain-text.ts';
import { createProgress, progressWords } from '../../src/cli/output/progress.ts';
import { renderTable } from '../../src/cli/output/table.ts';
import {
  instantWithHint,
  instantWords,
  relativeWords,
  timesInWords,
} from '../../src/cli/output/time-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 0, 15, 20, 30);

describe('times', () => {
  it.each([
    [3 * HOUR, 'in 3 h'],
    [90 * MINUTE, 'in 90 min'],
    [-45_000, '45 s ago'],
    [-60 * 24 * HOUR, '60 d ago'],
    [-1_534 * 24 * HOUR, '4 y ago'],
    [200, 'now'],
  ])('tells %i ms from now as "%s"', (differenceMs, words) => {
    expect(relativeWords(NOW + differenceMs, NOW)).toBe(words);
  });

  it('writes instants in UTC to the minute, with a hint', () => {
    expect(instantWithHint(new Date(NOW + 3 * HOUR), NOW)).toBe('2026-01-15T23:30Z (in 3 h)');
    expect(instantWithHint(null, NOW)).toBe('—');
  });
});

describe('tables', () => {
  const columns = [
    { title: 'ID', text: (row: Row) => row.id, align: 'right' as const },
    { title: 'MATCH', text: (row: Row) => row.match, yields: 1, minWidth: 22 },
    { title: 'NOTE', text: (row: Row) => row.note, yields: 3, minWidth: 8 },
    { title: 'EXTRA', text: () => 'optional text', yields: 2, minWidth: 13, isOptional: true },
  ];
  type Row = { id: number; match: string; note: string };
  const rows: Row[] = [
    { id: 7, match: 'Atlético Madrid @ Köln', note: 'line one\nline two \u001b[31mred' },
    { id: 1319, match: 'LAL @ GSW', note: '' },
  ];
  const plain = (text: string): string => text;

  it.each([120, 60, 40, 25, 12])('are never wider than a terminal of %i columns and never wrap', (width) => {
    const lines = renderTable(columns, rows, width, plain).split('\n');
    expect(lines).toHaveLength(3);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(width);
  });

  it('cut the least important column first and leave optional ones out before cutting deeper', () => {
    const [header = '', first = ''] = renderTable(columns, rows, 42, plain).split('\n');
    expect(header).not.toContain('EXTRA');
    expect(first).toContain('Atlético Madrid @ Köln');
    expect(first).toContain('line one li…');
  });

  it('cut nothing where there is no terminal', () => {
    expect(renderTable(columns, rows, Number.POSITIVE_INFINITY, plain)).toContain('line one line two red');
  });

  it('have the same width with and without colours', () => {
    const colors = picocolors.createColors(true);
    const coloured = columns.map((column) => ({ ...column, style: (text: string) => colors.red(text) }));
    const widths = (text: string): number[] => text.split('\n').map(textWidth);
    expect(widths(renderTable(coloured, rows, 40, colors.bold))).toEqual(
      widths(renderTable(columns, rows, 40, plain)),
    );
  });

  it('keep columns at their natural width where there is room', () => {
    const needs = [
      { naturalWidth: 10, minWidth: 5, yields: 1, isOptional: false },
      { naturalWidth: 8, minWidth: 8, yields: 2, isOptional: true },
    ];
    expect(fitColumns(needs, 20, 2)).toEqual([10, 8]);
    expect(fitColumns(needs, 16, 2)).toEqual([6, 8]);
    expect(fitColumns(needs, 12, 2)).toEqual([10, 0]);
  });
});

describe('instants', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['UTC', '2026-01-15T23:30Z'],
    ['America/New_York', '2026-01-15T18:30-05:00'],
    ['Asia/Kolkata', '2026-01-16T05:00+05:30'],
  ])('are those of the zone of the machine, %s, alone and in sentences', (zone, words) => {
    vi.stubEnv('TZ', zone);
    expect(instantWords(new Date('2026-01-15T23:30:45.000Z'))).toBe(words);
    const said = 'due at 2026-01-15T23:30:45.000Z, held until 2026-01-15 23:30:45 UTC; on 2026-01-15';
    expect(timesInWords(said)).toBe(`due at ${words}, held until ${words}; on 2026-01-15`);
    expect(timesInWords(words)).toBe(words);
  });
});

it('text from outside cannot steer the terminal', () => {
  expect(oneLine('a\u001b]0;title\u0007b\r\nc\u0008')).toBe('ab c');
});

describe('the progress line', () => {
  /** What is written while 1, 1 and 4 of 8 games are seeded, at seconds 0, 20 and 40. */
  function written(options: { isTTY: boolean; isWait?: boolean; isQuiet?: boolean }): string {
    const { isTTY, ...rest } = options;
    let [text, nowMs] = ['', 0];
    const stream = { isTTY, columns: 80, write: (words: string) => (text += words) };
    const progress = createProgress({
      ...rest,
      unit: 'games seeded',
      total: 8,
      stream: stream as unknown as NodeJS.WriteStream,
      nowMs: () => nowMs,
    });
    for (const done of [1, 1, 4]) {
      progress.update(done);
      nowMs += 20_000;
    }
    progress.finish();
    return text;
  }

  it('is drawn on a terminal only, and for nobody who reads a document', () => {
    expect(written({ isTTY: true })).toContain('50 %  4 games seeded  5/min  53 s left');
    expect(written({ isTTY: false })).toBe('');
    expect(written({ isTTY: true, isQuiet: true, isWait: true })).toBe('');
  });

  it('becomes a plain line at each change where somebody waits without a terminal', () => {
    expect(written({ isTTY: false, isWait: true })).toBe(
      '12 %  1 games seeded\n50 %  4 games seeded  5/min  53 s left\n',
    );
  });

  it('tells rate and time left from where the work began', () => {
    const words = progressWords({
      unit: 'jobs',
      done: 6_000,
      fraction: 0.6,
      first: { done: 2_000, fraction: 0.2 },
      elapsedMs: 4_000,
    });
    expect(words).toContain(' 60 %  6,000 jobs  1,000/s  4 s left');
  });

  it('tells only count and rate where the whole is unknown', () => {
    const first = { done: 0, fraction: 0 };
    expect(
      progressWords({ unit: 'rows read', done: 500, fraction: undefined, first, elapsedMs: 1_000 }),
    ).toBe('500 rows read  500/s');
  });
});
