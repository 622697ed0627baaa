import { isRealDate } from '../../domain/real-date.ts';
import { type ReadCell, unreadable } from '../tables/read-cell.ts';

/** More than any side ever scored in a game of any of the sports. */
const MOST_POINTS = 400;

export function readDay(text: string): ReadCell<string> {
  const day = /^(\d{4}-\d\d-\d\d)([T ].*)?$/.exec(text)?.[1] ?? text;
  if (isRealDate(day)) return { ok: true, value: day };
  return unreadable(
    'is no day of the calendar',
    'Write the day of the game as YYYY-MM-DD, such as 2008-03-07.',
  );
}

/** Reads `2008`, or `2007-08` as 2007; it lies within a year of the day. */
export function readSeason(text: string, day: string | undefined): ReadCell<number> {
  const year = Number(/^(\d{4})([-/](\d{2}|\d{4}))?$/.exec(text)?.[1] ?? Number.NaN);
  if (!Number.isInteger(year))
    return unreadable(
      'is no season',
      'Write its first or its last year, the same for all games of a season.',
    );
  if (day !== undefined && Math.abs(year - Number(day.slice(0, 4))) > 1)
    return unreadable(`is no season of ${day}`, 'Correct the season or the date: they lie within a year.');
  return { ok: true, value: year };
}

const YES = new Set(['1', 'true', 'yes', 'y', 'neutral']);
const NO = new Set(['', '0', 'false', 'no', 'n', 'home']);

export function readNeutral(text: string): ReadCell<boolean> {
  const word = text.toLowerCase();
  if (YES.has(word)) return { ok: true, value: true };
  if (NO.has(word)) return { ok: true, value: false };
  return unreadable('says neither that the ground was neutral nor that it was not', 'Write 1 or 0.');
}

export function readPoints(text: string): ReadCell<number> {
  const points = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (points <= MOST_POINTS) return { ok: true, value: points };
  const remedy = 'Leave both scores empty of a game that was not played.';
  return unreadable('is no score', `Write a whole number from 0 to ${MOST_POINTS}. ${remedy}`);
}

export function readTeam(text: string): ReadCell<string> {
  if (text === '') return unreadable('is empty', 'Name the team.');
  if (text.includes('\uFFFD') || !text.isWellFormed())
    return unreadable('has characters that are no text', 'Save the file again in UTF-8.');
  if (text.length > 100)
    return unreadable('is longer than any name', 'Name the team in at most 100 characters.');
  return { ok: true, value: text };
}

export function readRating(text: string): ReadCell<number> {
  const rating = /^-?\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (rating > 0 && rating < 5_000) return { ok: true, value: rating };
  return unreadable('is no rating', 'Write a number between 0 and 5000, such as 1504.688.');
}
