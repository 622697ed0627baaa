import type { Sport } from '../../domain/sport.ts';
import type { GameType } from '../../domain/game-type.ts';
import type { SeasonCalendar, SeasonCalendars } from '../../reference/seasons/season-calendar.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import type { SeasonShape } from '../../sports/game-kinds.ts';
import type { ParsedGame } from '../parse/parsed-game.ts';
import type { ReadFile } from '../read-file.ts';
import { areSelections, kindOfWords } from './kind-words.ts';

/**
 * Gives every game of a file or list its kind, whatever the source calls it: by the round's words, the ids of leagues,
 * the sides, and the days of the season. What a source says itself counts, except `regular`, which is what sources say
 * that do not tell kinds apart.
 */
export function settleKinds(file: ReadFile, sport: Sport, calendars: SeasonCalendars): ReadFile {
  const shape = SPORT_FACTS[sport].gameKinds.shapeOf?.(gamesIn(file), calendars) ?? {};
  const settle = <Game extends ParsedGame>(game: Game): Game => {
    const gameType = kindOf(game, sport, calendars.of(game.leagueName, game.seasonYear), shape);
    return gameType === game.gameType ? game : { ...game, gameType };
  };
  return {
    ...file,
    games: file.games.changed(settle),
    rejected: file.rejected.changed((row) => (row.game ? { ...row, game: settle(row.game) } : row)),
  };
}

/** Also those whose teams alone are in question. */
function* gamesIn({ games, rejected }: ReadFile): Generator<ParsedGame> {
  yield* games;
  for (const { game } of rejected) if (game) yield game;
}

function kindOf(game: ParsedGame, sport: Sport, known: SeasonCalendar, shape: SeasonShape): GameType {
  const last = known.last ?? shape.lastDay;
  const calendar: SeasonCalendar = { ...known, ...(last === undefined ? {} : { last }) };
  const said = game.gameType === 'regular' ? (kindTold(game, sport) ?? 'regular') : game.gameType;
  const byDay = said === 'regular' ? kindOfDay(game, calendar) : said;
  return SPORT_FACTS[sport].gameKinds.ofDay?.(game, { said, byDay, calendar, shape }) ?? byDay;
}

function kindTold(game: ParsedGame, sport: Sport): GameType | undefined {
  if (areSelections(sport, game.homeName, game.awayName)) return 'allstar';
  const byId = SPORT_FACTS[sport].gameKinds.ofId?.(game.externalGameId, game.seasonYear);
  return byId ?? kindOfWords(sport, [game.round]);
}

function kindOfDay({ slateDate }: ParsedGame, { first, last }: SeasonCalendar): GameType {
  if (first !== undefined && slateDate < first) return 'preseason';
  return last === undefined || slateDate <= last ? 'regular' : 'playoff';
}
