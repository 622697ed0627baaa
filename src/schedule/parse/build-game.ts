import { shellWord } from '../../domain/shell-command.ts';
import type { League } from '../../domain/league.ts';
import { believableDates, probableSeason } from '../../domain/season.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import { zoneRemedy } from './local-time.ts';
import type { Place } from './place-clock.ts';
import { readZoneWord } from './zone-words.ts';
import { hasBothOrders, isoDate } from './calendar-date.ts';
import { textOf } from './cell-text.ts';
import { dayContradiction } from './day-of-week.ts';
import type { GameStart, GameStartInput } from './game-start.ts';
import { readJudgedStart } from './judged-start.ts';
import { readGameStatus, readGameType } from './game-words.ts';
import { GAME_TYPES, type GameType } from '../../domain/game-type.ts';
import type { FileContext, OtherSeason, ParsedGame } from './parsed-game.ts';
import type { RawGame } from './raw-game.ts';
import { quoteValue, type RowRejection, rejectRow } from './row-rejection.ts';

export type GameBuild =
  /** `dateInBothOrders` is the date as written, where it is another day of the calendar in the other order. */
  | { ok: true; game: ParsedGame; dateInBothOrders?: string }
  | ({ ok: false } & OtherSeason)
  | (RowRejection & { dateInBothOrders?: string });

/** No game of any of the sports has come near this score; a larger number is from another column. */
const MAX_SCORE = 300;

/** Checks the texts of one row and makes them a game, says that it is of another season, or refuses it. */
export function buildGame(raw: RawGame, line: number, context: FileContext): GameBuild {
  const season = checkSeason(raw.season, textOf(raw.date), context);
  if (season) return season;
  const meeting = meetingOf(raw);
  if (!meeting.ok) return meeting;
  const league = leagueOfRow(raw.league, context);
  if ('ok' in league) return league;
  const timing = timingOf(raw, meeting.date, league, context);
  if (!timing.ok) return timing;
  const result = resultOf(raw);
  if (!result.ok) return result;
  const { start, ...both } = timing.timing;
  const { gameType, status, homeScore, awayScore } = result;
  const round = textOf(raw.round) ?? textOf(raw.week) ?? null;
  const externalGameId = textOf(raw.externalGameId) ?? null;
  return {
    ok: true,
    ...both,
    game: {
      line,
      homeName: meeting.home,
      awayName: meeting.away,
      seasonYear: context.seasonYear,
      leagueName: league.name,
      ...start,
      ...(start.isTimeConfirmed ? {} : { timeProblem: 'not_given' as const }),
      week: weekOf(textOf(raw.week) ?? round),
      round,
      gameType,
      venue: textOf(raw.venue) ?? null,
      ...placeOf(raw),
      isNeutralSite: raw.isNeutralSite ?? false,
      externalGameId,
      externalSource: externalGameId === null ? null : (raw.externalSource ?? 'file'),
      status,
      ...(status !== null && textOf(raw.status) === undefined ? { isStatusFromScore: true as const } : {}),
      homeScore,
      awayScore,
      ...refereeOf(raw),
    },
  };
}

/** What no game is without: two sides, and a date as it is written. */
function meetingOf(raw: RawGame): { ok: true; home: string; away: string; date: string } | RowRejection {
  const home = nameOf(raw.home);
  const away = nameOf(raw.away);
  const date = textOf(raw.date);
  const missing = [!home && 'home team', !away && 'away team', !date && 'date'].filter(
    (name) => name !== false,
  );
  if (!home || !away || !date) {
    return rejectRow(
      'missing_field',
      `${missing.join(', ')} missing`,
      `Fill in the ${missing.join(' and the ')}.`,
    );
  }
  if (home.toLowerCase() === away.toLowerCase()) {
    return rejectRow(
      'same_team_twice',
      `${quoteValue(home)} plays itself`,
      'Correct the home or the away team.',
    );
  }
  return { ok: true, home, away, date };
}

type Timing = { start: GameStart; dateInBothOrders?: string };

/** When the game starts, by the clocks that the row is told by. */
function timingOf(
  raw: RawGame,
  date: string,
  league: League,
  context: FileContext,
): { ok: true; timing: Timing } | (RowRejection & { dateInBothOrders?: string }) {
  const places = placesOf(raw, league, context);
  if ('reason' in places) return places;
  const input: GameStartInput = {
    date,
    time: textOf(raw.time) ?? '',
    dateStyle: context.dateFormat === undefined ? raw.dateStyle : { format: context.dateFormat },
    ...places,
    isInSeason: (day) => isBelievable(isoDate(day), league, context),
  };
  const read = readJudgedStart(input, league, context.clock);
  if (!read.ok) return read;
  const otherDay = dayContradiction(date, textOf(raw.weekday), read.start);
  if (otherDay) return otherDay;
  const outside = checkDate(read.start.slateDate, league, context);
  const both = hasBothOrders(date, input.dateStyle) ? { dateInBothOrders: date } : {};
  return outside ? { ...outside, ...both } : { ok: true, timing: { start: read.start, ...both } };
}

type Result = {
  gameType: GameType;
  status: GameStatus | null;
  homeScore: number | null;
  awayScore: number | null;
};

/** Of which kind the game is, and what the row says has become of it. */
function resultOf(raw: RawGame): ({ ok: true } & Result) | RowRejection {
  const gameType = gameTypeOf(raw.gameType);
  if (typeof gameType === 'object') return gameType;
  const score = scoreOf(raw);
  if (!score.ok) return score;
  const status = statusOf(raw.status, score.homeScore !== null);
  if (status !== null && typeof status === 'object') return status;
  return { ...score, gameType, status };
}

/** The official whom a row names; R writes `NA` for nobody. */
function refereeOf({ referee }: RawGame): Pick<ParsedGame, 'referee'> {
  const name = textOf(referee);
  return name === undefined || name === 'NA' ? {} : { referee: name };
}

/** Where the venue is, as far as the row says; a place without a name is no venue. */
function placeOf({ venue, venueCity, venueRegion, venueCountry }: RawGame): Pick<ParsedGame, 'venuePlace'> {
  const [city, region, country] = [venueCity, venueRegion, venueCountry].map((text) => textOf(text) ?? null);
  const isTold = textOf(venue) !== undefined && (city ?? region ?? country ?? null) !== null;
  return isTold
    ? { venuePlace: { city: city ?? null, region: region ?? null, country: country ?? null } }
    : {};
}

/** A name without a letter or digit (`()`, `-`, `?`) is a blank that somebody wrote. */
function nameOf(value: string | undefined): string | undefined {
  const text = textOf(value);
  return text !== undefined && /[\p{L}\p{N}]/u.test(text) ? text : undefined;
}

/** Rows may name the season by its starting year or as a span (`2025-26`); anything else cannot be trusted. */
function checkSeason(
  text: string | undefined,
  date: string | undefined,
  context: FileContext,
): GameBuild | undefined {
  const season = textOf(text);
  if (season === undefined) return undefined;
  const year = /^(\d{4})(?:\s*[-/–]\s*(?:\d{2}|\d{4}))?$/.exec(season)?.[1];
  if (year === undefined) {
    return rejectRow(
      'bad_season',
      `season ${quoteValue(season)} is not a year`,
      'Write the year in which the season starts, for example 2025 for 2025-26.',
    );
  }
  return Number(year) === context.seasonYear ? undefined : { ok: false, otherSeason: true, season, date };
}

function leagueOfRow(text: string | undefined, context: FileContext): League | RowRejection {
  const name = textOf(text);
  const known = context.leagues
    .of(context.sport)
    .map((league) => league.name)
    .join(', ');
  const league = name === undefined ? context.league : context.leagues.find(context.sport, name);
  if (league === undefined) {
    const elsewhere = name === undefined ? undefined : context.leagues.findOfAnySport(name);
    if (elsewhere) {
      return rejectRow(
        'other_sport',
        `league ${quoteValue(elsewhere.name)} is one of ${elsewhere.sport}, not ${context.sport}`,
        `Ingest the row with --sport ${shellWord(elsewhere.sport)}.`,
      );
    }
    const detail = name === undefined ? 'league missing' : `league ${quoteValue(name)} is unknown`;
    return rejectRow('unknown_league', detail, `Leagues that can be ingested: ${known}.`);
  }
  if (context.isLeagueBinding && context.league && league.name !== context.league.name) {
    return rejectRow(
      'other_league',
      `league ${league.name} is not ${context.league.name}, which was asked for`,
      'Leave out --league to ingest every league of the file, or ingest it once per league.',
    );
  }
  return league;
}

/** By whose clocks the date and the time of a row are told. */
function placesOf(
  raw: RawGame,
  league: League,
  context: FileContext,
): { place: Place; datePlace: Place } | RowRejection {
  const zone = textOf(raw.timezone);
  const row = zone === undefined ? undefined : readZoneWord(zone);
  if (zone !== undefined && row === undefined) {
    return rejectRow('unknown_timezone', `timezone ${quoteValue(zone)} is unknown`, zoneRemedy(zone));
  }
  const common = {
    row,
    asked: context.timezone,
    usual: context.documentTimezone ?? raw.presetTimezone ?? league.timezone,
    isUsualTold: (context.documentTimezone ?? raw.presetTimezone) !== undefined,
    leagueTimezone: league.timezone,
    hasOneClock: league.slates.hasOneClock,
  };
  return {
    place: { ...common, column: raw.timeColumn },
    datePlace: { ...common, column: raw.dateColumn ?? raw.timeColumn },
  };
}

function isBelievable(date: string, league: League, context: FileContext): boolean {
  const { first, last } = believableDates(league, context.seasonYear);
  return date >= first && date <= last;
}

function checkDate(slateDate: string, league: League, context: FileContext): RowRejection | undefined {
  if (isBelievable(slateDate, league, context)) return undefined;
  const { first, last } = believableDates(league, context.seasonYear);
  const season = probableSeason(league, slateDate);
  const refusal = rejectRow(
    'date_outside_season',
    `date ${slateDate} is outside the ${context.seasonYear} season of ${league.name} (${first} to ${last})`,
    `A season is named by the year in which it starts; correct the date, or ingest the file with --season ${shellWord(season)}.`,
  );
  return { ...refusal, probableSeason: season };
}

function gameTypeOf(text: string | undefined): GameType | RowRejection {
  const word = textOf(text);
  if (word === undefined) return 'regular';
  return (
    readGameType(word) ??
    rejectRow(
      'unknown_game_type',
      `game_type ${quoteValue(word)} is unknown`,
      `Use one of ${GAME_TYPES.join(', ')}.`,
    )
  );
}

function statusOf(text: string | undefined, hasScore: boolean): GameStatus | null | RowRejection {
  const word = textOf(text);
  if (word === undefined) return hasScore ? 'completed' : null;
  return (
    readGameStatus(word) ??
    rejectRow(
      'unknown_status',
      `status ${quoteValue(word)} is unknown`,
      'Use scheduled, completed, postponed, suspended, cancelled or awarded, or leave it blank.',
    )
  );
}

function scoreOf(
  raw: RawGame,
): { ok: true; homeScore: number | null; awayScore: number | null } | RowRejection {
  const home = textOf(raw.homeScore);
  const away = textOf(raw.awayScore);
  if (home === undefined && away === undefined) return { ok: true, homeScore: null, awayScore: null };
  const isScore = (text: string | undefined): text is string =>
    text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= MAX_SCORE;
  if (isScore(home) && isScore(away)) return { ok: true, homeScore: Number(home), awayScore: Number(away) };
  return rejectRow(
    'bad_score',
    `score ${quoteValue(home ?? '')} to ${quoteValue(away ?? '')} is not a result`,
    'Write both scores as whole numbers, or leave both blank.',
  );
}

/** `7`, `Week 7` and `Matchday 7` are week 7; a named round (`Wild Card`) has no number. */
function weekOf(text: string | null): number | null {
  const digits = text === null ? undefined : /^(?:[a-z ]+ )?(\d{1,3})$/i.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
