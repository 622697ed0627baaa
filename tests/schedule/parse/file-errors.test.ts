import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ReadScheduleOptions } from '../../../src/schedule/parse/parsed-game.ts';
import { type FileLimits, readSchedule } from '../../../src/schedule/parse/read-schedule.ts';
import { ScheduleFileError } from '../../../src/schedule/parse/schedule-file-error.ts';
import { readRows } from './reading.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const HEADER = 'date,time,home_team,away_team\n';
const GAME = '2025-10-21,19:30,OKC,HOU\n';

async function fileError(
  content: string | Uint8Array,
  options: Partial<ReadScheduleOptions> = {},
  limits?: FileLimits,
): Promise<ScheduleFileError> {
  try {
    await readRows(content, options, limits);
  } catch (error) {
    if (error instanceof ScheduleFileError) return error;
    throw error;
  }
  throw new Error('the file was read');
}

describe('a schedule file that cannot be read', () => {
  it('is empty', async () => {
    expect((await fileError('')).code).toBe('empty');
    expect((await fileError(' \n\n')).code).toBe('empty');
    expect(await fileError(HEADER)).toMatchObject({
      code: 'empty',
      message: expect.stringMatching(/header but no games/),
    });
  });

  it('is binary', async () => {
    expect((await fileError(`${HEADER}2025\0`)).message).toMatch(/zero byte .* 35$/);
    const workbook = new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0x14]);
    expect((await fileError(workbook)).message).toContain('Excel');
  });

  it('is not in UTF-8', async () => {
    const latin1 = new Uint8Array([...new TextEncoder().encode(HEADER), 0x4b, 0xf6, 0x6c, 0x6e]);
    const error = await fileError(latin1);
    expect(error.code).toBe('not_utf8');
    expect(error.remedy).toContain('UTF-8');
  });

  it('is a web page', async () => {
    expect((await fileError('<!doctype html>')).code).toBe('unknown_layout');
  });

  it('is too large or has too many rows', async () => {
    const limits = { maxBytes: 60, maxRows: 1 };
    expect((await fileError(HEADER + GAME + GAME, {}, limits)).code).toBe('too_large');
    const error = await fileError(HEADER + GAME + GAME, {}, { ...limits, maxBytes: 1000 });
    expect(error.code).toBe('too_many_rows');
    expect(error.message).toBe('the file has more than 1 rows');
  });

  it('lacks a needed column: says which, lists the others and suggests the near one', async () => {
    const error = await fileError('date,time,home_team,awya_team\n');
    expect(error.code).toBe('missing_column');
    expect(error.message).toMatch(/\(awayteam\).* home_team, awya_team\. .*mean awya_team\?$/);
    expect(error.remedy).toContain('--columns');
  });

  it('has wrong JSON: says where', async () => {
    expect((await fileError('{\n  "games": [,]\n}')).message).toContain('line 2, column 13');
    expect((await fileError('{ "games": [')).message).toContain('where it breaks off');
    expect((await fileError('{ "fixtures": [] }')).code).toBe('unknown_layout');
  });

  it('has a quote that is never closed: says after which line', async () => {
    const error = await fileError(`${HEADER}${GAME}2025-10-22,"19:30,LAL,GSW\n`);
    expect(error.code).toBe('malformed_csv');
    expect(error.message).toContain('quoted field');
  });

  it('is of another sport, season or league', async () => {
    const bbref = 'Date,Start (ET),Visitor/Neutral,PTS,Home/Neutral,PTS,,,Attend.,LOG,Arena,Notes\n';
    expect(await fileError(bbref, { sport: 'NFL' })).toMatchObject({
      code: 'wrong_sport',
      remedy: expect.stringContaining('--sport NBA'),
    });
    expect((await fileError('{ "sport": "NFL", "games": [] }')).code).toBe('wrong_sport');
    expect(await fileError('{ "season": 2024, "games": [] }')).toMatchObject({
      code: 'wrong_season',
      remedy: expect.stringContaining('--season 2024'),
    });
    const football = { sport: 'FOOTBALL', leagueName: 'La Liga' } as const;
    expect((await fileError('{ "league": "MLS", "games": [] }', football)).code).toBe('wrong_league');
    expect((await fileError(HEADER + GAME, { sport: 'FOOTBALL' })).code).toBe('league_needed');
    const nameless = '{ "name": "Cup", "matches": [] }';
    expect((await fileError(nameless, { sport: 'FOOTBALL' })).code).toBe('league_needed');
  });

  it('is asked for with an option that does not exist', async () => {
    expect(await fileError(HEADER, { preset: 'bbreff' })).toMatchObject({
      code: 'unknown_preset',
      remedy: expect.stringContaining('Did you mean bbref?'),
    });
    expect(await fileError(HEADER, { timezone: 'EST' })).toMatchObject({
      code: 'unknown_timezone',
      remedy: expect.stringContaining('America/New_York'),
    });
    expect((await fileError(HEADER, { leagueName: 'Bundesliga' })).code).toBe('bad_option');
    expect((await fileError(HEADER, { columns: { goalkeeper: 'x' } })).code).toBe('bad_option');
    expect((await fileError(HEADER, { columns: { home: 'Heim' } })).code).toBe('missing_column');
  });
});

describe('a source that is given up', () => {
  const rows = '2025-10-21,19:30,OKC,HOU\n'.repeat(50_000);

  it('is closed at once when the file cannot be read', async () => {
    const source = Readable.from(chunksOf(`date,time,home_team\n${rows}`));
    const closed = new Promise((resolve) => source.once('close', resolve));
    const reading = readSchedule(source, { sport: 'NBA', leagues: BUILT_IN, season: 2025 });
    await expect(reading.next()).rejects.toBeInstanceOf(ScheduleFileError);
    await closed;
    expect(source.destroyed).toBe(true);
  });

  it('is closed when the reader stops', async () => {
    const source = Readable.from(chunksOf(HEADER + rows));
    const closed = new Promise((resolve) => source.once('close', resolve));
    const reading = readSchedule(source, { sport: 'NBA', leagues: BUILT_IN, season: 2025 });
    await reading.next();
    await reading.return(undefined);
    await closed;
    expect(source.destroyed).toBe(true);
  });
});

function* chunksOf(text: string): Generator<Buffer> {
  for (let start = 0; start < text.length; start += 65_536)
    yield Buffer.from(text.slice(start, start + 65_536));
}
