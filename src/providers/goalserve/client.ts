import { ProviderError } from '../../domain/provider-error.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { GamesById, SeasonList } from '../../domain/scheduled-game.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Envelope, hostOf, type ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from '../client/provider-call.ts';
import { type SchedulePort, type SlateBoxScorePort, STALE_FOR_MS } from '../ports.ts';
import type { DayGame, Days } from './days.ts';
import { GOALSERVE } from './endpoints.ts';
import { readSchedule, readSeason } from './read-schedule.ts';

export type GoalserveClientOptions = {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  clock: Pick<Clock, 'nowMs'>;
};

type Feed = { endpoint: string; query: Readonly<Record<string, string>> };

/** A schedule that is asked for a league's games by their ids without naming the league. */
export type ScheduleSource = SchedulePort & {
  byId: (ids: readonly string[], context: CallContext) => Promise<GamesById>;
};

/** The schedule of a league, one call a season; it has the season of now only. */
export function createScheduleSource({ pipeline, api }: GoalserveClientOptions, feed: Feed): ScheduleSource {
  async function ask(context: CallContext, parse: (envelope: Envelope) => Parsed<SeasonList>) {
    const { value, stale } = await pipeline.call({
      api,
      ...feed,
      context,
      keep: { staleForMs: STALE_FOR_MS.schedule },
      parse,
    });
    return { ...value, ...(stale ? { staleMs: stale.ageMs } : {}) };
  }
  const byId: ScheduleSource['byId'] = async (ids, context) => {
    const { games, unreadable } = await ask(context, readSchedule);
    const there = new Set([...games, ...unreadable].map(({ providerGameId }) => providerGameId));
    return {
      found: games.filter(({ providerGameId }) => ids.includes(providerGameId)),
      missing: ids.filter((id) => !there.has(id)),
    };
  };
  return {
    seasonGames: (_league, season, context) => ask(context, (envelope) => readSeason(envelope, season)),
    gamesById: (_league, ids, context) => byId(ids, context),
    byId,
  };
}

/** Box scores of the NBA: those of a whole day in one call, which all of its games share. */
export function createBoxScoreSource(
  { api }: GoalserveClientOptions,
  days: Days,
  schedule: ScheduleSource,
): SlateBoxScorePort<NbaPlayerLine, NbaTeamLine> {
  /** Starts of games that were listed lately; of any other the schedule is asked. */
  const starts = new Map<string, number>();
  const note = (games: readonly DayGame[]): readonly DayGame[] => {
    for (const { providerGameId, startMs } of games) starts.set(providerGameId, startMs);
    while (starts.size > MAX_STARTS) starts.delete(starts.keys().next().value ?? '');
    return games;
  };

  async function gameById(gameId: string, context: CallContext): Promise<DayGame | undefined> {
    const known = starts.get(gameId);
    const startMs = known ?? (await scheduledStart(gameId, context));
    return startMs === undefined ? undefined : days.gameAt(gameId, startMs, context);
  }

  async function scheduledStart(gameId: string, context: CallContext): Promise<number | undefined> {
    const { found } = await schedule.byId([gameId], context);
    return found[0]?.startMs;
  }

  return {
    gamesOn: async (dateUtc, context, { isEnough } = {}) =>
      note(await days.onDay(dateUtc, context, isEnough)),
    gameById,
    playerLines: async (gameId, context, expected, only) =>
      linesOf(
        await gameById(gameId, context),
        api,
        ({ players }) => players,
        expected,
        (line) =>
          isOf(line, only) &&
          (only?.providerPlayerId ?? line.player.providerPlayerId) === line.player.providerPlayerId,
      ),
    teamLines: async (gameId, context, expected, only) =>
      linesOf(
        await gameById(gameId, context),
        api,
        ({ teams }) => teams,
        expected,
        (line) => isOf(line, only),
      ),
  };
}

function isOf({ providerTeamId }: { providerTeamId: string }, only: { providerTeamId?: string } | undefined) {
  return (only?.providerTeamId ?? providerTeamId) === providerTeamId;
}

/** Lines of a game; none where nobody has it. Throws ProviderError where they cannot be read, or are of other teams. */
function linesOf<Line extends { providerTeamId: string }>(
  game: DayGame | undefined,
  { baseUrl }: ProviderApi,
  section: (game: DayGame) => Parsed<RowList<Line>>,
  expected: { providerTeamIds: readonly string[] } | undefined,
  isWanted: (line: Line) => boolean,
): RowList<Line> {
  if (!game) return { rows: [], refused: [] };
  const lines = section(game);
  const facts = { host: hostOf(baseUrl), endpoint: GOALSERVE.nbaScores('').endpoint };
  if (!lines.ok) throw new ProviderError(lines.problem, { kind: lines.kind, ...facts });
  const sides = [game.home, game.away].map(({ providerTeamId }) => providerTeamId);
  if (expected?.providerTeamIds.some((id) => !sides.includes(id))) {
    const problem = `match ${game.providerGameId} is between other teams than those that are expected`;
    throw new ProviderError(problem, { kind: 'mismatch', ...facts });
  }
  return { ...lines.value, rows: lines.value.rows.filter(isWanted) };
}

/** Games of some weeks. */
const MAX_STARTS = 500;
