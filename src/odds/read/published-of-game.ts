import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { publishedLines } from '../../db/schema/published-lines.ts';
import { type PublishedClose, publishedCloses } from '../closing/published-close.ts';

/** Lines of a game as archives have them, doubted ones with their doubt; field names as they are published. */
export async function readPublishedLines(db: Executor, gameId: number, markets?: readonly string[]) {
  return db
    .select({
      source: publishedLines.source,
      market: publishedLines.market,
      moment: publishedLines.moment,
      bookmaker: publishedLines.book,
      maker: publishedLines.maker,
      outcome: publishedLines.side,
      subject: publishedLines.subject,
      point: publishedLines.point,
      price: publishedLines.price,
      price_text: publishedLines.priceText,
      ticket_share: publishedLines.ticketShare,
      money_share: publishedLines.moneyShare,
      doubt: publishedLines.doubt,
    })
    .from(publishedLines)
    .where(
      and(
        eq(publishedLines.gameId, gameId),
        markets === undefined ? undefined : inArray(publishedLines.market, [...markets]),
      ),
    )
    .orderBy(
      asc(publishedLines.source),
      asc(publishedLines.market),
      asc(publishedLines.book),
      asc(publishedLines.moment),
      asc(publishedLines.side),
    );
}

export type PublishedOfGame = Awaited<ReturnType<typeof readPublishedLines>>[number];

/** What the books of each archive agreed on at close and opening; doubted lines count in neither. */
export function closesOf(lines: readonly PublishedOfGame[], market: string): readonly PublishedClose[] {
  const undoubted = lines.filter(({ doubt, subject }) => doubt === null && subject === null);
  const named = undoubted.map(({ bookmaker, outcome, ...line }) => ({
    ...line,
    book: bookmaker,
    side: outcome,
  }));
  return publishedCloses(named, market);
}
