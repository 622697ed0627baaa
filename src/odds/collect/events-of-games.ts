import { and, asc, eq, gt, inArray, lt } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { oddsEvents } from '../../db/schema/odds.ts';
import type { Slate } from './plan-month.ts';

/** An event of a source that belongs to a game, with the start as our schedule has it. */
export type EventOfGame = { eventId: number; providerEventId: string; startMs: number };

/** Events further ahead than this have no looks yet. */
const AHEAD_MS = 8 * 86_400_000;

/** Events of a source that belong to games of slates which have not begun: of a game that has several, the one last seen. */
export async function eventsOfGames(
  db: Executor,
  provider: string,
  slates: readonly Slate[],
  nowMs: number,
): Promise<ReadonlyMap<Slate, readonly EventOfGame[]>> {
  const leagueIds = [...new Set(slates.map(({ leagueId }) => leagueId))];
  if (leagueIds.length === 0) return new Map();
  const rows = await db
    .select({
      gameId: games.id,
      eventId: oddsEvents.id,
      providerEventId: oddsEvents.externalId,
      leagueId: games.leagueId,
      date: games.slateDate,
      startsAt: games.gameDatetime,
    })
    .from(oddsEvents)
    .innerJoin(games, eq(games.id, oddsEvents.gameId))
    .where(
      and(
        eq(oddsEvents.provider, provider),
        inArray(games.leagueId, leagueIds),
        inArray(games.status, ['scheduled', 'in_progress']),
        gt(games.gameDatetime, new Date(nowMs)),
        lt(games.gameDatetime, new Date(nowMs + AHEAD_MS)),
      ),
    )
    .orderBy(asc(oddsEvents.lastSeenAt), asc(oddsEvents.id));
  const lastSeen = new Map(rows.map((row) => [row.gameId, row]));
  const bySlate = Map.groupBy(lastSeen.values(), ({ leagueId, date }) => `${leagueId} ${date}`);
  return new Map(
    slates.map((slate) => {
      const own = bySlate.get(`${slate.leagueId} ${slate.date}`) ?? [];
      return [
        slate,
        own.map(({ eventId, providerEventId, startsAt }) => ({
          eventId,
          providerEventId,
          startMs: startsAt.getTime(),
        })),
      ];
    }),
  );
}
