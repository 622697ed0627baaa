import { shellWord } from '../../domain/shell-command.ts';
import type { League, Leagues } from '../../domain/league.ts';
import { parseSport, SPORTS, type Sport } from '../../domain/sport.ts';
import { knownZone, zoneRemedy } from './local-time.ts';
import type { FileContext, ReadScheduleOptions } from './parsed-game.ts';
import { quoteValue } from './row-rejection.ts';
import type { JsonSchedule } from './presets/preset.ts';
import { ScheduleFileError } from './schedule-file-error.ts';

/** Checks what the user asked for; throws `ScheduleFileError` for a league or zone that does not exist. */
export function contextFromOptions(options: ReadScheduleOptions): FileContext {
  const leagues = options.leagues.of(options.sport);
  const named = options.leagueName === undefined ? undefined : needLeague(options, options.leagueName);
  return {
    sport: options.sport,
    leagues: options.leagues,
    seasonYear: options.season,
    league: named ?? (leagues.length === 1 ? leagues[0] : undefined),
    isLeagueBinding: named !== undefined,
    timezone: options.timezone === undefined ? undefined : needZone(options.timezone),
    documentTimezone: undefined,
    dateFormat: options.dateFormat,
    clock: options.clock,
    fileName: options.fileName,
  };
}

/** Adds what a JSON document says about itself; what disagrees with the request is an error of the file. */
export function contextFromDocument(context: FileContext, document: JsonSchedule): FileContext {
  const sport = document.sport === undefined ? context.sport : parseSport(document.sport);
  if (sport !== context.sport) {
    throw new ScheduleFileError(
      'wrong_sport',
      `the file is about ${quoteValue(document.sport ?? '')}, not ${context.sport}`,
      sport === undefined
        ? `Write one of ${SPORTS.join(', ')} as its sport, or choose another file.`
        : `Ingest it with --sport ${shellWord(sport)}, or choose another file.`,
    );
  }
  const year = document.season === undefined ? undefined : /^\d{4}/.exec(document.season.trim())?.[0];
  if (year !== undefined && Number(year) !== context.seasonYear) {
    throw new ScheduleFileError(
      'wrong_season',
      `the file is of season ${document.season}, not ${context.seasonYear}`,
      `Ingest it with --season ${shellWord(year)}, or choose another file; a season is named by its starting year.`,
      { flags: [`--season ${shellWord(year)}`] },
    );
  }
  return {
    ...context,
    league: leagueOfDocument(context, document.league),
    documentTimezone: document.timezone === undefined ? undefined : needZone(document.timezone),
  };
}

function leagueOfDocument(context: FileContext, name: string | undefined): League | undefined {
  if (name === undefined) return context.league;
  const league = context.leagues.find(context.sport, name);
  if (context.isLeagueBinding && league?.name !== context.league?.name) {
    throw new ScheduleFileError(
      'wrong_league',
      `the file is of ${name}, not ${context.league?.name}`,
      'Leave out --league, or choose another file.',
    );
  }
  if (league === undefined) {
    const known = context.leagues.of(context.sport).map((candidate) => candidate.name);
    throw new ScheduleFileError(
      'wrong_league',
      `the file is of the league ${name}, which is unknown`,
      `Leagues that can be ingested: ${known.join(', ')}.`,
    );
  }
  return league;
}

/** The error for a file that does not say of which of the sport's leagues it is. */
export function leagueNeededError({ sport, leagues }: { sport: Sport; leagues: Leagues }): ScheduleFileError {
  const known = leagues.of(sport).map((league) => league.name);
  return new ScheduleFileError(
    'league_needed',
    'the league of the file cannot be told from it',
    `Name it with --league: ${known.join(', ')}.`,
    { flags: [`--league ${shellWord(known[0] ?? 'LEAGUE')}`] },
  );
}

function needLeague(options: ReadScheduleOptions, name: string): League {
  const league = options.leagues.find(options.sport, name);
  if (league) return league;
  const known = options.leagues.of(options.sport).map((candidate) => candidate.name);
  throw new ScheduleFileError(
    'bad_option',
    `league ${name} is unknown for ${options.sport}`,
    `Use ${known.join(', ')}.`,
  );
}

/** The zone's name to use; throws `ScheduleFileError` for one that does not exist. */
export function needZone(name: string): string {
  const zone = knownZone(name);
  if (zone !== undefined) return zone;
  throw new ScheduleFileError('unknown_timezone', `timezone ${name} is unknown`, zoneRemedy(name));
}
