import type { ProviderGame } from '../../domain/box-score.ts';
import type { NbaAdvancedBox } from '../../domain/nba-advanced.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import { ProviderError, type ProviderErrorKind } from '../../domain/provider-error.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { Envelope, ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../client/provider-call.ts';
import { type OfficialsPort, type SchedulePort, type SlateBoxScorePort, STALE_FOR_MS } from '../ports.ts';
import { type Boards, startsOn } from './boards.ts';
import { CDN, type NbaStatsQuestion, STATS } from './endpoints.ts';
import type { ExpectedBox } from './expected-box.ts';
import { isNbaGameId } from './fields.ts';
import { readAdvancedBox } from './read-advanced.ts';
import { readGameOfBox } from './read-games.ts';
import { readOfficials } from './read-officials.ts';
import { readPlayerLines } from './read-players.ts';
import { type SeasonFile, readSeasonFile, seasonWords } from './read-schedule.ts';
import { readTeamLines } from './read-teams.ts';

export type NbaStatsClientOptions = {
  pipeline: ProviderPipeline;
  cdn: ProviderApi;
  stats: ProviderApi;
  boards: Boards;
};

/** The league's own hosts in our words. Every method rejects with ProviderError. Ids are the league's. */
export type NbaStatsClient = {
  schedule: SchedulePort;
  boxScore: SlateBoxScorePort<NbaPlayerLine, NbaTeamLine>;
  /** Only the board of today: the question that is asked again and again while games are on goes to no other host. */
  liveScore: { gamesOn: SlateBoxScorePort<NbaPlayerLine, NbaTeamLine>['gamesOn'] };
  officials: OfficialsPort;
  /** Figures that the league computes; undefined while it has none. Its body is kept with the game's. */
  advancedBox: (providerGameId: string, context: CallContext) => Promise<NbaAdvancedBox | undefined>;
};

/** After these the other host is not asked: we gave up, or the trouble is ours. */
const OURS: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>(['aborted', 'local']);

export function createNbaStatsClient({
  pipeline,
  cdn,
  stats,
  boards,
}: NbaStatsClientOptions): NbaStatsClient {
  async function ask<T>(
    api: ProviderApi,
    question: NbaStatsQuestion,
    context: CallContext,
    parse: (envelope: Envelope) => Parsed<T>,
    keep?: { staleForMs: number },
  ) {
    return pipeline.call({ api, ...question, context, parse, ...(keep ? { keep } : {}) });
  }

  /** What cdn.nba.com has of a box score, or where it has nothing that can be used, stats.nba.com. */
  async function ofBox<T>(
    gameId: string,
    context: CallContext,
    parse: (envelope: Envelope) => Parsed<T>,
  ): Promise<T> {
    return withFallback(
      () => ask(cdn, CDN.boxScore(gameId), context, parse),
      () => ask(stats, STATS.boxScore(gameId), context, parse),
    );
  }

  async function seasonFile(
    season: SeasonYear | undefined,
    context: CallContext,
  ): Promise<SeasonFile & { staleMs?: number }> {
    const keep = { staleForMs: STALE_FOR_MS.schedule };
    const current = await ask(cdn, CDN.schedule(), context, readSeasonFile, keep);
    const isAsked = season === undefined || current.value.season === season;
    const { value, stale } = isAsked
      ? current
      : await ask(stats, STATS.schedule(seasonWords(season)), context, (envelope) =>
          ofSeason(readSeasonFile(envelope), season),
        );
    return { ...value, ...(stale ? { staleMs: stale.ageMs } : {}) };
  }

  async function gameById(gameId: string, context: CallContext): Promise<ProviderGame | undefined> {
    if (!isNbaGameId(gameId)) return undefined;
    try {
      const parse = (envelope: Envelope) => readGameOfBox(envelope, gameId);
      return (await ask(cdn, CDN.boxScore(gameId), context, parse)).value;
    } catch (error) {
      // Before the tip-off there is no such file; the schedule has the game if anybody has.
      if (!(error instanceof ProviderError) || !NO_FILE.has(error.facts.httpStatus ?? 0)) throw error;
      const { games } = await seasonFile(undefined, context);
      return games.find(({ providerGameId }) => providerGameId === gameId);
    }
  }

  return {
    schedule: {
      async seasonGames(_league, season, context) {
        const { games, unreadable, staleMs } = await seasonFile(season, context);
        return { games, unreadable, ...(staleMs === undefined ? {} : { staleMs }) };
      },
      async gamesById(_league, ids, context) {
        const { games, ids: known } = await seasonFile(undefined, context);
        return {
          found: games.filter(({ providerGameId }) => ids.includes(providerGameId)),
          missing: ids.filter((id) => !known.has(id)),
        };
      },
    },
    liveScore: {
      async gamesOn(dateUtc, context, { isEnough } = {}) {
        return (await boards.today(context, isEnough)).filter((game) => startsOn(game, dateUtc));
      },
    },
    boxScore: {
      gamesOn: (dateUtc, context, { isEnough } = {}) => boards.onDay(dateUtc, context, isEnough),
      gameById,
      playerLines: (gameId, context, expected, only) =>
        ofBox(gameId, context, (envelope) => readPlayerLines(envelope, wanted(gameId, expected, only))),
      teamLines: (gameId, context, expected, only) =>
        ofBox(gameId, context, (envelope) => readTeamLines(envelope, wanted(gameId, expected, only))),
    },
    officials: {
      officialsOf: (gameId, context) => {
        const parse = (envelope: Envelope) => readOfficials(envelope, gameId);
        return withFallback(
          () => ask(stats, STATS.summary(gameId), context, parse),
          () => ask(cdn, CDN.boxScore(gameId), context, parse),
        );
      },
    },
    advancedBox: async (gameId, context) =>
      (await ask(stats, STATS.advanced(gameId), context, (envelope) => readAdvancedBox(envelope, gameId)))
        .value,
  };
}

/** How the hosts answer for a file that they do not have. */
const NO_FILE: ReadonlySet<number> = new Set([403, 404]);

async function withFallback<T>(
  first: () => Promise<{ value: T }>,
  second: () => Promise<{ value: T }>,
): Promise<T> {
  try {
    return (await first()).value;
  } catch (error) {
    if (!(error instanceof ProviderError) || OURS.has(error.facts.kind)) throw error;
    return (await second()).value;
  }
}

function ofSeason(file: Parsed<SeasonFile>, season: SeasonYear): Parsed<SeasonFile> {
  if (!file.ok || file.value.season === season) return file;
  const told = file.value.season === undefined ? 'of no season' : `of ${seasonWords(file.value.season)}`;
  return { ok: false, kind: 'mismatch', problem: `the schedule is ${told}, not of ${seasonWords(season)}` };
}

function wanted(
  providerGameId: string,
  expected: { providerTeamIds: readonly string[] } | undefined,
  only: { providerPlayerId?: string; providerTeamId?: string } | undefined,
): ExpectedBox {
  return {
    providerGameId,
    ...expected,
    onlyPlayerId: only?.providerPlayerId,
    onlyTeamId: only?.providerTeamId,
  };
}
