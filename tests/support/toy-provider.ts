import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { ProviderGame } from '../../src/domain/box-score.ts';
import type { NbaCounts, NbaPlayerLine, NbaTeamLine } from '../../src/domain/nba-lines.ts';
import type { ScheduledGame, SeasonList } from '../../src/domain/scheduled-game.ts';
import type { LimitsTable } from '../../src/providers/client/limits.ts';
import { ledgerLimits, windowsOf } from '../../src/providers/client/limits.ts';
import { parsedBy } from '../../src/providers/client/parsed-by.ts';
import { readPlainJson } from '../../src/providers/client/plain-json.ts';
import type { ProviderApi } from '../../src/providers/client/provider-api.ts';
import type { CallContext } from '../../src/providers/client/provider-call.ts';
import { STALE_FOR_MS, type SportPorts } from '../../src/providers/ports.ts';
import type { ConfiguredProvider, PortDeps } from '../../src/providers/registry.ts';

/** Means something to regular expressions and to URLs. */
export const TOY_KEY = 'toy.+(k)*y%2F/$1&a=b?c';

/** A game of the toy: each side's first player has all of its points. */
export type ToyGame = {
  id: string;
  startMs: number;
  home: string;
  away: string;
  score: readonly [home: number, away: number];
  isFinal: boolean;
  /** Names of the home side's and the away side's players; the first scores. */
  players?: readonly [home: readonly string[], away: readonly string[]];
};

export type ToyServer = {
  baseUrl: string;
  /** Paths that were asked for, with the key in them as it came. */
  paths: readonly string[];
  games: ToyGame[];
  /** Answers everything with this status until told otherwise. */
  failWith: (status: number | undefined) => void;
  stop: () => Promise<void>;
};

/** A second provider with a format of its own, on a real HTTP server: its key is in the path, its answers are bare JSON. */
export async function startToyServer(games: ToyGame[] = []): Promise<ToyServer> {
  const paths: string[] = [];
  let failure: number | undefined;
  const answer = (request: IncomingMessage): unknown => {
    const [, key = '', what, id] = (request.url ?? '').split(/[/?]/);
    if (decodeURIComponent(key) !== TOY_KEY) return { problem: 'key' };
    if (what === 'games') return { games };
    if (what === 'roster') return { team: id, players: NAMES.map((name) => `${id} ${name}`) };
    const game = games.find((one) => one.id === id);
    return game
      ? { id, lines: what === 'players' ? playersOf(game) : teamsOf(game) }
      : { problem: 'unknown' };
  };
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(failure ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(failure === undefined ? answer(request) : { problem: 'down' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/{key}`,
    paths,
    games,
    failWith(status) {
      failure = status;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type ToyLine = { side: 'home' | 'away'; name: string; points: number };

const NAMES = ['One', 'Two', 'Three', 'Four', 'Five'] as const;

function playersOf({ score, players }: ToyGame): ToyLine[] {
  return (['home', 'away'] as const).flatMap((side, index) =>
    (players?.[index] ?? NAMES.map((name) => `${side} ${name}`)).map((name, place) => ({
      side,
      name,
      points: place === 0 ? (score[index] ?? 0) : 0,
    })),
  );
}

function teamsOf({ score }: ToyGame): ToyLine[] {
  return [
    { side: 'home', name: 'home', points: score[0] },
    { side: 'away', name: 'away', points: score[1] },
  ];
}

const Game = z.object({
  id: z.string(),
  startMs: z.number(),
  home: z.string(),
  away: z.string(),
  score: z.tuple([z.number(), z.number()]),
  isFinal: z.boolean(),
});
const Games = z.object({ games: z.array(Game) });
const Lines = z.object({
  id: z.string(),
  lines: z.array(z.object({ side: z.enum(['home', 'away']), name: z.string(), points: z.number() })),
});

const Roster = z.object({ team: z.string(), players: z.array(z.string()) });

const SOURCE = { page: 'https://toy.example/limits', asOf: '2026' };
const LIMITS: LimitsTable<'only'> = {
  only: {
    limits: [{ counts: 'calls', per: 'hour', most: 6_000, source: SOURCE }],
    politeDelay: { delayMs: 10, source: SOURCE },
  },
};

/** The toy as a provider of this installation. */
export function configureToy(
  server: Pick<ToyServer, 'baseUrl'>,
  { hasRosters = false, hasLiveScoresOnly = false } = {},
): ConfiguredProvider {
  const api: ProviderApi = {
    baseUrl: server.baseUrl,
    auth: { in: 'path', secret: TOY_KEY },
    keyVariable: 'TOY_KEY',
    takesConditions: true,
    readQuotaHeaders: () => ({}),
    readEnvelope: readPlainJson,
  };
  return {
    definition: {
      name: 'toy',
      displayName: 'Toy Stats',
      keyVariable: 'TOY_KEY',
      capabilities: {
        NBA: hasLiveScoresOnly
          ? ['live-score']
          : ['schedule', 'box-score', 'live-score', ...(hasRosters ? (['roster'] as const) : [])],
      },
      limits: LIMITS,
      bodies: { gamesOfBody: () => [], onlyGames: (response) => response },
    },
    apis: { NBA: api },
    limits: ledgerLimits(windowsOf(LIMITS.only)),
    openPorts(deps) {
      const ports = portsOf(api, deps);
      return { NBA: hasLiveScoresOnly && ports.boxScore ? { liveScore: ports.boxScore } : ports };
    },
  };
}

function portsOf(api: ProviderApi, { pipeline }: PortDeps): SportPorts<'NBA'> {
  async function ask(context: CallContext, capability: 'schedule' | 'box-score'): Promise<SeasonList> {
    const { value, stale } = await pipeline.call({
      api,
      endpoint: '/games',
      query: {},
      context,
      keep: { staleForMs: STALE_FOR_MS[capability] },
      parse: ({ response }) => parsedBy(Games, response),
    });
    const games = value.games.map(gameOf);
    return { games, unreadable: [], ...(stale ? { staleMs: stale.ageMs } : {}) };
  }
  const games = async (context: CallContext): Promise<readonly ScheduledGame[]> =>
    (await ask(context, 'box-score')).games;
  async function lines(what: 'players' | 'teams', id: string, context: CallContext) {
    const { value } = await pipeline.call({
      api,
      endpoint: `/${what}/${id}`,
      query: {},
      context,
      parse: ({ response }) => parsedBy(Lines, response),
    });
    return value.lines;
  }
  return {
    roster: {
      async roster(team, _season, context) {
        const { value } = await pipeline.call({
          api,
          endpoint: `/roster/${team}`,
          query: {},
          context,
          parse: ({ response }) => parsedBy(Roster, response),
        });
        return value.players.map((name, index) => ({
          providerPlayerId: `${team}-r${index}`,
          firstName: name.split(' ')[0] ?? '',
          lastName: name.split(' ').slice(1).join(' '),
          position: null,
          isActive: true,
        }));
      },
    },
    schedule: {
      seasonGames: (_league, _season, context) => ask(context, 'schedule'),
      async gamesById(_league, ids, context) {
        const found = (await games(context)).filter(({ providerGameId }) => ids.includes(providerGameId));
        const known = found.map(({ providerGameId }) => providerGameId);
        return { found, missing: ids.filter((id) => !known.includes(id)) };
      },
    },
    boxScore: {
      gamesOn: async (_date, context) => games(context),
      gameById: async (id, context) => (await games(context)).find((game) => game.providerGameId === id),
      async playerLines(id, context) {
        const rows = await lines('players', id, context);
        return { rows: rows.map((line, index) => playerLine(id, line, index)), refused: [] };
      },
      async teamLines(id, context) {
        return { rows: (await lines('teams', id, context)).map((line) => teamLine(id, line)), refused: [] };
      },
    },
  };
}

function gameOf({ id, startMs, home, away, score, isFinal }: z.infer<typeof Game>): ScheduledGame {
  const side = (name: 'home' | 'away', words: string): ProviderGame['home'] => ({
    providerTeamId: `${id}-${name}`,
    name: words,
    code: null,
  });
  return {
    providerGameId: id,
    startMs,
    status: isFinal ? 'completed' : 'in_progress',
    statusText: isFinal ? 'over' : 'on',
    isStatusKnown: true,
    home: side('home', home),
    away: side('away', away),
    homeScore: score[0],
    awayScore: score[1],
    homePeriodScores: [],
    awayPeriodScores: [],
    isTimeKnown: true,
    stage: null,
    round: null,
    venue: null,
  };
}

/** All points from free throws. */
function countsOf(points: number): NbaCounts {
  return {
    points,
    fieldGoalsMade: 0,
    fieldGoalsAttempted: 0,
    threePointersMade: 0,
    threePointersAttempted: 0,
    freeThrowsMade: points,
    freeThrowsAttempted: points,
    offensiveRebounds: null,
    defensiveRebounds: null,
    totalRebounds: null,
    assists: null,
    steals: null,
    blocks: null,
    turnovers: null,
    personalFouls: null,
    plusMinus: null,
  };
}

function playerLine(id: string, { side, name, points }: ToyLine, index: number): NbaPlayerLine {
  const [firstName = '', ...rest] = name.split(' ');
  return {
    ...countsOf(points),
    player: { providerPlayerId: `${id}-p${index}`, firstName, lastName: rest.join(' ') },
    providerTeamId: `${id}-${side}`,
    secondsPlayed: 2_880,
    startPosition: 'G',
    comment: null,
  };
}

function teamLine(id: string, { side, points }: ToyLine): NbaTeamLine {
  return {
    ...countsOf(points),
    providerTeamId: `${id}-${side}`,
    secondsPlayed: 14_400,
    fastBreakPoints: null,
    pointsInPaint: null,
    secondChancePoints: null,
    pointsOffTurnovers: null,
    biggestLead: null,
    longestRun: null,
  };
}
