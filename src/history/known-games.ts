import { and, inArray, notInArray, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import type { KnownGames } from './estimate.ts';
import type { WantedUnit } from './wanted-unit.ts';
import { WAVE_MS } from './read-odds.ts';

const MONTH = sql<string>`to_char(${games.slateDate}, 'YYYY-MM')`;
const IS_LEFT = sql`${games.status} = 'completed' and ${games.seedingStatus} not in ('completed', 'skipped')`;
const WAVE = sql`floor(extract(epoch from ${games.gameDatetime}) * 1000 / ${sql.raw(String(WAVE_MS))})`;

/** What is known of the games of the months of units, by league and month. */
export async function knownGames(
  db: Database,
  units: readonly WantedUnit[],
): Promise<(unit: WantedUnit) => KnownGames | undefined> {
  if (units.length === 0) return () => undefined;
  const rows = await db
    .select({
      leagueId: games.leagueId,
      month: MONTH,
      games: sql<number>`count(*)::int`,
      withoutLines: sql<number>`(count(*) filter (where ${IS_LEFT}))::int`,
      waves: sql<number>`count(distinct ${WAVE})::int`,
    })
    .from(games)
    .where(
      and(
        inArray(games.leagueId, [...new Set(units.map(({ leagueId }) => leagueId))]),
        inArray(MONTH, [...new Set(units.map(({ unit }) => unit))]),
        notInArray(games.status, ['cancelled', 'postponed']),
      ),
    )
    .groupBy(games.leagueId, MONTH);
  const known = new Map(rows.map(({ leagueId, month, ...counts }) => [`${leagueId} ${month}`, counts]));
  return ({ leagueId, unit }) => known.get(`${leagueId} ${unit}`);
}
