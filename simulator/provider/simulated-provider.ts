import type { Sport } from '../../src/domain/sport.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Logger } from '../../src/platform/logger.ts';
import { createApiHandler } from './api-handler.ts';
import { CONTROL_PREFIX, createControlRoutes } from './control-routes.ts';
import {
  DEFAULT_DIALS,
  limitsInForce,
  type SimulatedProviderDials,
  type SimulatedProviderDialsPatch,
  turnDials,
} from './dials.ts';
import { createFirewall } from './firewall.ts';
import { createLoopbackServer, type HttpServerAddress } from './http-server.ts';
import type { PlanName } from './plans.ts';
import { createRateLimits } from './rate-limits.ts';
import { createResponder } from './responder.ts';
import { randomFor } from './sampling.ts';
import type { GameListing, GameRequest } from './simulated-api.ts';
import { simulatedSport } from './sports.ts';
import { createCallCounter, type SimulatedProviderStats } from './usage-stats.ts';

export type SimulatedProviderOptions = {
  /** Whose API it speaks (default NBA). */
  sport?: Sport;
  /** Decides the league: players, results, mishaps. The same seed is the same league. */
  seed?: number;
  /** Decides what has been played, and which minute and day a call falls in. */
  clock: Clock;
  logger: Logger;
  /** 0 (default) takes a free port. */
  port?: number;
  plan?: PlanName;
  /** The only key accepted; by default any that is not empty. */
  key?: string;
  games?: readonly GameRequest[];
  dials?: SimulatedProviderDialsPatch;
  /** Hears of each question as it comes in, before any delay. */
  onQuestion?: (path: string, query: URLSearchParams) => void;
};

export type SimulatedProvider = {
  name: string;
  /** Resolves when the provider answers. The url has no trailing slash. */
  start: () => Promise<HttpServerAddress>;
  /** Cuts every connection and frees the port; also ends calls that hang. */
  stop: () => Promise<void>;
  stats: () => SimulatedProviderStats;
  /** How often each question was asked since the last reset, by path and sorted query: `/games?date=2026-01-15`. */
  timesAsked: () => ReadonlyMap<string, number>;
  /** Forgets counts, violations and used quota. Dials and games stay. */
  reset: () => void;
  dials: () => SimulatedProviderDials;
  /** Turns some dials at once. Throws a `RangeError` that names every wrong one. */
  setDials: (patch: SimulatedProviderDialsPatch) => SimulatedProviderDials;
  /** Adds games and gives their ids, in order; a game that is there already keeps its id. */
  addGames: (games: readonly GameRequest[]) => readonly number[];
  games: () => readonly GameListing[];
};

/** An HTTP server that speaks the API-Sports API of a sport over leagues made up from a seed. */
export function createSimulatedProvider(options: SimulatedProviderOptions): SimulatedProvider {
  const { sport = 'NBA', seed = 1, clock, logger, port = 0, plan, key, games = [] } = options;
  const api = simulatedSport(sport).createApi({ seed });
  api.addGames(games);

  let dials = turnDials(DEFAULT_DIALS, { ...(plan === undefined ? {} : { plan }), ...options.dials });
  const limits = createRateLimits(clock);
  const firewall = createFirewall(clock);
  const counter = createCallCounter(new Set([...Object.keys(api.endpoints), '/status']));
  const abort = new AbortController();
  const random = randomFor(seed, 'mishaps');

  const provider: SimulatedProvider = {
    name: 'simulated-provider',
    start: () => server.start(),
    stop() {
      abort.abort(new Error('the simulated provider is stopping'));
      return server.stop();
    },
    stats() {
      const quota = { plan: dials.plan, usedToday: limits.usedToday(), ...limitsInForce(dials) };
      return { ...counter.counts(), limits: limits.record(), quota };
    },
    timesAsked: counter.timesAsked,
    reset() {
      counter.reset();
      limits.reset();
      firewall.reset();
    },
    dials: () => dials,
    setDials(patch) {
      dials = turnDials(dials, patch);
      return dials;
    },
    addGames: (requests) => api.addGames(requests),
    games: () => api.listGames({ nowMs: clock.nowMs(), dials }),
  };

  const handleControl = createControlRoutes({
    ...provider,
    setDials(patch) {
      dials = turnDials(dials, patch);
      return dials;
    },
  });
  const handleApi = createApiHandler({
    respond: createResponder({ api, clock, random, limits, firewall, dials: () => dials, key }),
    counter,
    limits,
    dials: () => dials,
    random: randomFor(seed, 'latency'),
    waitClock: systemClock(),
    signal: abort.signal,
  });
  const server = createLoopbackServer({
    port,
    async handle(request, response) {
      try {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1');
        const isControl = url.pathname.startsWith(CONTROL_PREFIX);
        if (!isControl) options.onQuestion?.(url.pathname, url.searchParams);
        await (isControl ? handleControl(request, response, url) : handleApi(request, response, url));
      } catch (error) {
        logger.error({ err: error }, 'the simulated provider could not answer');
        response.destroy();
      }
    },
  });
  return provider;
}
