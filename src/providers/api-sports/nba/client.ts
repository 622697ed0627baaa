import type { ProviderGame } from '../../../domain/box-score.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../../domain/nba-lines.ts';
import type { RowList } from '../../../domain/refused-row.ts';
import type { GamesById, SeasonList } from '../../../domain/scheduled-game.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { AnswerCoalescer } from '../../client/answer-coalescer.ts';
import type { Envelope, ProviderApi } from '../../client/provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../../client/provider-call.ts';
import { createSharedSlates } from '../../client/shared-slates.ts';
import { NBA_ENDPOINTS } from './endpoints.ts';
import type { NbaRosterPlayer, NbaTeam } from './normalise.ts';
import {
  parseGame,
  parseGames,
  parseGamesById,
  parsePlayerLines,
  parseRoster,
  parseSeasonGames,
  parseTeamLines,
  parseTeams,
} from './parse.ts';

export type NbaClientOptions = {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  clock: Pick<Clock, 'nowMs'>;
  /** Shares slates with other processes. */
  coalescer?: AnswerCoalescer | undefined;
  /** How old a shared slate may be (default 20 s); less than the pause between two looks at a game. */
  slateFreshMs?: number;
};

type GamesOnOptions = {
  /**
   * Whether an answer up to five minutes old still serves the caller, for example because the game that it asks
   * about is final in it. Without it, answers up to 20 s old are shared.
   */
  isEnough?: (games: readonly ProviderGame[]) => boolean;
};

/**
 * API-NBA v2 in our words. Every method makes at most one call, rejects with ProviderError, and knows games of
 * the NBA only. Ids are the provider's.
 */
export type NbaClient = {
  /** Games that start on a day in UTC (`2026-01-15`). Callers who ask for the same day share one call, over all processes. */
  gamesOn: (
    dateUtc: string,
    context: CallContext,
    options?: GamesOnOptions,
  ) => Promise<readonly ProviderGame[]>;
  /** Undefined when the provider does not have the game. */
  gameById: (providerGameId: string, context: CallContext) => Promise<ProviderGame | undefined>;
  /** Every game of a season, named by the year in which it starts; preseason left out. */
  seasonGames: (season: number, context: CallContext) => Promise<SeasonList>;
  /** A game as the schedule has it, under its id. */
  scheduledGame: (providerGameId: string, context: CallContext) => Promise<GamesById>;
  /** Lines of both teams' players, or of one player; empty while the provider has none. */
  playerLines: (
    providerGameId: string,
    context: CallContext,
    expected?: { providerTeamIds: readonly string[] },
    only?: { providerPlayerId?: string },
  ) => Promise<RowList<NbaPlayerLine>>;
  /** Lines of both teams; empty while the provider has none. */
  teamLines: (
    providerGameId: string,
    context: CallContext,
    expected?: { providerTeamIds: readonly string[] },
  ) => Promise<RowList<NbaTeamLine>>;
  roster: (
    providerTeamId: string,
    season: number,
    context: CallContext,
  ) => Promise<readonly NbaRosterPlayer[]>;
  /** The 30 franchises. */
  teams: (context: CallContext) => Promise<readonly NbaTeam[]>;
};

/** A slate is asked for again every few minutes while games are on; 20 s is new enough for everybody. */
const SLATE_FRESH_MS = 20_000;
/** A final game stays final; this long its slate is not asked for again on its behalf. */
const SLATE_KEPT_MS = 5 * 60_000;

export function createNbaClient({
  pipeline,
  api,
  clock,
  coalescer,
  slateFreshMs = SLATE_FRESH_MS,
}: NbaClientOptions): NbaClient {
  const slate = createSharedSlates<ProviderGame>({
    pipeline,
    api,
    clock,
    coalescer,
    freshMs: slateFreshMs,
    keptMs: SLATE_KEPT_MS,
  });

  async function ask<T>(
    { endpoint, query }: { endpoint: string; query: Readonly<Record<string, string>> },
    context: CallContext,
    parse: (envelope: Envelope) => Parsed<T>,
  ): Promise<T> {
    const { value } = await pipeline.call({ api, endpoint, query, context, parse });
    return value;
  }

  return {
    gamesOn: (dateUtc, context, { isEnough } = {}) =>
      slate({ call: NBA_ENDPOINTS.gamesOn(dateUtc), context, isEnough, parse: parseGames }),
    gameById: (providerGameId, context) =>
      ask(NBA_ENDPOINTS.gameById(providerGameId), context, (envelope) => parseGame(envelope, providerGameId)),
    seasonGames: (season, context) => ask(NBA_ENDPOINTS.seasonGames(season), context, parseSeasonGames),
    scheduledGame: (providerGameId, context) =>
      ask(NBA_ENDPOINTS.gameById(providerGameId), context, (envelope) =>
        parseGamesById(envelope, [providerGameId]),
      ),
    playerLines: (providerGameId, context, expected, only) =>
      ask(NBA_ENDPOINTS.playerLines(providerGameId, only?.providerPlayerId), context, (envelope) =>
        parsePlayerLines(envelope, { providerGameId, ...expected, isOfSome: only !== undefined }),
      ),
    teamLines: (providerGameId, context, expected) =>
      ask(NBA_ENDPOINTS.teamLines(providerGameId), context, (envelope) =>
        parseTeamLines(envelope, { providerGameId, ...expected }),
      ),
    roster: (providerTeamId, season, context) =>
      ask(NBA_ENDPOINTS.roster(providerTeamId, season), context, (envelope) =>
        parseRoster(envelope, providerTeamId),
      ),
    teams: (context) => ask(NBA_ENDPOINTS.teams(), context, parseTeams),
  };
}
