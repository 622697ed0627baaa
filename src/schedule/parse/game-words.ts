import { GAME_STATUSES, type GameStatus } from '../../domain/statuses.ts';
import { GAME_TYPES, type GameType } from '../../domain/game-type.ts';

/** What files call the statuses, apart from our own words; compared as letters only, in lower case. */
const STATUS_WORDS: Readonly<Record<string, GameStatus>> = {
  notstarted: 'scheduled',
  ns: 'scheduled',
  upcoming: 'scheduled',
  tbd: 'scheduled',
  timed: 'scheduled',
  confirmed: 'scheduled',
  live: 'in_progress',
  started: 'in_progress',
  final: 'completed',
  finished: 'completed',
  complete: 'completed',
  played: 'completed',
  ft: 'completed',
  aet: 'completed',
  pen: 'completed',
  aot: 'completed',
  postp: 'postponed',
  pst: 'postponed',
  ppd: 'postponed',
  delayed: 'postponed',
  canceled: 'cancelled',
  canc: 'cancelled',
  abandoned: 'suspended',
  interrupted: 'suspended',
  susp: 'suspended',
  forfeited: 'awarded',
  walkover: 'awarded',
  awd: 'awarded',
};

/** What files call the kinds of game, apart from our own words; nflverse's codes among them. */
const GAME_TYPE_WORDS: Readonly<Record<string, GameType>> = {
  reg: 'regular',
  regularseason: 'regular',
  league: 'regular',
  season: 'regular',
  pre: 'preseason',
  exhibition: 'preseason',
  friendly: 'preseason',
  post: 'playoff',
  postseason: 'playoff',
  playoffs: 'playoff',
  wildcard: 'playoff',
  wc: 'playoff',
  div: 'playoff',
  division: 'playoff',
  divisional: 'playoff',
  con: 'playoff',
  confchamp: 'playoff',
  sb: 'playoff',
  superbowl: 'playoff',
  finals: 'playoff',
  playingame: 'playin',
  tournament: 'cup',
  nbacup: 'cup',
};

const lettersOnly = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** Reads a status in our words or a publisher's; undefined when it is neither. */
export function readGameStatus(text: string): GameStatus | undefined {
  const wanted = lettersOnly(text);
  return GAME_STATUSES.find((status) => lettersOnly(status) === wanted) ?? STATUS_WORDS[wanted];
}

/** Reads a kind of game in our words or a publisher's; undefined when it is neither. */
export function readGameType(text: string): GameType | undefined {
  const wanted = lettersOnly(text);
  return GAME_TYPES.find((type) => type === wanted) ?? GAME_TYPE_WORDS[wanted];
}
