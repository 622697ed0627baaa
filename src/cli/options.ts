import { type Command, InvalidArgumentError, Option } from 'commander';
import { MAX_ID } from '../domain/ids.ts';
import { scoracleCommand } from '../domain/shell-command.ts';
import { parseSeason } from '../domain/season.ts';
import {
  BOX_SCORE_SPORTS,
  type BoxScoreSport,
  SPORTS,
  type Sport,
  hasBoxScores,
  parseSport,
  withoutBoxScores,
} from '../domain/sport.ts';
import { ACCEPTED_READINGS, type AcceptedReading } from '../schedule/accepted-readings.ts';
import { PAST_POLICIES } from '../schedule/ingest-request.ts';
import { quoteValue } from '../schedule/parse/row-rejection.ts';
import { CLOCK_STYLES } from '../schedule/parse/parsed-game.ts';
import { usageError } from './outcome.ts';
import { COLUMN_PAIRS_REMEDY, parseColumnPairs } from '../schedule/parse/column-pairs.ts';

/** More days than any season's calendar spans. */
const MAX_DAYS = 3_660;

/** Reads `--sport`, in any case. */
export function sportArgument(text: string): Sport {
  const sport = parseSport(text);
  if (!sport) throw new InvalidArgumentError(`Choose from ${SPORTS.join(', ')}.`);
  return sport;
}

/** The same where box scores are meant. */
function boxScoreSportArgument(text: string): BoxScoreSport {
  const sport = parseSport(text);
  if (sport && hasBoxScores(sport)) return sport;
  const why = sport ? `${withoutBoxScores(sport)}. ` : '';
  throw new InvalidArgumentError(`${why}Choose from ${BOX_SCORE_SPORTS.join(', ')}.`);
}

/** Reads `--season`: the year in which the season starts. */
export function seasonArgument(text: string): number {
  const season = parseSeason(text);
  if (!season.ok) throw new InvalidArgumentError(season.remedy);
  return season.year;
}

/** Reads the id of a game, task or row. */
export function idArgument(text: string): number {
  return wholeNumber(text, 1, MAX_ID);
}

/** Reads the id of a game; a team or a label in its place is what one searches by. */
export function gameIdArgument(text: string): number {
  if (/^\s*\d/.test(text)) return idArgument(text);
  const options = { '--search': text, '--order': 'desc' };
  throw usageError(
    `${quoteValue(text)} is not the id of a game`,
    `Find the game and its id with: ${scoracleCommand('query games', { options })}`,
  );
}

export function daysArgument(text: string): number {
  return wholeNumber(text, 1, MAX_DAYS);
}

export function weekArgument(text: string): number {
  return wholeNumber(text, 0, 60);
}

export function monthArgument(text: string): number {
  return wholeNumber(text, 1, 12);
}

export function limitArgument(text: string): number {
  return wholeNumber(text, 1, 1_000_000);
}

/** Reads a span such as `90s`, `10m` or `2h` into seconds. */
export function spanSecondsArgument(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})\s*(s|m|h)$/.exec(text.trim().toLowerCase()) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3_600 }[unit] ?? 0);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('Give a number and s, m or h, for example 10m.');
}

/** Reads a calendar day, `2026-01-15`. */
function dateArgument(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  // Date.parse lets 2026-02-30 through on some engines as 2 March.
  if (!isDay || new Date(text).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('Write a day of the calendar as YYYY-MM-DD, for example 2026-01-15.');
  }
  return text;
}

/** Reads `home=HomeTeam,away=AwayTeam` into native field to column name; may be given several times. */
export function columnsArgument(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const columns = parseColumnPairs(text, previous);
  if (!columns) throw new InvalidArgumentError(COLUMN_PAIRS_REMEDY);
  return columns;
}

function wholeNumber(text: string, min: number, max: number): number {
  const value = Number(text.trim() === '' ? Number.NaN : text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
}

/** The options that several commands share, each with the same words everywhere. */
export function sportOption(description = 'only this sport'): Option {
  return new Option('--sport <sport>', `${description} (${SPORTS.join(', ')})`).argParser(sportArgument);
}

/** The same where box scores are meant; of sports without them it is said what they have. */
export function boxScoreSportOption(description = 'only this sport'): Option {
  return new Option('--sport <sport>', `${description} (${BOX_SCORE_SPORTS.join(', ')})`).argParser(
    boxScoreSportArgument,
  );
}

export function seasonOption(
  description = 'year in which the season starts, such as 2025 for 2025-26',
): Option {
  return new Option('--season <year>', description).argParser(seasonArgument);
}

export function daysOption(description: string, defaultDays?: number): Option {
  const option = new Option('--days <n>', description).argParser(daysArgument);
  return defaultDays === undefined ? option : option.default(defaultDays);
}

export function dateOption(flag: string, description: string): Option {
  return new Option(`${flag} <YYYY-MM-DD>`, description).argParser(dateArgument);
}

export function limitOption(defaultLimit: number): Option {
  return new Option('--limit <n>', 'rows at the most').argParser(limitArgument).default(defaultLimit);
}

export function reasonOption(): Option {
  return new Option('--reason <text>', 'why: is kept with what was done, and by whom');
}

/** The options that answer the questions of an ingest, for every command that reads rows. */
export function withAnswerOptions(command: Command): Command {
  return command
    .option('--timezone <IANA>', 'zone of the times in the file, such as America/New_York')
    .option('--date-format <tokens>', 'form of the dates, such as dd/MM/yyyy')
    .addOption(
      new Option('--clock <clock>', 'clock of times without am and pm, such as 7:30').choices([
        ...CLOCK_STYLES,
      ]),
    )
    .addOption(
      new Option(
        '--accept <readings>',
        `what rows mean that contradict a known game or the clock: ${ACCEPTED_READINGS.join(', ')}; several by commas`,
      ).argParser(acceptArgument),
    )
    .option('--accept-reason <text>', 'why: goes on the timeline of games whose sides are exchanged');
}

/** Reads one or several readings, from one option or from several. */
export function acceptArgument(
  text: string,
  previous: readonly AcceptedReading[] = [],
): readonly AcceptedReading[] {
  const readings = text.split(',').map((part) => {
    const known = ACCEPTED_READINGS.find((reading) => reading === part.trim());
    if (!known) throw new InvalidArgumentError(`Use one or several of ${ACCEPTED_READINGS.join(', ')}.`);
    return known;
  });
  return [...previous, ...readings];
}

/** `--past recent|all|none`: what becomes of games whose seeding time is over. */
export function pastOption(): Option {
  return new Option(
    '--past <policy>',
    'games whose seeding time is over: recent seeds those of the last 48 hours',
  )
    .choices([...PAST_POLICIES])
    .default('recent');
}
