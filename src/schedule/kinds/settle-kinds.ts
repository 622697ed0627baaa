import type { Sport } from '../../domain/sport.ts';
import type { GameType } from '../../domain/game-type.ts';
import type { ParsedGame } from '../parse/parsed-game.ts';
import { kindOfNbaId } from './kind-of-id.ts';
import { areSelections, kindOfWords } from './kind-words.ts';
import {
  type SeasonCalendar,
  type SeasonCalendars,
  isPlayInDay,
} from '../../reference/seasons/season-calendar.ts';
import { cupFinalAmong, lastRegularDayAmong } from './season-shape.ts';
import type { ReadFile } from '../read-file.ts';

/**
 * Gives every game of a file or list its kind, whatever the source calls it: by the round's words, the ids of nba.com,
 * the sides, and the days of the season. What a source says itself counts, except `regular`, which is what sources say
 * that do not tell kinds apart.
 */
export function settleKinds(file: ReadFile, sport: Sport, calendars: SeasonCalendars): ReadFile {
  const known = [...file.games, ...file.rejected.flatMap(({ game }) => game ?? [])];
  const shape = {
    lastDay: lastRegularDayAmong(known, sport),
    cupFinal: cupFinalAmong(known, sport, calendars),
  };
  const settle = <Game extends ParsedGame>(game: Game): Game => {
    const gameType = kindOf(game, sport, calendars.of(game.leagueName, game.seasonYear), shape);
    return gameType === game.gameType ? game : { ...game, gameType };
  };
  return {
    ...file,
    games: file.games.map(settle),
    rejected: file.rejected.map((row) => (row.game ? { ...row, game: settle(row.game) } : row)),
  };
}

/** What the list as a whole tells about a season whose days are not known. */
type Shape = { lastDay: string | undefined; cupFinal: ParsedGame | undefined };

function kindOf(game: ParsedGame, sport: Sport, calendar: SeasonCalendar, shape: Shape): GameType {
  const last = calendar.last ?? shape.lastDay;
  const said = game.gameType === 'regular' ? (kindTold(game, sport) ?? 'regular') : game.gameType;
  if (said === 'playoff' && game.leagueName === 'NBA' && last !== undefined) {
    return isPlayInDay(game.slateDate, game.seasonYear, last) ? 'playin' : 'playoff';
  }
  return said === 'regular'
    ? kindOfDay(game, { ...calendar, ...(last === undefined ? {} : { last }) }, shape)
    : said;
}

function kindTold(game: ParsedGame, sport: Sport): GameType | undefined {
  if (areSelections(sport, game.homeName, game.awayName)) return 'allstar';
  const byId = sport === 'NBA' ? kindOfNbaId(game.externalGameId, game.seasonYear) : undefined;
  return byId ?? kindOfWords(sport, [game.round]);
}

function kindOfDay(
  game: ParsedGame,
  { first, last, cupFinal: cupFinalDay }: SeasonCalendar,
  { cupFinal }: Shape,
): GameType {
  const { slateDate, seasonYear, leagueName } = game;
  if (leagueName === 'NBA' && (slateDate === cupFinalDay || game.line === cupFinal?.line)) return 'cup';
  if (first !== undefined && slateDate < first) return 'preseason';
  if (last === undefined || slateDate <= last) return 'regular';
  return leagueName === 'NBA' && isPlayInDay(slateDate, seasonYear, last) ? 'playin' : 'playoff';
}
