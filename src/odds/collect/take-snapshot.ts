import { and, eq, inArray } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { oddsEvents } from '../../db/schema/odds.ts';
import type { OddsEvent, OddsSnapshot } from '../../domain/odds.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import type { OddsPort, OddsRequest } from '../../providers/ports.ts';
import { loadTeamDirectory } from '../../reference/teams/team-directory.ts';
import { linkOpenEvents } from '../events/link-events.ts';
import { learnSubjects } from '../props/learn-subjects.ts';
import { teamOf } from '../events/team-of-name.ts';
import { ensureBookmakers } from '../store/bookmakers.ts';
import type { CapturedEvent } from '../store/captured-odds.ts';
import { ensureMonthsOf } from '../store/month-partitions.ts';
import { isText } from '../../loads/storable-text.ts';
import { storableSnapshot } from '../store/storable-quotes.ts';
import { notePulledMarkets } from '../store/pulled-markets.ts';
import { type CaptureCounts, writeCaptures } from '../store/write-captures.ts';
import { writingOdds } from '../store/writing-odds.ts';
import type { CollectedLeague } from './league-slates.ts';

/** What a snapshot brought. */
export type SnapshotCounts = CaptureCounts & {
  events: number;
  linked: number;
  /** Prices that were left out. */
  refused: number;
};

export type SnapshotDeps = { db: Database; clock: { nowMs: () => number } };

type Asked = { name: string; port: OddsPort; league: CollectedLeague };

/** A league at a source; `beforePaying` runs last before anything costs, and what it throws ends the look. */
export type AskedList = Asked & { beforePaying?: () => Promise<void> };

/** Events further ahead are left to other days: a request names those that it is about. */
const AHEAD_MS = 8 * 86_400_000;
/** Events that began earlier are in no answer, and their links are not waited for. */
const RECENT_MS = 7 * 86_400_000;

const NOTHING: SnapshotCounts = { events: 0, changes: 0, same: 0, byMarket: {}, linked: 0, refused: 0 };

/**
 * Asks a source for the odds of a league's games that have not begun, and writes them. A game has not begun while the
 * schedule or the provider says so, whichever start is later: games are delayed, and either may hear of it first.
 * Nothing is paid where nothing is on offer: the list of events comes first, which costs nothing. Rejects with
 * ProviderError, and with what `beforePaying` throws.
 */
export async function takeSnapshot(
  { db, clock }: SnapshotDeps,
  { name, port, league, beforePaying }: AskedList,
  request: OddsRequest,
  context: CallContext,
): Promise<SnapshotCounts> {
  const nowMs = clock.nowMs();
  const listed = await port.events(league.league, context);
  const offered = listed.filter(({ providerEventId }) => isText(providerEventId));
  const scheduledMs = await scheduledStarts(db, { provider: name, sportId: league.sportId }, offered);
  const ahead = offered.filter(({ providerEventId, startMs: toldMs }) => {
    const startMs = Math.max(toldMs, scheduledMs.get(providerEventId) ?? toldMs);
    return startMs > nowMs && startMs - nowMs < AHEAD_MS;
  });
  if (ahead.length === 0) return NOTHING;
  await beforePaying?.();
  const providerEventIds = ahead.map(({ providerEventId }) => providerEventId);
  const snapshot = await port.odds(league.league, { ...request, providerEventIds }, context);
  const { markets } = request;
  return writeSnapshot(db, league, { snapshot, markets }, { provider: name, runId: context.runId });
}

/**
 * Asks a source for the markets of one event that its lists lack, and writes what it has. Nothing is asked about an event
 * whose game has begun, by the start that is later as in lists; one that is gone has nothing on offer. Rejects with
 * ProviderError.
 */
export async function takeEventSnapshot(
  { db, clock }: SnapshotDeps,
  { name, port, league, providerEventId }: Asked & { providerEventId: string },
  request: OddsRequest,
  context: CallContext,
): Promise<SnapshotCounts> {
  if (port.eventOdds === undefined) throw new RangeError(`${name} has no odds by event`);
  const startMs = await latestStart(db, { provider: name, sportId: league.sportId, providerEventId });
  if (startMs !== undefined && startMs <= clock.nowMs()) return NOTHING;
  const snapshot = await port.eventOdds(league.league, providerEventId, request, context);
  const { markets } = request;
  return writeSnapshot(db, league, { snapshot, markets }, { provider: name, runId: context.runId });
}

/** The starts that the schedule has for the games of events that belong to one, by the provider's id. */
async function scheduledStarts(
  db: Executor,
  { provider, sportId }: { provider: string; sportId: number },
  offered: readonly OddsEvent[],
): Promise<ReadonlyMap<string, number>> {
  if (offered.length === 0) return new Map();
  const ids = offered.map(({ providerEventId }) => providerEventId);
  const rows = await db
    .select({ externalId: oddsEvents.externalId, startsAt: games.gameDatetime })
    .from(oddsEvents)
    .innerJoin(games, eq(games.id, oddsEvents.gameId))
    .where(
      and(
        eq(oddsEvents.provider, provider),
        eq(oddsEvents.sportId, sportId),
        inArray(oddsEvents.externalId, ids),
      ),
    );
  return new Map(rows.map(({ externalId, startsAt }) => [externalId, startsAt.getTime()]));
}

/** The later start of those that the provider told last and that the schedule has; undefined of an event nobody knows. */
async function latestStart(
  db: Executor,
  { provider, sportId, providerEventId }: { provider: string; sportId: number; providerEventId: string },
): Promise<number | undefined> {
  const [event] = await db
    .select({ toldAt: oddsEvents.startsAt, scheduledAt: games.gameDatetime })
    .from(oddsEvents)
    .leftJoin(games, eq(games.id, oddsEvents.gameId))
    .where(
      and(
        eq(oddsEvents.provider, provider),
        eq(oddsEvents.sportId, sportId),
        eq(oddsEvents.externalId, providerEventId),
      ),
    );
  if (event === undefined) return undefined;
  const toldMs = event.toldAt.getTime();
  return Math.max(toldMs, event.scheduledAt?.getTime() ?? toldMs);
}

/**
 * Writes what a source had on offer, then or now, and gives its events their games; `finish` is part of the transaction
 * of the prices.
 */
export async function writeSnapshot(
  db: Database,
  league: CollectedLeague,
  { snapshot, markets }: { snapshot: OddsSnapshot; markets: readonly string[] },
  origin: { provider: string; runId: string },
  finish: (tx: Executor, counts: CaptureCounts) => Promise<void> = () => Promise.resolve(),
): Promise<SnapshotCounts> {
  const { capturedAtMs, events, refused } = storableSnapshot(snapshot);
  const { name, sport } = league.league;
  const directory = await loadTeamDirectory(db, sport);
  const { leagueId, sportId } = league;
  // What has begun meanwhile is paid as well: readers tell prices in play by the start, which may still move.
  const captures = events.map(
    (event): CapturedEvent => ({
      ...event,
      capturedAtMs,
      leagueId,
      sportId,
      homeTeamId: teamOf(directory, name, event.home).teamId,
      awayTeamId: teamOf(directory, name, event.away).teamId,
    }),
  );
  await ensureMonthsOf(db, [capturedAtMs]);
  const bookIds = await ensureBookmakers(
    db,
    captures.flatMap(({ books }) => books),
  );
  // A price that cannot be read is no price that is gone.
  const unread = new Set(refused.map(({ providerEventId }) => providerEventId));
  // An event that is in no answer is not there or has begun: only of one that is, and is to come, books can pull anything.
  const eventIds = events.flatMap(({ providerEventId: id, startMs }) =>
    startMs > capturedAtMs && !unread.has(id) ? [id] : [],
  );
  const { provider } = origin;
  const counts = await writingOdds(db, async (tx) => {
    const written = await writeCaptures(tx, captures, origin, bookIds);
    await notePulledMarkets(tx, { provider, sportId, eventIds, markets, capturedAtMs });
    await finish(tx, written);
    return written;
  });
  // In a transaction of its own: it locks events that other writers may hold.
  const startsAfter = new Date(capturedAtMs - RECENT_MS);
  const { linked } = await writingOdds(db, (tx) => linkOpenEvents(tx, startsAfter));
  const subjects = captures.map(({ books, homeTeamId, awayTeamId }) => ({
    names: subjectsOf(books),
    teamIds: [homeTeamId, awayTeamId],
  }));
  if (subjects.some(({ names }) => names.length > 0))
    await db.transaction((tx) => learnSubjects(tx, { ...origin, sportId }, subjects));
  return { ...counts, events: captures.length, linked, refused: refused.length };
}

/** Whom the props of an event are about. */
function subjectsOf(books: CapturedEvent['books']): readonly string[] {
  return [...new Set(books.flatMap(({ quotes }) => quotes.flatMap(({ subject }) => subject ?? [])))];
}
