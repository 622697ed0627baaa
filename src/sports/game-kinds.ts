import type { GameType } from '../domain/game-type.ts';

/** What words of a round, stage, week or note say about the kind of a game. */
export type KindWords = readonly (readonly [RegExp, GameType])[];

/** How the kinds of a sport's games are told from words. */
export type GameKinds = {
  /** What its words say beyond those of every sport; the first that fits counts. */
  words: KindWords;
  /** A side of a game that no club plays. */
  selection: RegExp;
};

/** Play-offs are played in all of these, and every league names its rounds in its own way. */
export const PLAY_OFFS =
  /play[- ]?offs?\b|post[- ]?season|knock[- ]?out|^(wild ?card|divisional|division|finals?)( round| playoffs?)?$|conf(erence)?[- ]?(champ|final|semi|quarter|1st|first)|super ?bowl|nba finals|mls cup|^round one|^(8th|16th|quarter|semi)[- ]?finals?$/i;
