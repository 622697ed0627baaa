import { type SQL, sql } from 'drizzle-orm';
import { games } from '../db/schema/games.ts';

/** Into so many groups pairs of teams are sorted: enough that one group of a long file is a small part of it. */
export const PAIR_GROUPS = 256;

/** Keeps the group of a pair within the integers of PostgreSQL; prime, so that the ids of a league spread. */
const SPREAD = 31;

/** The group of a pair of teams, whichever of the two is at home. */
export function pairGroup(one: number, other: number): number {
  return (Math.min(one, other) * SPREAD + Math.max(one, other)) % PAIR_GROUPS;
}

/** Whether the pair of a game of `games` is in one of the groups. */
export function isInPairGroups(groups: readonly number[]): SQL {
  const { homeTeamId: home, awayTeamId: away } = games;
  return sql`(least(${home}, ${away}) * ${SPREAD}::int + greatest(${home}, ${away})) % ${PAIR_GROUPS}::int
    = any(${sql.param([...groups])}::int[])`;
}
