import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { game } from './aliases.ts';
import { type FoundTeams, idsOf } from './team-search.ts';

/**
 * Games (alias game) in which one of the teams of every list plays, at home or away. Written as the ways in which the
 * lists fall to the two sides, so that an index finds the few games of two teams. Every list doubles the ways; those
 * that no team could fill are left out.
 */
export function playedByAll(lists: readonly (readonly number[])[]): SQL {
  const ways = waysOf(lists).map(condition);
  return ways.length === 0 ? sql`false` : sql`(${sql.join(ways, sql` or `)})`;
}

/** More searches than this take longer to plan than one through all games of so many teams. */
const MAX_WAYS = 16;

/**
 * The games in which a team plays that each of the words names, as conditions that name at most one team on each
 * side: the index of each gives its games in the order of their tip-offs. Teams of different sports never meet. Where
 * there would be too many, one condition with all of them; none where a word names no team.
 */
export function waysToPlay(words: readonly string[], teams: FoundTeams): readonly SQL[] {
  const lists = words.map((word) => teams.get(word) ?? []);
  const sports = [...new Set(lists.flat().map(({ sportId }) => sportId))];
  const ways = sports
    .flatMap((sport) => waysOf(lists.map((list) => idsOf(list.filter(({ sportId }) => sportId === sport)))))
    .flatMap(({ home, away }) =>
      eachOf(home).flatMap((one) => eachOf(away).map((other) => ({ home: one, away: other }))),
    );
  const single = distinct(ways);
  return single.length > MAX_WAYS ? [playedByAll(lists.map(idsOf))] : single.map(condition);
}

function eachOf(teamIds: readonly number[] | undefined): readonly (readonly [number] | undefined)[] {
  return teamIds ? teamIds.map((id) => [id] as const) : [undefined];
}

function condition({ home, away }: Way): SQL {
  const sides = [...side(game.homeTeamId, home), ...side(game.awayTeamId, away)];
  return sides.length === 0 ? sql`true` : sql`(${sql.join(sides, sql` and `)})`;
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

function side(column: PgColumn, teamIds: readonly number[] | undefined): SQL[] {
  const [only, second] = teamIds ?? [];
  if (only !== undefined && second === undefined) return [sql`${column} = ${only}`];
  return teamIds ? [sql`${column} = any(${sql.param([...teamIds])}::int[])`] : [];
}
