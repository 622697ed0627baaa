import type { Sport } from '../../src/domain/sport.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Logger } from '../../src/platform/logger.ts';
import { createApiHandler } from './api-handler.ts';
import { CONTROL_PREFIX, type Controls, createControlRoutes } from './control-routes.ts';
import { type CreditAccount, createCreditAccount } from './credits.ts';
import {
  DEFAULT_DIALS,
  limitsInForce,
  type SimulatedProviderDials,
  type SimulatedProviderDialsPatch,
  turnDials,
} from './dials.ts';
import { createFirewall, type Firewall } from './firewall.ts';
import { createLoopbackServer, type HttpHandler, type HttpServerAddress } from './http-server.ts';
import type { PlanName } from './plans.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';
import { createResponder } from './responder.ts';
import { randomFor } from './sampling.ts';
import type { GameListing, GameRequest, SimulatedApi } from './simulated-api.ts';
import { simulatedSport } from './sports.ts';
import { type CallCounter, createCallCounter, type SimulatedProviderStats } from './usage-stats.ts';

export type SimulatedProviderOptions = {
  /** Whose API it speaks (default NBA), and that of which provider (default: the first that has the sport). */
  sport?: Sport;
  provider?: string;
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

/** What a simulated provider is made of, and how its dials stand. */
type Simulation = {
  options: SimulatedProviderOptions;
  api: SimulatedApi;
  dials: SimulatedProviderDials;
  limits: RateLimits;
  credits: CreditAccount;
  firewall: Firewall;
  counter: CallCounter;
  abort: AbortController;
};

/** An HTTP server that speaks the API of a provider over leagues of a sport made up from a seed. */
export function createSimulatedProvider(options: SimulatedProviderOptions): SimulatedProvider {
  const simulation = openSimulation(options);
  const { abort } = simulation;
  const acts = actsOn(simulation);
  const server = createLoopbackServer({
    port: options.port ?? 0,
    handle: createHandler(simulation, acts),
  });
  return {
    name: 'simulated-provider',
    start: () => server.start(),
    stop() {
      abort.abort(new Error('the simulated provider is stopping'));
      return server.stop();
    },
    ...acts,
  };
}

function openSimulation(options: SimulatedProviderOptions): Simulation {
  const { sport = 'NBA', provider, seed = 1, clock, plan, games = [] } = options;
  const api = simulatedSport(sport, provider).createApi({ seed });
  api.addGames(games);
  const { account } = api.protocol;
  const paths = [...Object.keys(api.endpoints), ...(account === undefined ? [] : [account.path])];
  return {
    options,
    api,
    dials: turnDials(DEFAULT_DIALS, { ...(plan === undefined ? {} : { plan }), ...options.dials }),
    limits: createRateLimits(clock),
    credits: createCreditAccount(clock),
    firewall: createFirewall(clock),
    counter: createCallCounter(new Set(paths)),
    abort: new AbortController(),
  };
}

type Acts = Omit<SimulatedProvider, 'name' | 'start' | 'stop'>;

/** What can be seen of and done to a simulation while it runs. */
function actsOn(simulation: Simulation): Acts & Controls {
  const { api, limits, credits, firewall, counter, options } = simulation;
  return {
    stats() {
      const { dials } = simulation;
      const quota = {
        plan: dials.plan,
        usedToday: limits.usedToday(),
        ...limitsInForce(dials, api.protocol),
      };
      return { ...counter.counts(), limits: limits.record(), quota, credits: credits.record(dials) };
    },
    timesAsked: counter.timesAsked,
    reset() {
      counter.reset();
      limits.reset();
      credits.reset();
      firewall.reset();
    },
    dials: () => simulation.dials,
    setDials(patch: unknown) {
      simulation.dials = turnDials(simulation.dials, patch);
      return simulation.dials;
    },
    addGames: (requests) => api.addGames(requests),
    games: () => api.listGames({ nowMs: options.clock.nowMs(), dials: simulation.dials }),
  };
}

/** Answers the API's calls and the control routes; what fails in here ends the connection, and is logged. */
function createHandler(simulation: Simulation, controls: Controls): HttpHandler {
  const { options, api, limits, credits, firewall, counter, abort } = simulation;
  const { seed = 1, clock, logger, key, onQuestion } = options;
  const dials = (): SimulatedProviderDials => simulation.dials;
  const handleControl = createControlRoutes(controls);
  const handleApi = createApiHandler({
    protocol: api.protocol,
    respond: createResponder({
      api,
      clock,
      random: randomFor(seed, 'mishaps'),
      limits,
      credits,
      firewall,
      dials,
      key,
    }),
    counter,
    limits,
    dials,
    random: randomFor(seed, 'latency'),
    waitClock: systemClock(),
    signal: abort.signal,
  });
  return async (request, response) => {
    try {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const isControl = url.pathname.startsWith(CONTROL_PREFIX);
      if (!isControl) onQuestion?.(url.pathname, url.searchParams);
      await (isControl ? handleControl(request, response, url) : handleApi(request, response, url));
    } catch (error) {
      logger.error({ err: error }, 'the simulated provider could not answer');
      response.destroy();
    }
  };
}
