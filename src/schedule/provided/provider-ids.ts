import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { keepTeamIds } from '../../reference/identities/keep-team-ids.ts';
import type { SchedulePlan } from '../difference/change-types.ts';
import { PROVIDER_SOURCE } from './provider-source.ts';

/** The names of a league's teams by their ids at the provider. */
export async function loadTeamNames(
  executor: Executor,
  leagueId: number,
): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf<{ id: string; name: string }>(
    executor,
    sql`select api_sports_id as id, name from teams where league_id = ${leagueId} and api_sports_id is not null`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * Keeps the provider's ids of teams that have none yet. An id that another team of the sport holds already, and
 * an id or a team that comes twice, is left alone.
 */
export async function learnTeams(
  tx: Executor,
  seen: readonly { teamId: number; apiSportsId: string }[],
): Promise<void> {
  const learnt = [...new Map(seen.map((one) => [`${one.teamId}|${one.apiSportsId}`, one])).values()].filter(
    (one, _index, all) =>
      all.filter(({ teamId, apiSportsId }) => teamId === one.teamId || apiSportsId === one.apiSportsId)
        .length === 1,
  );
  await keepTeamIds(tx, learnt);
}

/** Keeps the provider's ids of the games that were added from its list or found in it. */
export async function learnGames(
  tx: Executor,
  plan: SchedulePlan<number>,
  scope: { leagueId: number; seasonYear: number },
): Promise<void> {
  const found = [...plan.move, ...plan.confirmTime, ...plan.update, ...plan.unchanged]
    .filter(({ existing }) => (existing.providerGameId ?? null) === null)
    .map(({ existing, incoming }) => ({ id: existing.gameId, providerId: incoming.externalGameId }));
  const isFree = sql`not exists (select 1 from games as other
    where other.sport_id = game.sport_id and other.provider_game_id = learnt.provider_id)`;
  await tx.execute(sql`
    with learnt as (
      select id, "providerId" as provider_id
      from json_to_recordset(${JSON.stringify(found)}::json) as seen(id int, "providerId" text)
      where "providerId" is not null
      union
      select game.id, game.external_game_id from games as game
      join seasons as season on season.id = game.season_id
      where game.league_id = ${scope.leagueId} and season.year = ${scope.seasonYear}
        and game.external_source = ${PROVIDER_SOURCE} and game.external_game_id is not null
        and game.provider_game_id is null
    )
    update games as game set provider_game_id = learnt.provider_id, updated_at = now()
    from learnt where game.id = learnt.id and game.provider_game_id is null and ${isFree}`);
}
