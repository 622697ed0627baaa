import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { bookmakers } from '../../db/schema/odds.ts';
import { selecting } from '../../db/selecting.ts';
import { subjectId } from '../props/subject-id.ts';

/** One line of a prop with the best price of each side over the books. */
export type PropLine = {
  market: string;
  /** As the provider spells the player, or the team. */
  subject: string;
  /** Our player: whom the spelling is known to mean, or the one of that name in the two teams, where there is exactly one. */
  playerId: number | null;
  point: number | null;
  /** Best prices, by side: over and under, or yes and no. */
  best: Readonly<Record<string, { price: number; bookmaker: string }>>;
  books: number;
  lastSeenAt: Date;
};

/** What stands of a game's props, by market, player and line. */
export async function readProps(db: Executor, gameId: number): Promise<readonly PropLine[]> {
  const rows = await rowsOf(
    db,
    selecting(
      {
        market: sql<string>`prop.market`,
        subject: sql<string>`prop.player_name`,
        playerId: sql<number | null>`prop.player_id`,
        point: sql<number | null>`prop.point`,
        side: sql<string>`prop.side`,
        price: sql<number>`prop.price`,
        source: sql<string>`prop.source`,
        bookmaker: sql<string>`coalesce(book.title, book.key)`,
        lastSeenAt: sql<Date>`prop.last_seen_at`,
      },
      (list) => sql`
      select ${list} from player_props as prop join ${bookmakers} as book on book.id = prop.bookmaker_id
      where prop.game_id = ${gameId}
      order by prop.market, prop.player_name, prop.point, prop.side, prop.price desc, book.key`,
    ),
  );
  const known = await knownSubjects(db, rows);
  const lines = Map.groupBy(rows, ({ market, subject, point }) => JSON.stringify([market, subject, point]));
  return [...lines.values()].flatMap((some): PropLine[] => {
    const [first] = some;
    if (first === undefined) return [];
    const { market, subject, point, source } = first;
    const playerId = known.get(`${source} ${subjectId(subject)}`) ?? first.playerId;
    const best: Record<string, { price: number; bookmaker: string }> = {};
    for (const { side, price, bookmaker } of some) best[side] ??= { price, bookmaker };
    const lastSeenAt = new Date(Math.max(...some.map((row) => row.lastSeenAt.getTime())));
    const books = new Set(some.map((row) => row.bookmaker)).size;
    return [{ market, subject, playerId, point, best, books, lastSeenAt }];
  });
}

/** Our players by source and spelling, as far as somebody has said whom a spelling means. */
async function knownSubjects(
  db: Executor,
  rows: readonly { subject: string; source: string }[],
): Promise<ReadonlyMap<string, number>> {
  if (rows.length === 0) return new Map();
  const { provider, entityType, externalId, entityId } = externalIds;
  const found = await db
    .select({ provider, externalId, entityId })
    .from(externalIds)
    .where(
      and(
        eq(entityType, 'player'),
        inArray(provider, [...new Set(rows.map(({ source }) => source))]),
        inArray(externalId, [...new Set(rows.map(({ subject }) => subjectId(subject)))]),
      ),
    );
  return new Map(found.map((row) => [`${row.provider} ${row.externalId}`, row.entityId]));
}
