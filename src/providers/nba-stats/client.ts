import type { ProviderGame } from '../../domain/box-score.ts';
import type { NbaAdvancedBox } from '../../domain/nba-advanced.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { CallContext, Parsed } from '../client/provider-call.ts';
import {
  type LeaguePlayersPort,
  type LineupSource,
  type OfficialsPort,
  STALE_FOR_MS,
  type SchedulePort,
  type SlateBoxScorePort,
} from '../ports.ts';
import { type Boards, startsOn } from './boards.ts';
import { CDN, STATS } from './endpoints.ts';
import type { ExpectedBox } from './expected-box.ts';
import { isNbaGameId } from './fields.ts';
import { type NbaStatsHosts, askHost, eitherHost } from './hosts.ts';
import { readAdvancedBox } from './read-advanced.ts';
import { readGameOfBox } from './read-games.ts';
import { readLeaguePlayers } from './read-league-players.ts';
import { readLineup } from './read-lineup.ts';
import { readOfficials } from './read-officials.ts';
import { readPlayerLines } from './read-players.ts';
import { readTeamLines } from './read-teams.ts';
import { seasonWords } from './read-schedule.ts';
import { type ScheduleSource, createScheduleSource } from './schedule-source.ts';

/** The only league of these hosts, by our name. */
const LEAGUE_NAME = 'NBA';

type BoxScorePort = SlateBoxScorePort<NbaPlayerLine, NbaTeamLine>;

/** The league's own hosts in our words. Every method rejects with ProviderError. Ids are the league's. */
export type NbaStatsClient = {
  schedule: SchedulePort;
  boxScore: BoxScorePort;
  /** Only the board of today: the question that is asked again and again while games are on goes to no other host. */
  liveScore: Pick<BoxScorePort, 'gamesOn'>;
  officials: OfficialsPort;
  lineup: LineupSource;
  players: LeaguePlayersPort;
  /** Figures that the league computes; undefined while it has none. Its body is kept with the game's. */
  advancedBox: (providerGameId: string, context: CallContext) => Promise<NbaAdvancedBox | undefined>;
};

export function createNbaStatsClient(
  hosts: NbaStatsHosts,
  boards: Boards,
  clock: Pick<Clock, 'nowMs'>,
): NbaStatsClient {
  const schedule = createScheduleSource(hosts);
  return {
    schedule,
    boxScore: boxScoreOf(hosts, boards, schedule),
    liveScore: {
      async gamesOn(dateUtc, context, { isEnough } = {}) {
        return (await boards.today(context, isEnough)).filter((game) => startsOn(game, dateUtc));
      },
    },
    officials: {
      async officialsOf({ providerGameId: gameId }, context) {
        const asked = { context, parse: (envelope: Envelope) => readOfficials(envelope, gameId) };
        const { value } = await eitherHost(
          () => askHost(hosts, 'stats', { question: STATS.summary(gameId), ...asked }),
          () => askHost(hosts, 'cdn', { question: CDN.boxScore(gameId), ...asked }),
        );
        return value;
      },
    },
    lineup: {
      hasLeague: (leagueName) => leagueName === LEAGUE_NAME,
      async fetchLineup(game, context) {
        const { providerGameId } = game;
        if (!isNbaGameId(providerGameId)) return undefined;
        const asked = { context, parse: (envelope: Envelope) => readLineup(envelope, game, clock.nowMs()) };
        return eitherHost(
          () => unlessNoFile(askHost(hosts, 'cdn', { question: CDN.boxScore(providerGameId), ...asked })),
          async () =>
            (await askHost(hosts, 'stats', { question: STATS.boxScore(providerGameId), ...asked })).value,
        );
      },
    },
    players: {
      hasLeague: (leagueName) => leagueName === LEAGUE_NAME,
      async leaguePlayers(_league, season, context) {
        const question = STATS.leaguePlayers(seasonWords(season));
        const keep = { staleForMs: STALE_FOR_MS.players };
        return (await askHost(hosts, 'stats', { question, context, parse: readLeaguePlayers, keep })).value;
      },
    },
    async advancedBox(gameId, context) {
      const parse = (envelope: Envelope) => readAdvancedBox(envelope, gameId);
      return (await askHost(hosts, 'stats', { question: STATS.advanced(gameId), context, parse })).value;
    },
  };
}

/** Box scores of cdn.nba.com, or where it has nothing that can be used, of stats.nba.com. */
function boxScoreOf(hosts: NbaStatsHosts, boards: Boards, schedule: ScheduleSource): BoxScorePort {
  async function ofBox<T>(
    gameId: string,
    context: CallContext,
    parse: (envelope: Envelope) => Parsed<T>,
  ): Promise<T> {
    const { value } = await eitherHost(
      () => askHost(hosts, 'cdn', { question: CDN.boxScore(gameId), context, parse }),
      () => askHost(hosts, 'stats', { question: STATS.boxScore(gameId), context, parse }),
    );
    return value;
  }
  return {
    gamesOn: (dateUtc, context, { isEnough } = {}) => boards.onDay(dateUtc, context, isEnough),
    gameById: (gameId, context) => gameById(hosts, schedule, gameId, context),
    playerLines: (gameId, context, expected, only) =>
      ofBox(gameId, context, (envelope) => readPlayerLines(envelope, wanted(gameId, expected, only))),
    teamLines: (gameId, context, expected, only) =>
      ofBox(gameId, context, (envelope) => readTeamLines(envelope, wanted(gameId, expected, only))),
  };
}

/** How the hosts answer for a file that they do not have. */
const NO_FILE: ReadonlySet<number> = new Set([403, 404]);

async function gameById(
  hosts: NbaStatsHosts,
  schedule: ScheduleSource,
  gameId: string,
  context: CallContext,
): Promise<ProviderGame | undefined> {
  if (!isNbaGameId(gameId)) return undefined;
  const parse = (envelope: Envelope) => readGameOfBox(envelope, gameId);
  const asked = askHost(hosts, 'cdn', { question: CDN.boxScore(gameId), context, parse });
  const found = await unlessNoFile(asked);
  if (found) return found;
  // The schedule has the game if anybody has.
  const { games } = await schedule.currentFile(context);
  return games.find(({ providerGameId }) => providerGameId === gameId);
}

/** What a file holds; undefined where there is none, as before the tip-off. */
async function unlessNoFile<T>(asked: Promise<{ value: T }>): Promise<T | undefined> {
  try {
    return (await asked).value;
  } catch (error) {
    if (!(error instanceof ProviderError) || !NO_FILE.has(error.facts.httpStatus ?? 0)) throw error;
    return undefined;
  }
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
