import { type SQL, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { From } from '../../db/fixed-text.ts';
import { players } from '../../db/schema/reference.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';

/** The game in whose box score players are, and whether it is read for the first time. */
export type SeededWith = { game: Pick<GameToSeed, 'gameDate'>; isFirstReading: boolean };

type Seen = { seededWith: SeededWith | undefined; runId: string };

function dateFrom(from: From<Seen>): SQL {
  return sql`${from(({ seededWith }) => seededWith?.game.gameDate)}::date`;
}

/** `last_seeded_at` and `last_game_date` of players who are new. */
export function seenNewSql(from: From<Seen>): SQL {
  return sql`now(), ${dateFrom(from)}`;
}

/**
 * Notes of players who are known that they were seeded: further `with` queries, which read `named`. Those of a first
 * reading are all written, of a later one those alone about whom something is new. The current team follows the newest
 * game.
 */
export function seenAgainSql(from: From<Seen>): SQL {
  const gameDate = dateFrom(from);
  return sql`, held as (
      select ${players.id}, named.* from ${players} join named on named.known_id = ${players.id}
      where ${from(({ seededWith }) => seededWith?.isFirstReading)}
         or (${players.firstName}, ${players.lastName}, ${players.position}) is distinct from
            (named.first_name, named.last_name, coalesce(named.position, ${players.position}))
      order by named.external_id collate "C" for no key update of ${players}
    ), changed as (
      update ${players}
      set ${bareColumns(players.firstName)} = held.first_name, ${bareColumns(players.lastName)} = held.last_name,
          ${bareColumns(players.fullName)} = held.full_name, ${bareColumns(players.position)} = coalesce(held.position, ${players.position}),
          ${bareColumns(players.currentTeamId)} = case when ${players.lastGameDate} is null or ${players.lastGameDate} <= ${gameDate}
                                 then held.team_id else ${players.currentTeamId} end,
          ${bareColumns(players.lastGameDate)} = greatest(${players.lastGameDate}, ${gameDate}),
          ${bareColumns(players.lastSeededAt)} = now(), ${bareColumns(players.updatedAt)} = now(),
          ${bareColumns(players.runId)} = ${from((seen) => seen.runId)}
      from held where ${players.id} = held.known_id
    )`;
}
