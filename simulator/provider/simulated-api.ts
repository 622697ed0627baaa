import type { SimulatedProviderDials } from './dials.ts';
import type { ParameterRules } from './parameters.ts';
import type { Protocol, Query, Refusal } from './protocol.ts';

/** A game to be played in the simulated league. Teams by code, full name or nickname, in any case. */
export type GameRequest = {
  home: string;
  away: string;
  /** Tip-off, epoch milliseconds UTC. */
  startMs: number;
  /** The id that the provider shall give it; by default the next free one. */
  id?: number;
  /** It must have a winner: football goes on with extra time and penalties. */
  isKnockout?: boolean;
};

/** A game as the control routes and the programmatic API show it. */
export type GameListing = {
  id: number;
  /** The id as the provider writes it, where that is more than the number: `0022514000`. */
  writtenId?: string;
  season: number;
  homeCode: string;
  awayCode: string;
  startMs: number;
  /** When it turns final, epoch milliseconds; null when it never does. */
  finalMs: number | null;
  /** The provider's word, for example `Finished`. */
  status: string;
};

/** What an endpoint may look at. */
export type AnswerContext = { nowMs: number; dials: SimulatedProviderDials };

export type SimulatedEndpoint = {
  /** What the envelope's `get` says; single words carry a slash, as recorded. */
  get: string;
  rules: ParameterRules;
  /** The parameter that names a game, so that the wrong game can be answered. */
  gameParameter?: string;
  /** The parameter that names a player or team, so that it can be disturbed alone. */
  entityParameter?: string;
  /** Why a question that has the right form gets no rows. */
  refusal?: (query: Query, context: AnswerContext) => Refusal | undefined;
  /** What an answer with rows costs, where the provider charges by the question; absent: nothing. */
  creditsOf?: (query: Query) => number;
  rows: (query: Query, context: AnswerContext) => readonly unknown[];
};

/** One sport's API. The server around it knows nothing of the sport. */
export type SimulatedApi = {
  /** How it is asked and answers. */
  protocol: Protocol;
  /** By path, for example `/games/statistics`. */
  endpoints: Readonly<Record<string, SimulatedEndpoint>>;
  /** Adds games; one that is there already keeps its id. Throws a `RangeError` for an unknown team. */
  addGames: (games: readonly GameRequest[]) => readonly number[];
  listGames: (context: AnswerContext) => readonly GameListing[];
  /** The id of some other game than this one; undefined when there is none. */
  otherGameId: (id: string) => string | undefined;
};

/** What can be simulated of a sport at a provider. */
export type SimulatedSport = {
  createApi: (options: { seed: number }) => SimulatedApi;
  /** A season's games in order of their starts; `season` is the year in which it starts. */
  generateSeason: (options: { seed: number; season: number }) => readonly GameRequest[];
  /** A league that it plays, and two of its games, in names that schedules are written in: what its tests play. */
  example: {
    league: string;
    pairs: readonly (readonly [away: string, home: string])[];
    /** When they begin, by the clock of a test: hours ago by default, so that they are over. */
    startsInHours?: number;
  };
  /** What an installation sets to ask this server. */
  settings: (server: { url: string; key: string }) => Readonly<Record<string, string>>;
  /** Set where box scores are asked for by the day: no answer can be about another game than the one asked for. */
  hasDaysOnly?: boolean;
};
