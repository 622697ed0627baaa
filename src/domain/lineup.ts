/**
 * How sure a line-up is: `expected` by somebody who cannot know, `confirmed` by the teams before the start, `actual` as
 * the game began.
 */
export const LINEUP_KINDS = ['expected', 'confirmed', 'actual'] as const;
export type LineupKind = (typeof LINEUP_KINDS)[number];

/** A player of a side, as a source names one. */
export type LineupPlayer = {
  /** The source's id of the player. */
  externalId: string;
  name: string;
  /** The number on the shirt, as it is written: `7`, `00`. */
  number?: string;
  /** The position in the source's words: `G`, `CD-L`, `QB`. */
  position?: string;
  isStarter: boolean;
  /** The place in the formation, 1 is the goalkeeper; where there is none, the place in the source's list, from 1. */
  order?: number;
};

/** One side of a line-up. */
export type LineupSide = {
  side: 'home' | 'away';
  /** As in `4-3-3`. */
  formation?: string;
  players: readonly LineupPlayer[];
};

/** Who begins a game and who sits on the bench, as a source has it at a moment. */
export type Lineup = {
  kind: LineupKind;
  /** When the source said so, epoch milliseconds. */
  observedAtMs: number;
  /** The sides of which something is known: one of them, or both, home first. */
  sides: readonly LineupSide[];
};

/** A game whose line-up is asked for, under the ids of the source that is asked. */
export type LineupGame = {
  providerGameId: string;
  /** Start, epoch milliseconds: a line-up that is read later is what began. */
  startMs: number;
  /** Ids of the teams at the source; a line-up of any other team is refused. */
  homeTeamId: string;
  awayTeamId: string;
};
