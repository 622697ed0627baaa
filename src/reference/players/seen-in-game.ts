import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { bareColumns } from '../../db/bare-columns.ts';
import { type From, fixedText } from '../../db/fixed-text.ts';
import { players, teams } from '../../db/schema/reference.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { PRIMARY_PROVIDER } from '../identities/primary-provider.ts';

/** A player in a box score who was known before it, with our ids. */
export type SeenPlayer = {
  id: number;
  teamId: number;
  firstName: string;
  lastName: string;
  /** Null where the provider names none. */
  position: string | null;
};

/** The part of a statement that locks the two teams of a game. */
export const SEEN_TEAMS = sql`seen_teams`;

/**
 * Parts of a statement that notes that the two teams of a game were seeded; lines of other games may go on naming them
 * meanwhile.
 */
export function seenTeamParts({ home, away, gameDate }: GameToSeed): readonly SQL[] {
  const ids = [home.teamId, away.teamId].sort((a, b) => a - b);
  return [heldTeamsPart({ ids }), seededTeamsPart({ gameDate })];
}

const heldTeamsPart = fixedText(
  (from: From<{ ids: readonly number[] }>) => sql`${SEEN_TEAMS} as (
      select ${teams.id} from ${teams} where ${teams.id} = any(${from(({ ids }) => ids)}::int[])
      order by ${teams.id} for no key update)`,
);

const seededTeamsPart = fixedText((from: From<Pick<GameToSeed, 'gameDate'>>) => {
  const name = bareColumns;
  return sql`seeded_teams as (
      update ${teams}
      set ${name(teams.lastSeededAt)} = now(), ${name(teams.updatedAt)} = now(),
          ${name(teams.lastGameDate)} = greatest(${teams.lastGameDate}, ${from(({ gameDate }) => gameDate)}::date)
      from ${SEEN_TEAMS} as seen where ${teams.id} = seen.id)`;
});

type Seen = {
  players: readonly SeenPlayer[];
  /** Who says so. */
  source: string;
  gameDate: string;
  runId: string;
};

/**
 * Parts of a statement that notes that players were seeded. A first reading notes all of them, a later one those alone
 * about whom something is new. The current team follows the newest game, so that a late seeding of an old one moves nobody
 * back; who stands in for somebody is of no team. A name stays as the primary source writes it, or whoever made the player
 * known. Where the statement locks teams too, it does so before.
 */
export function seenPlayerParts(
  seen: Seen,
  { isFirstReading, hasTeams }: { isFirstReading: boolean; hasTeams: boolean },
): readonly SQL[] {
  if (seen.players.length === 0) return [];
  const told = JSON.stringify(seen.players);
  return [heldPlayersPart({ told }, isFirstReading, hasTeams), seededPlayersPart(seen)];
}

const heldPlayersPart = fixedText(
  (from: From<{ told: string }>, isFirstReading: boolean, hasTeams: boolean) => {
    const isNew = sql`(${players.firstName}, ${players.lastName}, ${players.position}) is distinct from
      (told.first_name, told.last_name, coalesce(told.position, ${players.position}))`;
    return sql`held_players as (
      select ${players.id}, told.team_id, told.first_name, told.last_name, told.full_name, told.position
      from ${players} join (
        select seen.id, seen."teamId" as team_id, left(seen."firstName", 100) as first_name,
               left(seen."lastName", 100) as last_name,
               left(trim(concat_ws(' ', seen."firstName", seen."lastName")), 200) as full_name,
               left(seen.position, 20) as position
        from json_to_recordset(${from(({ told }) => told)}::json)
          as seen(id int, "teamId" int, "firstName" text, "lastName" text, position text)
      ) as told on told.id = ${players.id}
      where ${isFirstReading ? sql`true` : isNew}${hasTeams ? sql` and (select count(*) from ${SEEN_TEAMS}) >= 0` : sql``}
      order by ${players.id} for no key update of ${players})`;
  },
);

const seededPlayersPart = fixedText((from: From<Seen>) => {
  const name = bareColumns;
  const gameDate = sql`${from((seen) => seen.gameDate)}::date`;
  const names = sql`${from((seen) => seen.source)} in (${PRIMARY_PROVIDER}, ${players.source})`;
  const taken = (told: string, column: AnyPgColumn) =>
    sql`${name(column)} = case when ${names} then held.${sql.raw(told)} else ${column} end`;
  return sql`seeded_players as (
    update ${players}
    set ${taken('first_name', players.firstName)}, ${taken('last_name', players.lastName)},
        ${taken('full_name', players.fullName)}, ${name(players.position)} = coalesce(held.position, ${players.position}),
        ${name(players.currentTeamId)} = case when ${players.isStandIn} then null
                                              when ${players.lastGameDate} is null or ${players.lastGameDate} <= ${gameDate}
                                              then held.team_id else ${players.currentTeamId} end,
        ${name(players.lastGameDate)} = greatest(${players.lastGameDate}, ${gameDate}),
        ${name(players.lastSeededAt)} = now(), ${name(players.updatedAt)} = now(),
        ${name(players.runId)} = ${from(({ runId }) => runId)}
    from held_players as held where ${players.id} = held.id)`;
});
