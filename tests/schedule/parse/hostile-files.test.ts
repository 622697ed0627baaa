import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPORTS } from '../../../src/domain/sport.ts';
import type { ReadScheduleOptions } from '../../../src/schedule/parse/parsed-game.ts';
import { ROW_REASONS } from '../../../src/schedule/parse/row-rejection.ts';
import { ScheduleFileError } from '../../../src/schedule/parse/schedule-file-error.ts';
import { PROJECT_ROOT } from '../../architecture/source-files.ts';
import { readRows } from './reading.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

/** Files of each kind. What fails is printed with its seed, and shrunk to the smallest file that fails. */
const RUNS = 3_000;

const folder = path.join(PROJECT_ROOT, 'samples');
const samples = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));

const options = fc.record<ReadScheduleOptions>({
  sport: fc.constantFrom(...SPORTS),
  season: fc.constantFrom(1999, 2024, 2025),
  format: fc.constantFrom('auto', 'csv', 'json'),
  leagues: fc.constant(BUILT_IN),
  leagueName: fc.constantFrom(undefined, ...BUILT_IN.all.map(({ name }) => name)),
});

/** Cells that have broken a reader somewhere. */
const hostileCell = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '"',
    '""',
    "'",
    ',',
    ';',
    '\t',
    '\n',
    '\r\n',
    '\0',
    '\u{feff}',
    '\u{202e}',
    '=1+1',
  ),
  fc.constantFrom('2026-02-30', '0000-00-00', '99999-01-01', '2026-01-15T24:00:00Z', '-1', '1e309', 'NaN'),
  fc.constantFrom(
    '24:00',
    '25:61',
    '7:30p',
    'TBD',
    'America/New_York',
    'Mars/Olympus',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    'Los Angeles Lakers',
    'Boston Celtics',
    'Arsenal',
    'OAK',
    '2026-01-15',
    '19:30',
    'scheduled',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 300 }),
);

/** Whether every row is a game with possible values, or refused for a reason of the list in words. */
async function isTold(content: string | Uint8Array, asked: ReadScheduleOptions): Promise<void> {
  const rows = await readRows(content, asked).catch((error: unknown) => {
    // What a person can act on; any other error is a stack trace on somebody's screen.
    if (!(error instanceof ScheduleFileError)) throw error;
    expect(error.message).not.toBe('');
    expect(error.remedy).not.toBe('');
    return [];
  });
  for (const row of rows) {
    if (row.ok) {
      expect(row.game.startMs === null || Number.isFinite(row.game.startMs)).toBe(true);
      continue;
    }
    if (row.otherSeason) continue;
    expect(ROW_REASONS).toContain(row.reason);
    expect(row.detail).not.toBe('');
    expect(row.remedy).not.toBe('');
  }
}

async function holdsFor(content: fc.Arbitrary<string | Uint8Array>): Promise<void> {
  await fc.assert(fc.asyncProperty(content, options, isTold), { numRuns: RUNS });
}

describe('a hostile schedule file is read or refused in words', () => {
  it('when it is any bytes', () => holdsFor(fc.uint8Array({ maxLength: 300 })));

  it('when a good file was damaged', () =>
    holdsFor(
      fc
        .record({
          sample: fc.constantFrom(...samples),
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          cut: fc.integer({ min: 0, max: 40 }),
          put: fc.oneof(
            hostileCell.map((text) => Buffer.from(text)),
            fc.uint8Array({ maxLength: 6 }),
          ),
        })
        .map(({ sample, at, cut, put }) => {
          // Long samples are cut, so that thousands of them take seconds.
          const whole = sample.subarray(0, 1_500);
          const start = Math.floor(at * whole.length);
          return Buffer.concat([whole.subarray(0, start), put, whole.subarray(start + cut)]);
        }),
    ));

  it('when its cells are anything', () =>
    holdsFor(
      fc
        .record({
          header: fc
            .shuffledSubarray(['league', 'week', 'timezone', 'status', 'game_type', 'season', 'venue'])
            .map((others) => ['date', 'time', 'home_team', 'away_team', ...others]),
          rows: fc.array(fc.array(hostileCell, { minLength: 4, maxLength: 11 }), {
            minLength: 1,
            maxLength: 6,
          }),
          separator: fc.constantFrom(',', ';', '\t'),
        })
        .map(({ header, rows, separator }) =>
          [header, ...rows].map((cells) => cells.join(separator)).join('\n'),
        ),
    ));

  it('when it is any JSON', () =>
    holdsFor(
      fc
        .oneof(
          fc.jsonValue({ maxDepth: 4 }),
          fc.record({
            sport: fc.oneof(hostileCell, fc.constant('NBA')),
            season: fc.oneof(hostileCell, fc.constant(2025)),
            timezone: hostileCell,
            games: fc.array(
              fc.dictionary(
                fc.constantFrom('date', 'time', 'home_team', 'away_team', 'league', 'status', '__proto__'),
                fc.oneof(hostileCell, fc.jsonValue({ maxDepth: 2 })),
              ),
              { maxLength: 4 },
            ),
          }),
        )
        .map((value) => JSON.stringify(value)),
    ));
});
