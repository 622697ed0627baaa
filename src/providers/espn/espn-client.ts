import type { League } from '../../domain/league.ts';
import type { GamesById, SeasonList, UnreadableRow } from '../../domain/scheduled-game.ts';
import { type SeasonYear, believableDates } from '../../domain/season.ts';
import { ProviderError, isOurOwn } from '../../domain/provider-error.ts';
import { hostOf, type ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed } from '../client/provider-call.ts';
import { createSharedSlates } from '../client/shared-slates.ts';
import { createSharedAnswers } from '../client/shared-answers.ts';
import type { LiveScorePort, SchedulePort } from '../ports.ts';
import { STALE_FOR_MS } from '../ports.ts';
import type { PortDeps } from '../registry.ts';
import { datesOfSeason, datesOfUtcDay } from './date-ranges.ts';
import { type EspnSport, espnLeagueOf, espnLeagues, sitePath, summaryPath } from './espn-leagues.ts';
import { type EspnGame, MOST_EVENTS, parseScoreboard } from './scoreboard.ts';
import { type EspnSummary, gameOfSummary, parseSummary } from './summary.ts';

/** A game of a scoreboard, with the league whose it is, as ESPN's paths call it. */
export type ListedGame = EspnGame & { providerLeagueId: string };

/** ESPN about one sport, in our words. Every method rejects with ProviderError; ids are ESPN's. */
export type EspnClient = SchedulePort & {
  gamesOn: LiveScorePort<ListedGame>['gamesOn'];
  /** One event with all that ESPN has of it; those who ask at the same time share the call. */
  summary: (eventId: string, context: CallContext) => Promise<EspnSummary>;
  /** Undefined where ESPN does not have the event. */
  gameById: (eventId: string, context: CallContext) => Promise<EspnGame | undefined>;
};

/** A final game stays final; this long its slate is not asked for again on its behalf. */
const SLATE_KEPT_MS = 5 * 60_000;
/** Players and teams of a game are in one body: who asks for both at once shares the call, and nobody gets an older one. */
const SUMMARY_FRESH_MS = 0;
const MAX_SUMMARIES = 1;

type ClientDeps = Pick<PortDeps, 'pipeline' | 'clock' | 'coalescer' | 'freshMs'> & {
  api: ProviderApi;
  sport: EspnSport;
};

export function createEspnClient(deps: ClientDeps): EspnClient {
  const { pipeline, clock, api, sport, coalescer } = deps;
  const slate = createSharedSlates<EspnGame>({
    pipeline,
    api,
    clock,
    coalescer,
    freshMs: deps.freshMs(sport),
    keptMs: SLATE_KEPT_MS,
    keep: { staleForMs: STALE_FOR_MS['live-score'] },
  });
  const summaries = createSharedAnswers<EspnSummary>({
    clock,
    freshMs: SUMMARY_FRESH_MS,
    keptMs: SUMMARY_FRESH_MS,
    maxKeys: MAX_SUMMARIES,
  });
  const summary: EspnClient['summary'] = (eventId, context) =>
    summaries.get({
      key: `${eventId} ${context.priority}`,
      signal: context.signal,
      dated: context.dated,
      ask: async (signal) => {
        // Who joins a call never takes its own turn: the calls of a game must not wait for each other here.
        const { turn: _turn, ...own } = context;
        const { value } = await pipeline.call({
          api,
          endpoint: summaryPath(sport),
          query: { event: eventId },
          context: { ...own, signal },
          keep: { staleForMs: STALE_FOR_MS['box-score'] },
          parse: (envelope) => parseSummary(envelope, eventId),
        });
        return value;
      },
    });

  async function gameById(eventId: string, context: CallContext): Promise<EspnGame | undefined> {
    const found = await summary(eventId, context);
    return found && mustRead(gameOfSummary(sport, found), { api, endpoint: summaryPath(sport) });
  }

  return {
    summary,
    gameById,
    gamesOn: (dateUtc, context, options) => gamesOfLeagues(deps, slate, { dateUtc, context, options }),
    seasonGames: (league, season, context) => seasonGames(deps, { league, season }, context),
    gamesById: (_league, ids, context) => eventsById(ids, (id) => gameById(id, context)),
  };
}

type SlateRequest = {
  dateUtc: string;
  context: CallContext;
  options: Parameters<EspnClient['gamesOn']>[2];
};

/**
 * The games of a day: of the league on whose behalf is asked, or of one league after the other until they are enough.
 * A league that fails takes nothing from the others; what is not enough without it fails as it did.
 */
async function gamesOfLeagues(
  { sport }: ClientDeps,
  slate: ReturnType<typeof createSharedSlates<EspnGame>>,
  { dateUtc, context, options }: SlateRequest,
): Promise<readonly ListedGame[]> {
  const games: ListedGame[] = [];
  const failures: ProviderError[] = [];
  const isEnough = options?.isEnough && ((some: readonly ListedGame[]) => options.isEnough?.(some) === true);
  for (const league of espnLeagues(sport, context.league)) {
    const ofLeague = (some: readonly EspnGame[]): readonly ListedGame[] =>
      onDay(some, dateUtc).map((game) => ({ ...game, providerLeagueId: league }));
    try {
      const listed = await slate({
        call: scoreboardCall(sport, league, datesOfUtcDay(dateUtc)),
        context,
        isEnough: isEnough && ((some) => isEnough(ofLeague(some))),
        parse: (envelope) => listedGames(parseScoreboard(sport, envelope)),
      });
      games.push(...ofLeague(listed));
    } catch (error) {
      if (!(error instanceof ProviderError) || isOurOwn(error)) throw error;
      failures.push(error);
    }
    if (isEnough?.(games)) return games;
  }
  if (failures[0]) throw failures[0];
  return games;
}

/** The list of a scoreboard, with what cannot be read of it for the log. */
function listedGames(list: Parsed<SeasonList<EspnGame>>): Parsed<readonly EspnGame[]> {
  if (!list.ok) return list;
  const { games, unreadable } = list.value;
  const refused = unreadable.map(({ problem, providerGameId }) => ({
    entityType: 'game' as const,
    providerEntityId: providerGameId,
    providerTeamId: null,
    name: null,
    problem,
  }));
  return { ok: true, value: games, ...(refused.length > 0 ? { refused } : {}) };
}

function onDay(games: readonly EspnGame[], dateUtc: string): readonly EspnGame[] {
  return games.filter(({ startMs }) => new Date(startMs).toISOString().startsWith(dateUtc));
}

function scoreboardCall(sport: EspnSport, league: string, dates: string) {
  return {
    endpoint: sitePath(sport, league, 'scoreboard'),
    query: { dates, limit: String(MOST_EVENTS) },
  };
}

/** A season in calls of a fortnight each; without its preseason, and without games of another season. */
async function seasonGames(
  { pipeline, api, sport }: ClientDeps,
  { league, season }: { league: League; season: SeasonYear },
  context: CallContext,
): Promise<SeasonList<EspnGame>> {
  const known = leagueAtEspn(sport, league, api);
  const games = new Map<string, EspnGame>();
  const unreadable: UnreadableRow[] = [];
  let staleMs: number | undefined;
  for (const dates of datesOfSeason(believableDates(league, season))) {
    const { value, stale } = await pipeline.call({
      api,
      ...scoreboardCall(sport, known, dates),
      context,
      keep: { staleForMs: STALE_FOR_MS.schedule },
      parse: (envelope) => parseScoreboard(sport, envelope),
    });
    if (stale) staleMs = Math.max(staleMs ?? 0, stale.ageMs);
    unreadable.push(...value.unreadable);
    for (const game of value.games)
      if (game.season === season && !game.isPreseason) games.set(game.providerGameId, game);
  }
  return { games: [...games.values()], unreadable, ...(staleMs === undefined ? {} : { staleMs }) };
}

async function eventsById(
  ids: readonly string[],
  find: (id: string) => Promise<EspnGame | undefined>,
): Promise<GamesById> {
  const found: EspnGame[] = [];
  const missing: string[] = [];
  // One call after the other: the host is asked politely.
  for (const id of ids) {
    const game = await find(id);
    if (game) found.push(game);
    else missing.push(id);
  }
  return { found, missing };
}

/** What ESPN calls a league. Throws ProviderError for one that it is not asked for. */
export function leagueAtEspn(sport: EspnSport, league: Pick<League, 'name'>, api: ProviderApi): string {
  const known = espnLeagueOf(sport, league.name);
  if (known !== undefined) return known;
  throw new ProviderError(`ESPN is not asked for ${league.name}: it comes from other sources.`, {
    kind: 'bad_request',
    host: hostOf(api.baseUrl),
    endpoint: sitePath(sport, '{league}', 'scoreboard'),
  });
}

/** What a body that was read already holds. Throws ProviderError where it holds something else. */
export function mustRead<T>(parsed: Parsed<T>, { api, endpoint }: { api: ProviderApi; endpoint: string }): T {
  if (parsed.ok) return parsed.value;
  const host = hostOf(api.baseUrl);
  throw new ProviderError(`${host}${endpoint}: ${parsed.problem}`, { kind: parsed.kind, host, endpoint });
}
