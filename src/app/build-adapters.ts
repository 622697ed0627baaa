import { SPORTS, type Sport } from '../domain/sport.ts';
import { createLeagueIds } from '../reference/leagues/league-ids.ts';
import { createTeamRecogniser } from '../reference/teams/team-recogniser.ts';
import type { AnswerExchange } from '../providers/client/answer-exchange.ts';
import { openApiSports } from '../providers/api-sports/open-ports.ts';
import type { BoxScorePorts, ProviderPorts } from '../providers/ports.ts';
import type { ConfiguredProvider, PortDeps } from '../providers/registry.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Database } from '../db/database.ts';
import { gameAsKnownAt } from '../reference/identities/known-at.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import { type BoxScoreSource, createSourcedAdapter } from '../sports/sourced-adapter.ts';
import { createFootballAdapter } from '../sports/football/adapter.ts';
import { type MatchIds, createMatchIds } from '../reference/identities/match-ids.ts';
import { createNbaAdapter } from '../sports/nba/adapter.ts';
import { createNflAdapter } from '../sports/nfl/adapter.ts';
import type { App } from './app.ts';
import type { ProviderPipeline } from '../providers/client/provider-call.ts';

/** The ports of every provider, by its name. */
export type OpenPorts = ReadonlyMap<string, ProviderPorts>;

/** How the built-in providers are opened. */
const BUILT_IN: Readonly<Record<string, (provider: ConfiguredProvider, deps: PortDeps) => ProviderPorts>> = {
  'api-sports': openApiSports,
};

/** A slate that is shared among games is at most this old. */
const MAX_SLATE_AGE_MS = 20_000;

/** Opens the providers over a pipeline, be it one that calls or one that answers from what is stored. */
export function openPorts(
  { config, clock, registry, database }: Pick<App, 'config' | 'clock' | 'registry' | 'database'>,
  pipeline: ProviderPipeline,
  options: { batchWindowMs?: number; exchange?: AnswerExchange } = {},
): OpenPorts {
  const freshMs = (sport: Sport): number =>
    Math.min(MAX_SLATE_AGE_MS, config.seeding.notFinalStepMs[sport] / 2);
  const leagueIds = createLeagueIds({ db: database.db, clock });
  const deps = { pipeline, clock, leagueIds, freshMs, ...options };
  return new Map(
    registry.providers.map((provider) => {
      const { name } = provider.definition;
      const open = provider.openPorts ?? ((given: PortDeps) => BUILT_IN[name]?.(provider, given));
      const ports = open(deps);
      if (!ports) throw new RangeError(`nobody knows how to open ${name}`);
      return [name, ports];
    }),
  );
}

/** For who reads stored bodies: nothing is asked along, and what is not known stays so. */
const NO_MATCH_IDS: MatchIds = {
  find: () => Promise.resolve(undefined),
  dueTogether: () => Promise.resolve([]),
};

type AdapterApp = Pick<App, 'database' | 'clock' | 'registry' | 'logger'>;

/**
 * What differs between sports, over the sources of their box scores, or of how games stand that are on; with
 * `sharesCalls`, games that are due together share calls.
 */
export function buildAdapters(
  app: AdapterApp,
  ports: OpenPorts,
  options: { sharesCalls: boolean },
  capability: 'box-score' | 'live-score' = 'box-score',
): ReadonlyMap<Sport, SportAdapter> {
  const adapters = new Map<Sport, SportAdapter>();
  for (const sport of SPORTS) {
    const [first, ...others] = app.registry
      .sourcesOf(capability, sport)
      .flatMap(({ definition: { name } }): BoxScoreSource[] => {
        const adapter = adapterOf(app, ports.get(name), sport, options);
        return adapter ? [{ name, adapter, asKnownThere: knownAt(app.database.db, name) }] : [];
      });
    if (first) adapters.set(sport, createSourcedAdapter([first, ...others], app));
  }
  return adapters;
}

/** Games carry the ids of the provider that is asked by default; those of others are looked up. */
function knownAt(db: Database, name: string): BoxScoreSource['asKnownThere'] {
  if (name === PRIMARY_PROVIDER) return (game) => Promise.resolve(game);
  return (game) => gameAsKnownAt(db, name, game);
}

function adapterOf(
  app: AdapterApp,
  ports: ProviderPorts | undefined,
  sport: Sport,
  options: { sharesCalls: boolean },
): SportAdapter | undefined {
  switch (sport) {
    case 'NBA':
      return ports?.NBA?.boxScore && createNbaAdapter(ports.NBA.boxScore);
    case 'NFL':
      return ports?.NFL?.boxScore && createNflAdapter(ports.NFL.boxScore);
    case 'FOOTBALL':
      return ports?.FOOTBALL?.boxScore && footballAdapter(app, ports.FOOTBALL.boxScore, options);
  }
}

function footballAdapter(
  { database, clock }: AdapterApp,
  client: BoxScorePorts['FOOTBALL'],
  { sharesCalls }: { sharesCalls: boolean },
): SportAdapter {
  const teamsOf = createTeamRecogniser({ db: database.db, sport: 'FOOTBALL', clock });
  const matchIds = sharesCalls ? createMatchIds({ db: database.db, client, teamsOf }) : NO_MATCH_IDS;
  return createFootballAdapter({ client, teamsOf, matchIds });
}
