import type { GameType } from '../domain/game-type.ts';
import type { SeasonCalendar, SeasonCalendars } from '../reference/seasons/season-calendar.ts';

/** What words of a round, stage, week or note say about the kind of a game. */
export type KindWords = readonly (readonly [RegExp, GameType])[];

/** How the kinds of a sport's games are told from words. */
export type GameKinds = {
  /** What its words say beyond those of every sport; the first that fits counts. */
  words: KindWords;
  /** A side of a game that no club plays. */
  selection: RegExp;
  /** The kind that a game's id in files tells. */
  ofId?: (externalGameId: string | null, seasonYear: number) => GameType | undefined;
  /** What a list as a whole tells about a season whose days are not known; the list may be long, and is read once. */
  shapeOf?: (games: Iterable<ListedGame>, calendars: SeasonCalendars) => SeasonShape;
  /**
   * The kind of a game by its day, where that is another than words and the days of the season make it: `said` is what
   * words, ids and sides say, `byDay` what follows from it and the days.
   */
  ofDay?: (
    game: ListedGame,
    told: { said: GameType; byDay: GameType; calendar: SeasonCalendar; shape: SeasonShape },
  ) => GameType;
  /** The kind that a provider's stage tells, before its words are looked at. */
  ofStage?: (stage: string | null) => GameType | undefined;
  /** The kind that a provider's round tells, where its words told none. */
  ofRound?: (round: string | null) => GameType;
};

/** What is looked at of a game of a list. */
export type ListedGame = {
  line: number;
  leagueName: string;
  seasonYear: number;
  slateDate: string;
  homeName: string;
  venue: string | null;
};

/** What a list as a whole tells about a season. */
export type SeasonShape = {
  lastDay?: string | undefined;
  /** The line of a game that counts for no statistics. */
  cupFinalLine?: number | undefined;
};

/** Play-offs are played in all of these, and every league names its rounds in its own way. */
export const PLAY_OFFS =
  /play[- ]?offs?\b|post[- ]?season|knock[- ]?out|^(wild ?card|divisional|division|finals?)( round| playoffs?)?$|conf(erence)?[- ]?(champ|final|semi|quarter|1st|first)|super ?bowl|nba finals|mls cup|^round one|^(8th|16th|quarter|semi)[- ]?finals?$/i;
