import { SPORTS, type Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { AnswerCoalescer } from './client/answer-coalescer.ts';
import type { LimitsTable } from './client/limits.ts';
import { hostOf, type ProviderApi } from './client/provider-api.ts';
import type { CallContext, ProviderPipeline } from './client/provider-call.ts';
import type { QuotaLedger, QuotaLimits } from './client/quota-ledger.ts';
import type { HistoryFacts } from './history.ts';
import { cheapestFirst, lookCost } from './look-cost.ts';
import { type Capability, type ProviderPorts, SERVED_CAPABILITIES, type ServedCapability } from './ports.ts';

/** How people know a provider, and what they set for it. */
export type ProviderTerms = {
  /** As it stands on rows and in configuration: `api-sports`. */
  name: string;
  /** As it stands in texts for people: `API-Sports`. */
  displayName: string;
  /** The variable that holds the key; absent where the provider asks for none. */
  keyVariable?: string;
  /** The variable that names the subscription. */
  planVariable?: string;
  /** Where a key is to be had. */
  keyPage?: string;
};

/** A body as received, with the call that it answers. */
export type AnsweredCall = {
  endpoint: string;
  query: Readonly<Record<string, string>>;
  body: string;
};

/** How a provider's bodies speak of games, for those who keep them and read them again. */
export type BodyReader = {
  /** The games that a body speaks of, by the provider's ids; empty where it speaks of none. */
  gamesOfBody: (answered: AnsweredCall) => readonly string[];
  /** Leaves the rows of the games that are wanted: a kept body may hold more than is asked of it. */
  onlyGames: (response: unknown, providerGameIds: readonly string[]) => unknown;
};

/** What a provider is, whatever the configuration: data, and what reads its bodies. */
export type ProviderDefinition = ProviderTerms & {
  capabilities: Readonly<Partial<Record<Sport, readonly Capability[]>>>;
  /** What it tells of the past, of sports of which it has `history`. */
  history?: Readonly<Partial<Record<Sport, HistoryFacts>>>;
  /** Asked for these only where the configuration names it, because each look costs what others are short of. */
  namedOnly?: readonly ServedCapability[];
  limits: LimitsTable;
  bodies: BodyReader;
};

/** What an account page says. */
export type AccountStatus = {
  host: string;
  /** The plan's name as the provider writes it: `Free`, `Pro`, … */
  plan: string;
  isActive: boolean;
  /** Calls used today and allowed per day, as the provider counts. */
  used: number;
  limit: number;
  /** False where the answer told no count, so that `used` says nothing. */
  isCountTold?: boolean;
};

/** What the ports of a provider are made of. */
export type PortDeps = {
  pipeline: ProviderPipeline;
  clock: Clock;
  /** A provider's ids of a sport's leagues, as they are known now. */
  leagueIds: (provider: string, sport: Sport) => Promise<ReadonlySet<string>>;
  /** Shares answers with other processes; without it each process asks for itself. */
  coalescer?: AnswerCoalescer | undefined;
  /** How old a shared answer about games that go on may be, by sport. */
  freshMs: (sport: Sport) => number;
  /** How long the first of several questions that may share a call waits for the others. */
  batchWindowMs?: number | undefined;
};

/** A provider as this installation uses it. */
export type ConfiguredProvider = {
  definition: ProviderDefinition;
  /** Where each sport is asked, and how. */
  apis: Readonly<Partial<Record<Sport, ProviderApi>>>;
  /** Further hosts at which a sport is asked; what its box scores wait for is the one above. */
  moreApis?: Readonly<Partial<Record<Sport, readonly ProviderApi[]>>>;
  /** Why it is not asked although it is there: its switch is off, or nobody gave it its key. Absent where it is asked. */
  offBecause?: string;
  /** The subscription; undefined where the provider sells none. */
  plan?: string;
  /** The day of the month (UTC) on which its credits begin anew, where that is configured. */
  creditsResetDay?: number;
  /** What each of its hosts takes. */
  limits: QuotaLimits;
  /**
   * Opens what it can do. Of the built-in providers `app/build-adapters.ts` knows how: a command that asks nobody loads
   * no client.
   */
  openPorts?: (deps: PortDeps) => ProviderPorts;
  /**
   * Reads the account page of a sport, which costs no call, and enters its count in the ledger; absent where there is
   * none. Rejects with ProviderError.
   */
  readAccount?: (
    deps: { pipeline: ProviderPipeline; ledger: QuotaLedger; api: ProviderApi },
    context: CallContext,
  ) => Promise<AccountStatus>;
};

/** Which source serves what, in the order in which they are asked; of a capability that is not named, every provider. */
export type SourceOrder = Readonly<Partial<Record<ServedCapability, readonly string[]>>>;

/** A host that may be asked. */
export type ProviderHost = {
  host: string;
  provider: ConfiguredProvider;
  /** The sports that it serves. */
  sports: readonly Sport[];
  /** Those of them whose box scores come from here first: what waits, waits for this host. */
  leads: readonly Sport[];
};

export type ProviderRegistry = {
  providers: readonly ConfiguredProvider[];
  /** Whether anybody who has the capability for one of the sports takes calls: a source that wants a key has it. */
  canAsk: (capability: ServedCapability, sports: readonly Sport[]) => boolean;
  /** Undefined where no provider has this name. */
  named: (name: string) => ConfiguredProvider | undefined;
  /** Every host of a provider that serves anything, those of the first sources first. */
  hosts: readonly ProviderHost[];
  /** The host that a sport's box scores come from first: what waits, waits for it. Undefined where there is none. */
  leadOf: (sport: Sport) => ProviderHost | undefined;
  /** Who is asked at a host, in the spelling of `hostOf`; undefined where nobody is. */
  atHost: (host: string) => { provider: ConfiguredProvider; sport: Sport; api: ProviderApi } | undefined;
  /**
   * The sources of a capability for a sport that have it and are on, in the order in which they are asked. One that
   * lacks its key is left out where another can be asked.
   */
  sourcesOf: (capability: ServedCapability, sport: Sport) => readonly ConfiguredProvider[];
  /** Every provider that has a capability for a sport, whether the configuration asks it or not. */
  ableTo: (capability: Capability, sport: Sport) => readonly ConfiguredProvider[];
};

/**
 * The providers of an installation. Throws UnknownSourceError where the order names a provider that is not there, or
 * one that does not have the capability for any sport.
 */
export function createProviderRegistry(
  configured: readonly ConfiguredProvider[],
  order: SourceOrder,
): ProviderRegistry {
  const providers = configured.map(silentWhereOff);
  const byName = new Map(providers.map((provider) => [provider.definition.name, provider]));
  const byHost = new Map(
    providers.toReversed().flatMap((provider) =>
      SPORTS.flatMap((sport) => apisOf(provider, sport).map((api) => ({ provider, sport, api })))
        .toReversed()
        .map((asked) => [hostOf(asked.api.baseUrl), asked] as const),
    ),
  );
  const has = ({ definition }: ConfiguredProvider, capability: Capability, sport: Sport): boolean =>
    definition.capabilities[sport]?.includes(capability) === true;
  checkOrder(byName, order);
  const sourcesOf: ProviderRegistry['sourcesOf'] = (capability, sport) => {
    const names = order[capability] ?? defaultOrder(providers.filter(isUnnamed(capability)), capability);
    const able = names
      .flatMap((name) => byName.get(name) ?? [])
      .filter((provider) => provider.offBecause === undefined && has(provider, capability, sport));
    return able.some(hasKey) ? able.filter(hasKey) : able;
  };
  const hosts = hostsOf(sourcesOf);
  return {
    providers,
    leadOf: (sport) => hosts.find(({ leads }) => leads.includes(sport)),
    canAsk: (capability, sports) => sports.some((sport) => sourcesOf(capability, sport).some(hasKey)),
    named: (name) => byName.get(name),
    atHost: (host) => byHost.get(host),
    sourcesOf,
    ableTo: (capability, sport) => providers.filter((provider) => has(provider, capability, sport)),
    hosts,
  };
}

/** Capabilities that are asked for again and again: the cheapest source of them comes first. */
const ASKED_OFTEN: ReadonlySet<ServedCapability> = new Set(['live-score']);

function defaultOrder(
  providers: readonly ConfiguredProvider[],
  capability: ServedCapability,
): readonly string[] {
  if (!ASKED_OFTEN.has(capability)) return providers.map(nameOf);
  return cheapestFirst(providers, ({ definition, plan }) => lookCost(definition, plan, capability)).map(
    nameOf,
  );
}

const nameOf = ({ definition }: ConfiguredProvider): string => definition.name;

const isUnnamed =
  (capability: ServedCapability) =>
  ({ definition }: ConfiguredProvider): boolean =>
    definition.namedOnly?.includes(capability) !== true;

function hostsOf(sourcesOf: ProviderRegistry['sourcesOf']): ProviderHost[] {
  const asked = SPORTS.flatMap((sport) => {
    const [first] = sourcesOf('box-score', sport);
    const sources = new Set(SERVED_CAPABILITIES.flatMap((capability) => sourcesOf(capability, sport)));
    return [...sources].flatMap((provider) =>
      apisOf(provider, sport).map((api) => ({
        sport,
        provider,
        host: hostOf(api.baseUrl),
        isFirst: provider === first && api === provider.apis[sport],
      })),
    );
  });
  const byHost = Map.groupBy(
    asked.toSorted((one, other) => Number(other.isFirst) - Number(one.isFirst)),
    ({ host }) => host,
  );
  return [...byHost.values()].flatMap((rows) => {
    const [row] = rows;
    if (!row) return [];
    const sportsOf = (some: typeof rows): Sport[] => some.map(({ sport }) => sport);
    const { host, provider } = row;
    return [
      { host, provider, sports: sportsOf(rows), leads: sportsOf(rows.filter(({ isFirst }) => isFirst)) },
    ];
  });
}

/** Every host at which a provider is asked about a sport, the main one first. */
function apisOf({ apis, moreApis }: ConfiguredProvider, sport: Sport): readonly ProviderApi[] {
  const main = apis[sport];
  return main ? [main, ...(moreApis?.[sport] ?? [])] : [];
}

/** A provider that is off takes no call, by whatever way somebody comes to ask it. */
function silentWhereOff(provider: ConfiguredProvider): ConfiguredProvider {
  const { offBecause, apis, moreApis, definition } = provider;
  if (offBecause === undefined) return provider;
  const silent = (api: ProviderApi): ProviderApi => ({
    ...api,
    credentialProblem: `${definition.displayName} is off: ${offBecause}`,
  });
  const more = moreApis && mapValues(moreApis, (all) => all.map(silent));
  return { ...provider, apis: mapValues(apis, silent), ...(more ? { moreApis: more } : {}) };
}

function mapValues<Value, Mapped>(
  bySport: Readonly<Partial<Record<Sport, Value>>>,
  map: (value: Value) => Mapped,
): Partial<Record<Sport, Mapped>> {
  return Object.fromEntries(
    (Object.entries(bySport) as [Sport, Value][]).map(([sport, value]) => [sport, map(value)]),
  );
}

/** Whether a provider has the key that it wants. */
export function hasKey({ apis }: Pick<ConfiguredProvider, 'apis'>): boolean {
  return Object.values(apis).every(({ credentialProblem }) => credentialProblem === undefined);
}

/** The configuration names a source that cannot serve. */
export class UnknownSourceError extends Error {
  override readonly name = 'UnknownSourceError';
}

function checkOrder(byName: ReadonlyMap<string, ConfiguredProvider>, order: SourceOrder): void {
  for (const [capability, names] of Object.entries(order) as [ServedCapability, readonly string[]][]) {
    const able = [...byName.values()]
      .filter(({ definition }) => Object.values(definition.capabilities).flat().includes(capability))
      .map(({ definition }) => definition.name);
    const wrong = names.find((name) => !able.includes(name));
    if (wrong === undefined) continue;
    throw new UnknownSourceError(
      `${sourcesVariable(capability)} names ${wrong}, which ${byName.has(wrong) ? `has no ${capability}` : 'is no provider'}: choose from ${able.join(', ')}.`,
    );
  }
}

/** `BOX_SCORE_SOURCES` for `box-score`. */
export function sourcesVariable(capability: ServedCapability): string {
  return `${capability.toUpperCase().replaceAll('-', '_')}_SOURCES`;
}
