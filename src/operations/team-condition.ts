import { type SQL, sql } from 'drizzle-orm';

/**
 * Games (alias game) in which one of the teams of every list plays, at home or away. Written as the ways in which the
 * lists fall to the two sides, so that an index finds the few games of two teams. Every list doubles the ways; those
 * that no team could fill are left out.
 */
export function playedByAll(lists: readonly (readonly number[])[]): SQL {
  const ways = waysOf(lists).map(({ home, away }) => {
    const sides = [...side(sql`game.home_team_id`, home), ...side(sql`game.away_team_id`, away)];
    return sides.length === 0 ? sql`true` : sql`(${sql.join(sides, sql` and `)})`;
  });
  return ways.length === 0 ? sql`false` : sql`(${sql.join(ways, sql` or `)})`;
}

/** The teams that may stand on each side; undefined where any may. */
type Way = { home: readonly number[] | undefined; away: readonly number[] | undefined };

function waysOf(lists: readonly (readonly number[])[]): Way[] {
  let ways: Way[] = [{ home: undefined, away: undefined }];
  for (const list of lists) {
    ways = distinct(
      ways.flatMap(({ home, away }) => [
        { home: common(home, list), away },
        { home, away: common(away, list) },
      ]),
    ).filter(({ home, away }) => home?.length !== 0 && away?.length !== 0);
  }
  return ways;
}

function common(some: readonly number[] | undefined, others: readonly number[]): readonly number[] {
  return some ? some.filter((id) => others.includes(id)) : others;
}

function distinct(ways: readonly Way[]): Way[] {
  return [
    ...new Map(ways.map((way) => [JSON.stringify([way.home ?? null, way.away ?? null]), way])).values(),
  ];
}

function side(column: SQL, teamIds: readonly number[] | undefined): SQL[] {
  return teamIds ? [sql`${column} = any(${sql.param([...teamIds])}::int[])`] : [];
}
