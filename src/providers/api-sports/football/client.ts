import type { FootballGame } from '../../../domain/football-lines.ts';
import type { GamesById, RosterMember, ScheduledGame, SeasonList } from '../../../domain/scheduled-game.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { AnswerCoalescer } from '../../client/answer-coalescer.ts';
import { type Envelope, hostOf, type ProviderApi } from '../../client/provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../../client/provider-call.ts';
import type { FootballBoxScorePort, LineupSource, OfficialsPort } from '../../ports.ts';
import { createSharedSlates } from '../../client/shared-slates.ts';
import { FOOTBALL_ENDPOINTS } from './endpoints.ts';
import { parseLineup } from './lineup.ts';
import { createRefereePort } from './officials.ts';
import {
  parseGames,
  parseGamesById,
  parseRoster,
  parseSeasonGames,
  parseTeamLine,
  parseTeamPlayers,
} from './parse.ts';
import { createRecentSlates } from './recent-slates.ts';
import { createSharedMatches } from './shared-matches.ts';

export type FootballClientOptions = {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  clock: Clock;
  /** The provider's ids of the leagues that are followed: the matches of others are not looked into. */
  leagueIds: () => Promise<ReadonlySet<string>>;
  /** Shares slates and matches with other processes. */
  coalescer?: AnswerCoalescer | undefined;
  /** How old a shared answer about a match that goes on may be (default 20 s); less than the pause between two looks. */
  freshMs?: number;
  /** How long the first match of a batch waits for others (default 500 ms). */
  batchWindowMs?: number;
};

/**
 * API-Football v3 in our words: the matches of the leagues of this installation. Every method makes at most one call and
 * rejects with ProviderError. Ids are the provider's.
 */
export type FootballClient = FootballBoxScorePort & {
  lineup: LineupSource;
  officials: OfficialsPort;
  /** Every match of a league's season, named by the year in which it starts. */
  seasonGames: (
    providerLeagueId: string,
    season: number,
    context: CallContext,
  ) => Promise<SeasonList<FootballGame & ScheduledGame>>;
  /** Up to 20 matches of a league as the schedule has them, under their ids. */
  scheduledGames: (
    providerLeagueId: string,
    providerGameIds: readonly string[],
    context: CallContext,
  ) => Promise<GamesById>;
  /** A club's squad as it is now. */
  roster: (providerTeamId: string, context: CallContext) => Promise<readonly RosterMember[]>;
};

const FRESH_MS = 20_000;
/** A slate tells the ids of its day, and the kick-offs of a day lie within about this time. */
const SLATE_KEPT_MS = 12 * 3_600_000;
export function createFootballClient({
  pipeline,
  api,
  clock,
  leagueIds,
  coalescer,
  freshMs = FRESH_MS,
  batchWindowMs = 500,
}: FootballClientOptions): FootballClient {
  const slates = createSharedSlates<FootballGame>({
    pipeline,
    api,
    clock,
    coalescer,
    freshMs,
    keptMs: SLATE_KEPT_MS,
  });
  const recent = createRecentSlates(clock);

  async function ask<T>(
    { endpoint, query }: { endpoint: string; query: Readonly<Record<string, string>> },
    context: CallContext,
    parse: (envelope: Envelope) => Parsed<T>,
  ): Promise<T> {
    const { value } = await pipeline.call({ api, endpoint, query, context, parse });
    return value;
  }

  const matches = createSharedMatches({
    host: hostOf(api.baseUrl),
    clock,
    coalescer,
    freshMs,
    batchWindowMs,
    ask: (ids, context, parse) => ask(FOOTBALL_ENDPOINTS.boxScores(ids), context, parse),
    siblingsOf: recent.overBeside,
  });

  const gamesOn: FootballClient['gamesOn'] = async (dateUtc, context, { isEnough, league } = {}) => {
    const call = league
      ? FOOTBALL_ENDPOINTS.leagueGamesOn(dateUtc, league)
      : FOOTBALL_ENDPOINTS.gamesOn(dateUtc);
    const wantedIds = league ? new Set([league.providerLeagueId]) : await leagueIds();
    const parse = (envelope: Envelope) => parseGames(envelope, wantedIds);
    const slate = await slates({ call, context, isEnough, parse });
    recent.remember(dateUtc, slate);
    return slate;
  };

  const client: FootballClient = {
    ...matches,
    gamesOn,
    officials: createRefereePort(gamesOn, clock),
    seasonGames: (providerLeagueId, season, context) =>
      ask(FOOTBALL_ENDPOINTS.seasonGames(providerLeagueId, season), context, (envelope) =>
        parseSeasonGames(envelope, providerLeagueId),
      ),
    scheduledGames: (providerLeagueId, ids, context) =>
      ask(FOOTBALL_ENDPOINTS.boxScores(ids), context, (envelope) =>
        parseGamesById(envelope, { providerLeagueId, ids }),
      ),
    seasonList: (providerLeagueId, season, context) =>
      slates({
        call: FOOTBALL_ENDPOINTS.seasonGames(providerLeagueId, season),
        context,
        isEnough: () => true,
        parse: (envelope) => parseGames(envelope, new Set([providerLeagueId])),
      }),
    roster: (providerTeamId, context) =>
      ask(FOOTBALL_ENDPOINTS.roster(providerTeamId), context, (envelope) =>
        parseRoster(envelope, providerTeamId),
      ),
    lineup: {
      hasLeague: () => true,
      fetchLineup: (game, context) =>
        ask(FOOTBALL_ENDPOINTS.lineups(game.providerGameId), context, (envelope) =>
          parseLineup(envelope, game, clock.nowMs()),
        ),
    },
    teamPlayers: (providerGameId, providerTeamId, context) =>
      ask(FOOTBALL_ENDPOINTS.ofTeam('players', providerGameId, providerTeamId), context, (envelope) =>
        parseTeamPlayers(envelope, { providerGameId, providerTeamId }),
      ),
    teamLine: (game, providerTeamId, context) =>
      ask(FOOTBALL_ENDPOINTS.ofTeam('statistics', game.providerGameId, providerTeamId), context, (envelope) =>
        parseTeamLine(envelope, game, providerTeamId),
      ),
  };
  return client;
}
