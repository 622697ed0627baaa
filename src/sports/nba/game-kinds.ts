import type { GameType } from '../../domain/game-type.ts';
import type { SeasonYear } from '../../domain/season.ts';
import { addDays } from '../../reference/seasons/season-calendar.ts';
import { type GameKinds, type ListedGame, PLAY_OFFS } from '../game-kinds.ts';
import { kindOfNbaId } from './kind-of-id.ts';
import { nbaSeasonShape } from './season-shape.ts';

/** The first season with a play-in tournament. */
const FIRST_PLAY_IN = 2019;

/** The play-in tournament takes the second to fifth day after the season; the play-offs begin on the sixth. */
const PLAY_IN_DAYS = 5;

/** Stages of a season come as numbers: 1 preseason, 2 regular season, what follows after that. */
const REGULAR_STAGE = 2;

export const NBA_GAME_KINDS: GameKinds = {
  words: [
    // Of the Cup only the final does not count for the season.
    [
      /(nba cup|in[- ]season tournament|emirates).*(?<!semi[- ]?|quarter[- ]?)(final|championship)(?!.*(semi|quarter))/i,
      'cup',
    ],
    [/nba cup|in[- ]season tournament|emirates/i, 'regular'],
    [
      /\b(east|west)(ern)?( conference| conf\.?)? (1st round|first round|semi-?finals|finals|quarter-?finals)/i,
      'playoff',
    ],
    [/^(first|1st) round/i, 'playoff'],
    [PLAY_OFFS, 'playoff'],
  ],
  ofId: kindOfNbaId,
  shapeOf: nbaSeasonShape,
  ofDay,
  ofStage,
  selection:
    /^team [a-z'. -]+$|all[- ]?stars?\b|^(eastern|western|east|west)( conference)?$|^(world|usa stars|usa stripes|stars|stripes)$/i,
};

function ofDay(
  game: ListedGame,
  { said, byDay, calendar, shape }: Parameters<NonNullable<GameKinds['ofDay']>>[1],
): GameType {
  const { slateDate, seasonYear, leagueName, line } = game;
  if (leagueName !== 'NBA') return byDay;
  const isCupFinal = slateDate === calendar.cupFinal || line === shape.cupFinalLine;
  if (said === 'regular' && isCupFinal) return 'cup';
  const isPlayIn = calendar.last !== undefined && isPlayInDay(slateDate, seasonYear, calendar.last);
  return byDay === 'playoff' && isPlayIn ? 'playin' : byDay;
}

/** Whether a day after a season belongs to its play-in tournament. */
function isPlayInDay(date: string, year: SeasonYear, lastDay: string): boolean {
  return year >= FIRST_PLAY_IN && date > lastDay && date <= addDays(lastDay, PLAY_IN_DAYS);
}

/** Undefined for a stage in words. */
function ofStage(stage: string | null): GameType | undefined {
  const number = Number(stage ?? REGULAR_STAGE);
  if (Number.isNaN(number)) return undefined;
  if (number < REGULAR_STAGE) return 'preseason';
  return number > REGULAR_STAGE ? 'playoff' : 'regular';
}
