import { asc, eq, lt, sql } from 'drizzle-orm';
import { games } from '../../src/db/schema/games.ts';
import { AWAY, HOME } from '../../src/db/table-aliases.ts';
import type { TestApp } from '../support/test-app.ts';
import { type LogRow, load, logOf } from './odds-world.ts';

/**
 * Loads a spread of three books on the oldest game that has begun, which moves steam-like from -3 to -4.5 in the hour
 * before its start, and an event that is no game. Gives the game's id.
 */
export async function loadOddsOfGame(test: Pick<TestApp, 'app'>): Promise<{ id: number }> {
  const [game] = await test.app.database.db
    .select({ id: games.id, startsAt: games.gameDatetime, home: HOME.name, away: AWAY.name })
    .from(games)
    .innerJoin(HOME, eq(HOME.id, games.homeTeamId))
    .innerJoin(AWAY, eq(AWAY.id, games.awayTeamId))
    .where(lt(games.gameDatetime, sql`now()`))
    .orderBy(asc(games.gameDatetime), asc(games.id))
    .limit(1);
  if (game === undefined) throw new Error('no game has begun');
  const at = (minutes: number) => new Date(game.startsAt.getTime() - minutes * 60_000).toISOString();
  const start = at(0);
  const spread = (minutes: number, line: number): LogRow[] =>
    ['draftkings', 'fanduel', 'betmgm'].flatMap((book) =>
      [game.home, game.away].map((outcome, side) => ({
        at: at(minutes),
        event: 'of-a-game',
        start,
        home: game.home,
        away: game.away,
        book,
        market: 'spreads',
        outcome,
        price: -110,
        point: side === 0 ? line : -line,
      })),
    );
  const stray: LogRow = { at: at(60), event: 'of-none', start: '2010-01-01T00:00:00Z', price: -110 };
  await load(test, logOf([...spread(60, -3), ...spread(10, -4.5), ...spread(-5, -9.5), stray]));
  return { id: game.id };
}
