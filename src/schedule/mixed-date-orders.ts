import type { Leagues } from '../domain/league.ts';
import { believableDates } from '../domain/season.ts';
import { isoDate, readCalendarDate } from './parse/calendar-date.ts';
import { askAboutDate } from './parse/date-order.ts';
import type { ReadFile, UnsureDate } from './read-file.ts';
import type { RejectedRow } from './refused-rows.ts';

/**
 * Some layouts always have the day first. Where a file of such a layout has dates that only are days of the calendar
 * with the month first, somebody has changed it, and its other dates of numbers can be meant either way: their rows
 * become part of the same question. Returns whether it is asked.
 */
export function askAboutMixedOrders(file: ReadFile, leagues: Leagues): boolean {
  if (file.unsureDates.length === 0 || !isAskedAboutOrder(file)) return false;
  const unsure = new Map<number, UnsureDate>();
  for (const one of file.unsureDates) unsure.set(one.line, one);
  file.rejected = file.rejected.changed((row) => questionOf(unsure.get(row.line), leagues) ?? row);
  const lines = new Set<number>();
  for (const { line } of file.games) {
    const question = questionOf(unsure.get(line), leagues);
    if (!question) continue;
    file.rejected.push(question);
    lines.add(line);
  }
  file.games = file.games.changed((game) => (lines.has(game.line) ? undefined : game), lines.size);
  return true;
}

function isAskedAboutOrder({ rejected }: ReadFile): boolean {
  for (const { reason } of rejected) if (reason === 'day_or_month_first') return true;
  return false;
}

function questionOf(unsure: UnsureDate | undefined, leagues: Leagues): RejectedRow | undefined {
  if (!unsure) return undefined;
  const { line, raw, text, headerLine, leagueName, seasonYear } = unsure;
  const reading = readCalendarDate(text, 'iso');
  if (reading.ok || !reading.readings) return undefined;
  const league = leagueName === null ? undefined : leagues.named(leagueName);
  const dates = league && believableDates(league, seasonYear);
  const isInSeason = (date: string): boolean => !dates || (date >= dates.first && date <= dates.last);
  const { ok: _ok, ...question } = askAboutDate(text, reading.problem, reading.readings, (day) =>
    isInSeason(isoDate(day)),
  );
  return { line, raw, ...question, leagueName, ...(headerLine === undefined ? {} : { headerLine }) };
}
