import { Readable } from 'node:stream';
import { asc } from 'drizzle-orm';
import type { Executor } from '../../../src/db/database.ts';
import { publishedLines } from '../../../src/db/schema/published-lines.ts';
import {
  type PublishedRequest,
  type PublishedResult,
  loadPublished,
} from '../../../src/odds/published/load-published.ts';
import type { TestApp } from '../../support/test-app.ts';

export async function loadLines(
  { app }: Pick<TestApp, 'app'>,
  text: string | Buffer,
  options: Partial<PublishedRequest> = {},
): Promise<PublishedResult> {
  const { database, clock, parserVersion } = app;
  const result = await loadPublished(
    { db: database.db, clock, parserVersion },
    {
      open: () => Promise.resolve(Readable.from([Buffer.from(text)])),
      sourceName: 'lines.csv',
      isDryRun: false,
      actor: 'test',
      ...options,
    },
  );
  if (result === undefined) throw new Error('the file was found to be of no archive');
  return result;
}

/** Every published line as words. */
export async function linesOf(db: Executor): Promise<string[]> {
  const rows = await db
    .select()
    .from(publishedLines)
    .orderBy(
      asc(publishedLines.gameId),
      asc(publishedLines.market),
      asc(publishedLines.moment),
      asc(publishedLines.book),
      asc(publishedLines.side),
    );
  return rows.map(({ market, moment, book, side, point, price, doubt }) =>
    [market, moment, book, side, point ?? '-', price ?? '-', ...(doubt === null ? [] : [doubt])].join(' '),
  );
}

export const NBA_HEADER =
  'season,date,regular,playoffs,away,home,score_away,score_home,whos_favored,spread,total,moneyline_away,moneyline_home,h2_spread,h2_total,id_spread,id_total';
