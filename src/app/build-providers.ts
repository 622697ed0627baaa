import type { FinderSource } from '../sports/sourced-finder.ts';
import type { InjurySource } from '../availability/poll-injuries.ts';
import { newRunId } from '../jobs/runs/run-id.ts';
import { createKeptAnswers } from '../archive/kept-answers.ts';
import { createPayloadRecorder } from '../archive/recorder.ts';
import type { UsageRecorder } from '../monitoring/quota/usage-recorder.ts';
import type { BreakerRegistry } from '../providers/client/breaker-registry.ts';
import { createPostgresCoalescer } from '../providers/client/answer-coalescer-postgres.ts';
import { createHttpClient } from '../providers/client/http-client.ts';
import { withKeptAnswers } from '../providers/client/kept-answers.ts';
import { keepBodies } from '../providers/client/kept-bodies.ts';
import { createProviderPipeline } from '../providers/client/pipeline.ts';
import type { QuotaLedger } from '../providers/client/quota-ledger.ts';
import type { PastPorts } from '../history/history-deps.ts';
import type { LeaguePlayersPort, LineupSource, OfficialsPort } from '../providers/ports.ts';
import type { AccountStatus } from '../providers/registry.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { OddsSource } from '../odds/collect/odds-source.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { LeagueSource, ScheduleSource, TeamToAsk } from '../sports/league-source.ts';
import { teamIdAt } from '../reference/identities/known-at.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import { createSourcedLeague, createSourcedSchedules } from '../sports/sourced-league.ts';
import type { App } from './app.ts';
import { buildAdapters, buildLiveSources, type OpenPorts, openPorts } from './build-adapters.ts';
import { buildLimits, type ProviderLimits } from './build-limits.ts';
import { type GameSources, buildGameSources } from './build-game-sources.ts';
import { buildOddsSources } from './build-odds-sources.ts';

/** What a process needs to ask providers. */
export type Providers = {
  ledger: QuotaLedger;
  breakers: BreakerRegistry;
  usage: UsageRecorder;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Who tells how games stand that are on, and how they ended, each by itself. */
  scoreSources: ReadonlyMap<Sport, readonly FinderSource[]>;
  /** Everybody who has injuries of a sport, in the order of the configuration; each of them is collected from. */
  injurySources: ReadonlyMap<Sport, readonly InjurySource[]>;
  /** Who has line-ups, and who has officials, of a sport, in the order of the configuration. */
  lineupSources: GameSources<LineupSource>;
  officialsSources: GameSources<OfficialsPort>;
  /** Who lists the players of whole leagues. */
  playersSources: PlayersSources;
  /** Schedules and rosters, from the sources of the configuration in their order. */
  leagueSources: ReadonlyMap<Sport, LeagueSource>;
  /** Whose odds are collected. */
  oddsSources: readonly OddsSource[];
  /** What a provider is asked with about the past; undefined where there is none of that name. */
  pastPortsOf: (provider: string, sport: Sport) => PastPorts | undefined;
  /** The schedules of one provider and of no other, whatever the configuration asks first. */
  schedulesOf: (provider: string) => ReadonlyMap<Sport, ScheduleSource>;
  /**
   * Reads a host's account page, which costs no call, and enters its count in the ledger. Rejects with
   * ProviderError.
   */
  readAccount: (host: string, signal: AbortSignal) => Promise<AccountStatus>;
  close: () => Promise<void>;
};

/** Wires the provider pipeline and the sports' adapters onto an app. */
export function buildProviders(app: App, limits: ProviderLimits = buildLimits(app)): Providers {
  const { registry, database, clock, random, logger, tracer } = app;
  const { ledger, breakers, usage } = limits;
  const httpClient = createHttpClient();
  const gamesOf = (host: string) => registry.atHost(host)?.provider.definition.bodies.gamesOfBody ?? noGames;
  const payloads = createPayloadRecorder({ db: database.db, gamesOf, clock, logger });
  const calling = createProviderPipeline({
    httpClient,
    ledger,
    breakers,
    clock,
    random,
    logger,
    onCallStart: usage.begin,
    onCall: usage.record,
    onRefusedBody: payloads.record,
    tracer,
  });
  const answers = createKeptAnswers({ db: database.db });
  const pipeline = keepBodies(withKeptAnswers(calling, { answers, clock, random, logger }), payloads.record);
  const coalescer = createPostgresCoalescer({ pool: database.pool, clock });
  const ports = openPorts(app, pipeline, { coalescer });
  const scoreSources = buildLiveSources(app, ports, { sharesCalls: true });
  return {
    ledger,
    breakers,
    usage,
    adapters: buildAdapters(app, ports, { sharesCalls: true }),
    scoreSources,
    injurySources: buildInjurySources(app, ports),
    lineupSources: buildGameSources(app, ports, scoreSources, {
      capability: 'lineup',
      portOf: ({ lineup }) => lineup,
    }),
    officialsSources: buildGameSources(app, ports, scoreSources, {
      capability: 'officials',
      portOf: ({ officials }) => officials,
    }),
    playersSources: buildPlayersSources(app, ports),
    leagueSources: buildLeagueSources(app, ports),
    oddsSources: buildOddsSources(app, ports),
    pastPortsOf: (name, sport) => ports.get(name)?.[sport],
    schedulesOf: (name) => schedulesOfOne(app, ports, name),
    async readAccount(host, signal) {
      const found = registry.atHost(host);
      if (!found?.provider.readAccount)
        throw new Error(`there is no provider with an account page at ${host}`);
      const { readAccount } = found.provider;
      return readAccount(
        { pipeline: calling, ledger, api: found.api },
        {
          signal,
          priority: 'manual',
          runId: newRunId('read_account', host),
        },
      );
    },
    async close() {
      await payloads.close();
      await httpClient.close();
      await limits.close();
    },
  };
}

/** Bodies of a host that is not configured any more speak of no game that anybody asks for. */
const noGames = (): readonly string[] => [];

/** Teams carry the ids of the provider that is asked by default; those of others are looked up. */
function teamIdsAt({ database }: App, name: string): (team: TeamToAsk) => Promise<string | null> {
  if (name === PRIMARY_PROVIDER) return ({ providerTeamId }) => Promise.resolve(providerTeamId);
  return ({ teamId }) => teamIdAt(database.db, name, teamId);
}

function buildInjurySources({ registry }: App, ports: OpenPorts): Map<Sport, readonly InjurySource[]> {
  const of = (sport: Sport): readonly InjurySource[] =>
    registry.sourcesOf('injuries', sport).flatMap(({ definition: { name } }) => {
      const port = ports.get(name)?.[sport]?.injuries;
      return port ? [{ name, ...port }] : [];
    });
  return new Map(SPORTS.map((sport) => [sport, of(sport)]));
}

type PlayersSources = ReadonlyMap<Sport, readonly (LeaguePlayersPort & { name: string })[]>;

function buildPlayersSources({ registry }: App, ports: OpenPorts): PlayersSources {
  const of = (sport: Sport) =>
    registry.sourcesOf('players', sport).flatMap(({ definition: { name } }) => {
      const port = ports.get(name)?.[sport]?.players;
      return port ? [{ name, ...port }] : [];
    });
  return new Map(SPORTS.map((sport) => [sport, of(sport)]));
}

/** Schedules and rosters over their sources. */
function buildLeagueSources(app: App, ports: OpenPorts): Map<Sport, LeagueSource> {
  const sources = new Map<Sport, LeagueSource>();
  for (const sport of SPORTS) {
    const named = (capability: 'schedule' | 'roster') =>
      app.registry.sourcesOf(capability, sport).map(({ definition: { name } }) => name);
    const league = createSourcedLeague(
      {
        schedules: named('schedule').flatMap((name) => {
          const port = ports.get(name)?.[sport]?.schedule;
          return port ? [{ name, port }] : [];
        }),
        rosters: named('roster').flatMap((name) => {
          const port = ports.get(name)?.[sport]?.roster;
          return port ? [{ name, port, teamIdThere: teamIdsAt(app, name) }] : [];
        }),
      },
      app,
    );
    if (league) sources.set(sport, league);
  }
  return sources;
}

function schedulesOfOne(app: App, ports: OpenPorts, name: string): Map<Sport, ScheduleSource> {
  const own = ports.get(name);
  return new Map(
    SPORTS.flatMap((sport): [Sport, ScheduleSource][] => {
      const port = own?.[sport]?.schedule;
      return port ? [[sport, createSourcedSchedules([{ name, port }], app)]] : [];
    }),
  );
}
