import type { FootballBoxScore, FootballGame } from '../../../domain/football-lines.ts';
import type { GamesById, RosterMember, ScheduledGame, SeasonList } from '../../../domain/scheduled-game.ts';
import { ProviderError } from '../../../domain/provider-error.ts';
import type { GameStatus } from '../../../domain/statuses.ts';
import type { Clock } from '../../../platform/clock.ts';
import { createBatchedAnswers } from '../../client/batched-answers.ts';
import type { AnswerExchange } from '../../client/answer-exchange.ts';
import { type Envelope, hostOf, type ProviderApi } from '../../client/provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../../client/provider-call.ts';
import type { FootballBoxScorePort } from '../../ports.ts';
import { createSharedSlates } from '../shared-slates.ts';
import { FOOTBALL_ENDPOINTS, MAX_IDS } from './endpoints.ts';
import { createMatchExchange } from './match-exchange.ts';
import {
  matchTexts,
  parseBoxScores,
  parseGames,
  parseGamesById,
  parseRoster,
  parseSeasonGames,
  parseTeamLine,
  parseTeamPlayers,
} from './parse.ts';

export type FootballClientOptions = {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  clock: Clock;
  /** The provider's ids of the leagues that are followed: the matches of others are not looked into. */
  leagueIds: () => Promise<ReadonlySet<string>>;
  /** Shares slates and matches with other processes. */
  exchange?: AnswerExchange | undefined;
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
const MAX_SLATES = 32;
/** Kick-offs half an hour apart share a call. */
const BOX_SCORE_KEPT_MS = 35 * 60_000;
/** From kick-off to the end of a match without extra time, at the earliest. */
const SHORTEST_MATCH_MS = 105 * 60_000;
/** Three of the busiest days of six leagues (35 matches each). */
const MAX_BOX_SCORES = 105;

/** What a match may have been when its slate was read, for it to be worth a look now. */
const COMPANION_STATUSES = new Set<GameStatus>(['scheduled', 'in_progress', 'completed']);

export function createFootballClient({
  pipeline,
  api,
  clock,
  leagueIds,
  exchange,
  freshMs = FRESH_MS,
  batchWindowMs = 500,
}: FootballClientOptions): FootballClient {
  const slates = createSharedSlates<FootballGame>({
    pipeline,
    api,
    clock,
    exchange,
    freshMs,
    keptMs: SLATE_KEPT_MS,
  });
  const boxScores = createBatchedAnswers<Parsed<FootballBoxScore>, CallContext>({
    clock,
    windowMs: batchWindowMs,
    maxKeys: MAX_IDS,
    freshMs,
    keptMs: BOX_SCORE_KEPT_MS,
    maxAnswers: MAX_BOX_SCORES,
    choosesCompanions: exchange !== undefined,
    ask: (ids, caller, signal, sharing) => {
      const context = { ...caller, signal };
      return matchExchange ? matchExchange.matches(ids, context, sharing) : askForMatches(ids, context);
    },
  });
  const lastSlates = new Map<string, readonly FootballGame[]>();

  async function ask<T>(
    { endpoint, query }: { endpoint: string; query: Readonly<Record<string, string>> },
    context: CallContext,
    parse: (envelope: Envelope) => Parsed<T>,
  ): Promise<T> {
    const { value } = await pipeline.call({ api, endpoint, query, context, parse });
    return value;
  }

  /** A wait that was given up is a ProviderError like every other end of a call. */
  async function shared<T>(context: CallContext, endpoint: string, wait: () => Promise<T>): Promise<T> {
    try {
      return await wait();
    } catch (error) {
      if (!context.signal.aborted || error instanceof ProviderError) throw error;
      throw failure('aborted', endpoint, 'the call was given up');
    }
  }

  function failure(
    kind: 'aborted' | 'malformed' | 'mismatch',
    endpoint: string,
    problem: string,
  ): ProviderError {
    const host = hostOf(api.baseUrl);
    return new ProviderError(`${host}${endpoint}: ${problem}`, { kind, host, endpoint });
  }

  function askForMatches(ids: readonly string[], context: CallContext) {
    return ask(FOOTBALL_ENDPOINTS.boxScores(ids), context, (envelope) => parseBoxScores(envelope, ids));
  }

  const matchExchange =
    exchange &&
    createMatchExchange({
      exchange,
      host: hostOf(api.baseUrl),
      clock,
      keptMs: BOX_SCORE_KEPT_MS,
      async ask(ids, context) {
        let texts: ReadonlyMap<string, string> = new Map();
        const matches = await ask(FOOTBALL_ENDPOINTS.boxScores(ids), context, (envelope) => {
          texts = matchTexts(envelope);
          return parseBoxScores(envelope, ids);
        });
        return { matches, texts };
      },
    });

  async function forgetBoxScore(providerGameId: string): Promise<void> {
    boxScores.forget(providerGameId);
    await matchExchange?.forget(providerGameId);
  }

  const gamesOn: FootballClient['gamesOn'] = async (dateUtc, context, { isEnough, league } = {}) => {
    const call = league
      ? FOOTBALL_ENDPOINTS.leagueGamesOn(dateUtc, league)
      : FOOTBALL_ENDPOINTS.gamesOn(dateUtc);
    const wantedIds = league ? new Set([league.providerLeagueId]) : await leagueIds();
    const slate = await slates({
      call,
      context,
      isEnough,
      parse: (envelope) => parseGames(envelope, wantedIds),
    });
    rememberSlate(dateUtc, slate);
    return slate;
  };

  function rememberSlate(dateUtc: string, slate: readonly FootballGame[]): void {
    lastSlates.delete(dateUtc);
    lastSlates.set(dateUtc, slate);
    const oldest = lastSlates.keys().next();
    if (lastSlates.size > MAX_SLATES && !oldest.done) lastSlates.delete(oldest.value);
  }

  /** Matches of the same day that should be over, those that began at about the same time first. */
  function companionsOf(providerGameId: string): string[] {
    const isOver = ({ status, startMs }: FootballGame): boolean =>
      COMPANION_STATUSES.has(status) && startMs + SHORTEST_MATCH_MS <= clock.nowMs();
    for (const slate of lastSlates.values()) {
      const own = slate.find((game) => game.providerGameId === providerGameId);
      if (!own) continue;
      return slate
        .filter((game) => game !== own && isOver(game))
        .sort((one, other) => Math.abs(one.startMs - own.startMs) - Math.abs(other.startMs - own.startMs))
        .map((game) => game.providerGameId);
    }
    return [];
  }

  const boxScore: FootballClient['boxScore'] = async (
    providerGameId,
    context,
    { isEnough, companions } = {},
  ) => {
    const { endpoint } = FOOTBALL_ENDPOINTS.boxScores([providerGameId]);
    const parsed = await shared(context, endpoint, () =>
      boxScores.get({
        key: providerGameId,
        group: context.priority,
        caller: context,
        signal: context.signal,
        companions: companions ?? companionsOf(providerGameId),
        isEnough: (answer) => answer?.ok === true && isEnough?.(answer.value) === true,
      }),
    );
    if (parsed === undefined) return undefined;
    if (parsed.ok) return parsed.value;
    await forgetBoxScore(providerGameId);
    throw failure(parsed.kind, endpoint, parsed.problem);
  };

  return {
    gamesOn,
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
    boxScore,
    teamPlayers: (providerGameId, providerTeamId, context) =>
      ask(FOOTBALL_ENDPOINTS.ofTeam('players', providerGameId, providerTeamId), context, (envelope) =>
        parseTeamPlayers(envelope, { providerGameId, providerTeamId }),
      ),
    teamLine: (game, providerTeamId, context) =>
      ask(FOOTBALL_ENDPOINTS.ofTeam('statistics', game.providerGameId, providerTeamId), context, (envelope) =>
        parseTeamLine(envelope, game, providerTeamId),
      ),
    forgetBoxScore,
  };
}
