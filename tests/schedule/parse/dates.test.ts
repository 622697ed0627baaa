import { describe, expect, it } from 'vitest';
import { readCalendarDate } from '../../../src/schedule/parse/calendar-date.ts';
import { gamesOf, readNative } from './reading.ts';
import type { DateStyle } from '../../../src/schedule/parse/date-and-time.ts';

const DECEMBER_1 = { year: 2026, month: 12, day: 1 };
const read = (text: string, style: DateStyle = 'iso') => readCalendarDate(text, style);

describe('a date', () => {
  it.each([
    '2026-12-01',
    '2026-12-1',
    '2026/12/01',
    '2026.12.01',
    '20261201',
    '1 December 2026',
    '01 Dec 2026',
    '1st December, 2026',
    'Tuesday, 1 December 2026',
    'Tue 1. Dec 2026',
    '01-Dec-2026',
    '1-Dec-26',
    'December 1, 2026',
    'Tue Dec 1 2026',
    'Tuesday, December 1st, 2026',
    '01.12.2026',
    '1.12.26',
  ])('is read where it can be nothing else: %s', (text) => {
    expect(read(text)).toEqual({ ok: true, date: DECEMBER_1, rest: '' });
  });

  it.each([
    ['2026/12/01 19:30', '19:30'],
    ['2026-12-01T19:30:00.000Z', '19:30:00.000Z'],
    ['1 December 2026 7:30 PM', '7:30 PM'],
    ['Dec 1, 2026, 7:30 PM', '7:30 PM'],
  ])('hands on what follows it: %s', (text, rest) => {
    expect(read(text)).toEqual({ ok: true, date: DECEMBER_1, rest });
  });

  it.each([
    '2026/13/01',
    '20261301',
    '31 June 2026',
    '30-Feb-2026',
    '1 Decembre2 2026',
    '32.12.2026',
    '0/0/2026',
  ])('is refused where the calendar has no such day: %s', (text) => {
    const reading = read(text);
    expect(reading.ok).toBe(false);
    expect(reading).not.toHaveProperty('readings');
  });

  it.each([
    ['dd/MM/yyyy', '1/12/2026'],
    ['d/M/yyyy', '01/12/2026'],
    ['dd-MM-yy', '1-12-2026'],
    ['MM/dd/yyyy', '12/1/2026'],
    ['M/d/yy', '12/01/26'],
    ['MM/dd/yyyy', '2026-12-01'],
  ])('is read in the order that the format %s tells: %s', (format, text) => {
    expect(read(text, { format })).toEqual({ ok: true, date: DECEMBER_1, rest: '' });
  });

  it('keeps to a format that tells more than the order', () => {
    expect(read('2026|12|01', { format: 'yyyy|MM|dd' })).toMatchObject({ ok: true, date: DECEMBER_1 });
    expect(read('2026-12-01', { format: 'yyyy|MM|dd' })).toMatchObject({ ok: false });
  });
});

describe('a date of numbers with the year last', () => {
  const answersOf = async (date: string, season: number) => {
    const [row] = await readNative(`${date},19:30,OKC,HOU`, { season });
    if (!row || row.ok || row.otherSeason) throw new Error(`${date} was read`);
    expect(row.reason).toBe('day_or_month_first');
    expect(row.remedy).toContain('--date-format');
    return row.answers?.map(({ field, value, unlikely }) => `${field}=${value}${unlikely ? '?' : ''}`);
  };

  it('is asked about, and the readings that are outside of the season are marked', async () => {
    expect(await answersOf('11/12/2026', 2026)).toEqual(['date_format=MM/dd/yyyy', 'date_format=dd/MM/yyyy']);
    expect(await answersOf('12/1/2026', 2026)).toEqual(['date_format=MM/dd/yyyy', 'date_format=dd/MM/yyyy?']);
    expect(await answersOf('1-12-26', 2026)).toEqual(['date_format=MM/dd/yyyy?', 'date_format=dd/MM/yyyy']);
  });

  it('is asked about in a row that can be only one day, because the file is to be read in one way', async () => {
    expect(await answersOf('12/25/2026', 2026)).toEqual(['date_format=MM/dd/yyyy']);
    expect(await answersOf('25/12/2026', 2026)).toEqual(['date_format=dd/MM/yyyy']);
  });

  it('is read with the answer', async () => {
    const [month] = gamesOf(
      await readNative('12/1/2026,19:30,OKC,HOU', { season: 2026, dateFormat: 'MM/dd/yyyy' }),
    );
    expect(month?.localDate).toBe('2026-12-01');
    const [day] = gamesOf(
      await readNative('11/12/2026,19:30,OKC,HOU', { season: 2026, dateFormat: 'dd/MM/yyyy' }),
    );
    expect(day?.localDate).toBe('2026-12-11');
  });

  it('is asked about again where it does not fit the answer', async () => {
    const [row] = await readNative('12/25/2026,19:30,OKC,HOU', { season: 2026, dateFormat: 'dd/MM/yyyy' });
    expect(row).toMatchObject({
      ok: false,
      reason: 'day_or_month_first',
      answers: [{ value: 'MM/dd/yyyy' }],
    });
  });
});
