import type { AnswerContext, GameListing, GameRequest } from '../simulated-api.ts';

/** A team as ESPN knows it. */
export type BoardTeam = { id: string; name: string; code: string };

export type BoardSide = {
  team: BoardTeam;
  /** Null before the game. */
  score: number | null;
  periods: readonly number[];
  /** Scored in a shoot-out; absent where there was none. */
  shootout?: number;
};

/** How a game stands, whatever the sport. */
export type BoardGame = {
  /** The id by which the league of the simulation knows it. */
  id: number;
  /** As ESPN's paths call it: `nba`, `eng.1`. */
  league: string;
  /** The year in which the season starts. */
  season: number;
  /** The start as first scheduled, and the one that is in force. */
  scheduledMs: number;
  startMs: number;
  finalMs: number | null;
  standing: 'before' | 'during' | 'over' | 'postponed' | 'cancelled' | 'suspended' | 'unseen';
  /** Words of ESPN for an end that is not the ordinary one: `STATUS_FINAL_PEN`. */
  finalWord?: string;
  /** What its clock shows while it is on; `0.0` where the simulation tells nothing. */
  clock?: string;
  /** The period that is played, where the scores by period do not tell. */
  period?: number;
  /** Words of ESPN for play that rests: `STATUS_END_PERIOD`. */
  duringWord?: string;
  /** How it ended or where play is, in words for people: `Final/OT`, `Bot 7th`. */
  detail?: string;
  home: BoardSide;
  away: BoardSide;
  venue: string | null;
  /** What the bookmaker offers of it, where that is not what follows from its id. */
  line?: { spread: number; total: number };
};

/** A member of a team, as lists of injuries name one. */
export type BoardPlayer = { id: string; name: string; position: string };

/** A league of the simulation as ESPN shows it. */
export type BoardLeague = {
  /** ESPN's folder of the sport, and its leagues: `basketball`, `nba`. */
  folder: string;
  leagues: readonly string[];
  /** The league that stands in the path of a summary. */
  summaryLeague: string;
  /** Points by period stand in summaries only. */
  hasBareBoards?: boolean;
  /** Periods after which a game that is level goes on; absent where the simulation calls none over too early. */
  regulation?: number;
  /** What ESPN's year of a season is more than the year in which it starts. */
  yearOffset: 0 | 1;
  add: (requests: readonly GameRequest[]) => readonly number[];
  games: (context: AnswerContext) => readonly BoardGame[];
  teams: (league: string) => readonly BoardTeam[];
  playersOf: (team: BoardTeam) => readonly BoardPlayer[];
  /** `boxscore` of a summary; empty before the game, and where ESPN has none. */
  boxScore: (id: number, context: AnswerContext) => object;
  /** What stands beside the box score of a summary, before the game as well. */
  extras?: (id: number, context: AnswerContext) => object;
};

/** ESPN's ids of events lie in a range of their own. */
export const FIRST_EVENT_ID = 401_000_000;

/** A game with a new date gets a new id; the old one stays for ever. */
export const FIRST_MAKEUP_ID = 402_000_000;

export function listingOf(game: BoardGame): GameListing {
  return {
    id: FIRST_EVENT_ID + game.id,
    season: game.season,
    homeCode: game.home.team.code,
    awayCode: game.away.team.code,
    startMs: game.startMs,
    finalMs: game.finalMs,
    status: game.standing,
  };
}
