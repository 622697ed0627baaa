import { and, asc, eq, gte, inArray, lt, max, min } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { oddsEvents } from '../../db/schema/odds.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import { AWAY, HOME } from '../../db/table-aliases.ts';
import { type MarketMovement, movementOf } from '../maths/movement.ts';
import { type GameCaptures, readCapturesOfGames } from './game-captures.ts';
import { type SeenEvent, readExchanges } from './game-quotes.ts';
import { keyNumbersOf } from './key-numbers.ts';

/** Markets whose movement is shown of a slate. */
const MOVED_MARKETS = ['spreads', 'totals', 'h2h', 'h2h_3_way'] as const;
type MovedMarket = (typeof MOVED_MARKETS)[number];

/** Games of a slate that are looked at; a Saturday of football has fewer. */
const MOST_GAMES = 150;

/** A game of a slate with how its markets moved until now or until its start. */
export type MovedGame = SlateGame & {
  markets: readonly (MarketMovement & { market: MovedMarket; change: LineChange })[];
  /** The larger move of spread and total, in points, and that of the moneyline in implied probability. */
  size: { points: number; implied: number };
};

/** From the opening to now: by the line, and by the implied probability of the first outcome; null without a consensus. */
export type LineChange = { points: number | null; implied: number } | null;

type SlateGame = Awaited<ReturnType<typeof gamesOfSlate>>[number];

/** Games of a day that have odds, the largest move first; as many statements for a hundred games as for one. */
export async function readSlateMovements(
  db: Database,
  { date, leagueName }: { date: string; leagueName?: string | undefined },
): Promise<readonly MovedGame[]> {
  const slate = await gamesOfSlate(db, { date, leagueName });
  if (slate.length === 0) return [];
  const events = await eventsOf(
    db,
    slate.map(({ gameId }) => gameId),
  );
  const exchanges = await readExchanges(db);
  const asked = slate.map(({ gameId, startsAt }) => ({ startsAt, events: events.get(gameId) ?? [] }));
  const before = new Date(Math.max(...slate.map(({ startsAt }) => startsAt.getTime())));
  const filter = { markets: MOVED_MARKETS, before, isBeforeStart: true };
  const captures = await readCapturesOfGames(db, asked, filter);
  const moved = slate.flatMap((game, index) => {
    const own = captures[index];
    return own === undefined ? [] : [sized(game, movementsOf(game, own, exchanges))];
  });
  return moved.toSorted(
    (a, b) =>
      b.size.points - a.size.points ||
      b.size.implied - a.size.implied ||
      a.startsAt.getTime() - b.startsAt.getTime(),
  );
}

function gamesOfSlate(db: Database, { date, leagueName }: { date: string; leagueName?: string | undefined }) {
  return db
    .selectDistinct({
      gameId: games.id,
      startsAt: games.gameDatetime,
      sport: sports.displayName,
      league: leagues.name,
      home: HOME.name,
      away: AWAY.name,
    })
    .from(games)
    .innerJoin(oddsEvents, eq(oddsEvents.gameId, games.id))
    .innerJoin(sports, eq(sports.id, games.sportId))
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(HOME, eq(HOME.id, games.homeTeamId))
    .innerJoin(AWAY, eq(AWAY.id, games.awayTeamId))
    .where(
      and(eq(games.slateDate, date), leagueName === undefined ? undefined : eq(leagues.name, leagueName)),
    )
    .orderBy(asc(games.gameDatetime), asc(games.id))
    .limit(MOST_GAMES);
}

async function eventsOf(db: Database, gameIds: readonly number[]): Promise<Map<number, SeenEvent[]>> {
  const { id, gameId, firstSeenAt, lastSeenAt } = oddsEvents;
  const rows = await db
    .select({ id, gameId, firstSeenAt, lastSeenAt })
    .from(oddsEvents)
    .where(inArray(gameId, [...gameIds]))
    .orderBy(asc(id));
  const events = new Map<number, SeenEvent[]>();
  for (const { gameId: game, ...event } of rows) {
    if (game !== null) events.set(game, [...(events.get(game) ?? []), event]);
  }
  return events;
}

function movementsOf(
  { startsAt, sport }: SlateGame,
  { changes, looksMs, looksOf }: GameCaptures,
  exchanges: ReadonlySet<string>,
): MovedGame['markets'] {
  const keyNumbers = keyNumbersOf(sport) ?? [];
  const startMs = startsAt.getTime();
  return MOVED_MARKETS.filter((market) => changes.some((change) => change.market === market)).map(
    (market) => {
      const looks = looksOf(market);
      const movement = movementOf({ market, changes, looks, exchanges, looksMs, keyNumbers, startMs });
      return { ...movement, market, change: changeOf(movement) };
    },
  );
}

function changeOf({ consensus }: MarketMovement): LineChange {
  if (consensus === null) return null;
  const { open, now } = consensus;
  const points = open.point === null || now.point === null ? null : now.point - open.point;
  return { points, implied: 1 / now.price - 1 / open.price };
}

function sized(game: SlateGame, markets: MovedGame['markets']): MovedGame {
  const points = markets.map(({ change }) => Math.abs(change?.points ?? 0));
  const implied = markets
    .filter(({ market }) => market.startsWith('h2h'))
    .map(({ change }) => Math.abs(change?.implied ?? 0));
  return { ...game, markets, size: { points: Math.max(0, ...points), implied: Math.max(0, ...implied) } };
}

/** Days whose games have odds: the next from a day on, and the last before it; null where there is none. */
export async function readSlatesAround(
  db: Database,
  date: string,
): Promise<{ next: string | null; before: string | null }> {
  const [ahead] = await db
    .select({ date: min(games.slateDate) })
    .from(games)
    .innerJoin(oddsEvents, eq(oddsEvents.gameId, games.id))
    .where(gte(games.slateDate, date));
  const [behind] = await db
    .select({ date: max(games.slateDate) })
    .from(games)
    .innerJoin(oddsEvents, eq(oddsEvents.gameId, games.id))
    .where(lt(games.slateDate, date));
  return { next: ahead?.date ?? null, before: behind?.date ?? null };
}
