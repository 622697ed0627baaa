import { BOX_SCORE_SPORTS, SPORTS, type Sport, hasBoxScores } from '../domain/sport.ts';
import { createLeagueIds } from '../reference/leagues/league-ids.ts';
import type { AnswerCoalescer } from '../providers/client/answer-coalescer.ts';
import { openApiSports } from '../providers/api-sports/open-ports.ts';
import { openGoalserve } from '../providers/goalserve/open-ports.ts';
import { openNbaStats } from '../providers/nba-stats/open-ports.ts';
import { openEspn } from '../providers/espn/open-ports.ts';
import { openTheOddsApi } from '../providers/the-odds-api/open-ports.ts';
import type { LiveScorePort, ProviderPorts } from '../providers/ports.ts';
import type { ConfiguredProvider, PortDeps } from '../providers/registry.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Database } from '../db/database.ts';
import { gameAsKnownAt } from '../reference/identities/known-at.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import { type BoxScoreSource, createSourcedAdapter } from '../sports/sourced-adapter.ts';
import { type GameFinder, createSlateFinder } from '../sports/find-on-slates.ts';
import type { FinderDeps, FinderSource } from '../sports/sourced-finder.ts';
import { SPORT_DEFINITIONS } from '../sports/sports.ts';
import { createTeamRecogniser, sideMatcher } from '../reference/teams/team-recogniser.ts';
import type { App } from './app.ts';
import type { ProviderPipeline } from '../providers/client/provider-call.ts';

/** The ports of every provider, by its name. */
export type OpenPorts = ReadonlyMap<string, ProviderPorts>;

/** How the built-in providers are opened. */
const BUILT_IN: Readonly<Record<string, (provider: ConfiguredProvider, deps: PortDeps) => ProviderPorts>> = {
  'api-sports': openApiSports,
  'nba-stats': openNbaStats,
  espn: openEspn,
  'the-odds-api': openTheOddsApi,
  goalserve: openGoalserve,
};

/** A slate that is shared among games is at most this old. */
const MAX_SLATE_AGE_MS = 20_000;

/** Opens the providers over a pipeline, be it one that calls or one that answers from what is stored. */
export function openPorts(
  { config, clock, registry, database }: Pick<App, 'config' | 'clock' | 'registry' | 'database'>,
  pipeline: ProviderPipeline,
  options: { batchWindowMs?: number; coalescer?: AnswerCoalescer } = {},
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

type AdapterApp = Pick<App, 'config' | 'database' | 'clock' | 'registry' | 'logger'>;

/**
 * What differs between sports, over the sources of their box scores; with `sharesCalls`, games that are due together
 * share calls; with `isNothingStored`, a
 * source of which nothing is stored takes nothing from what one before it says.
 */
export function buildAdapters(
  app: AdapterApp,
  ports: OpenPorts,
  {
    isNothingStored,
    onlySource,
    ...options
  }: { sharesCalls: boolean; onlySource?: string | undefined } & Pick<FinderDeps, 'isNothingStored'>,
): ReadonlyMap<Sport, SportAdapter> {
  const { clock } = app;
  const { db } = app.database;
  const adapters = new Map<Sport, SportAdapter>();
  for (const sport of BOX_SCORE_SPORTS) {
    const [first, ...others] = app.registry
      .sourcesOf('box-score', sport)
      .filter(({ definition: { name } }) => onlySource === undefined || name === onlySource)
      .flatMap(({ definition: { name } }): BoxScoreSource[] => {
        const given = ports.get(name);
        const adapter =
          given && SPORT_DEFINITIONS[sport].openAdapter({ ports: given, db, clock, ...options });
        return adapter ? [{ name, adapter, asKnownThere: knownAt(db, name) }] : [];
      });
    if (first)
      adapters.set(sport, createSourcedAdapter([first, ...others], { ...finderDeps(app), isNothingStored }));
  }
  return adapters;
}

/**
 * The sources of a sport's live scores, each by itself. One that has box scores behind the same port is asked as for
 * these, so that what it answers is at hand for the seeding; any other is asked for the slate of the day, and its teams
 * are known by id or name.
 */
export function buildLiveSources(
  { registry, database: { db }, clock }: AdapterApp,
  ports: OpenPorts,
  options: { sharesCalls: boolean },
): ReadonlyMap<Sport, readonly FinderSource[]> {
  const sourcesOf = (sport: Sport): readonly FinderSource[] =>
    registry.sourcesOf('live-score', sport).map(({ definition: { name } }) => {
      const given = ports.get(name) ?? {};
      const { liveScore, boxScore } = given[sport] ?? {};
      const isOfBoxScores = hasBoxScores(sport) && (liveScore === undefined || liveScore === boxScore);
      const adapter =
        isOfBoxScores && SPORT_DEFINITIONS[sport].openAdapter({ ports: given, db, clock, ...options });
      const finder = adapter || (liveScore && createLiveFinder({ db, sport, clock }, liveScore));
      if (!finder) throw new RangeError(`${name} has live scores of ${sport}, and opens none`);
      return { name, findGame: finder.findGame, asKnownThere: knownAt(db, name) };
    });
  return new Map(SPORTS.map((sport) => [sport, sourcesOf(sport)]));
}

/** A source is late with a game that has not ended so long after its window has opened. */
function finderDeps({ config, clock, logger }: AdapterApp): FinderDeps {
  const { delayMs, secondSourceAfterMs } = config.seeding;
  return {
    clock,
    logger,
    isLate: ({ sport, tipOffMs }) => clock.nowMs() >= tipOffMs + delayMs[sport] + secondSourceAfterMs,
  };
}

function createLiveFinder(
  deps: Parameters<typeof createTeamRecogniser>[0],
  client: LiveScorePort,
): GameFinder {
  const teamsOf = createTeamRecogniser(deps);
  return createSlateFinder({ client, sideMatcher: (leagueName) => sideMatcher(teamsOf, leagueName) });
}

/** Games carry the ids of the provider that is asked by default; those of others are looked up. */
export function knownAt(db: Database, name: string): BoxScoreSource['asKnownThere'] {
  if (name === PRIMARY_PROVIDER) return (game) => Promise.resolve(game);
  return (game) => gameAsKnownAt(db, name, game);
}
