import { asc, eq, exists, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { leagues, teams } from '../../db/schema/reference.ts';
import { hasEveryTeam } from '../built-in/reference-teams.ts';
import { freeTextId, textIdsFor } from '../names/text-id.ts';

/**
 * Gives a text id to every team that has none, and changes no other. Older teams come first, and what the reference data
 * calls a team counts before what it is called here, so that two installations give the same ids.
 */
export async function giveTextIds(tx: Executor): Promise<void> {
  const nameless = alias(teams, 'nameless');
  const waiting = await tx
    .select({ id: leagues.id })
    .from(leagues)
    .where(
      exists(
        tx
          .select({ id: nameless.id })
          .from(nameless)
          .where(sql`${nameless.leagueId} = ${leagues.id} and ${nameless.textId} is null`),
      ),
    )
    .orderBy(leagues.id)
    .for('update');
  if (waiting.length === 0) return;
  const known = await tx
    .select({
      id: teams.id,
      league: leagues.name,
      textId: teams.textId,
      name: sql<string>`coalesce(${teams.referenceName}, ${teams.name})`,
      nickname: teams.nickname,
    })
    .from(teams)
    .innerJoin(leagues, eq(leagues.id, teams.leagueId))
    .where(
      inArray(
        leagues.id,
        waiting.map(({ id }) => id),
      ),
    )
    .orderBy(asc(teams.id));
  const given = [...Map.groupBy(known, ({ league }) => league)].flatMap(([league, ofLeague]) => {
    const taken = new Set(ofLeague.flatMap(({ textId }) => (textId === null ? [] : [textId])));
    const without = ofLeague.filter(({ textId }) => textId === null);
    return without.map((team) => {
      const textId = freeTextId(textIdsFor(team, hasEveryTeam(league)), taken, team.id);
      taken.add(textId);
      return { id: team.id, textId };
    });
  });
  await tx.execute(sql`
    update ${teams} set ${bareColumns(teams.textId)} = given."textId"
    from json_to_recordset(${JSON.stringify(given)}::json) as given(id int, "textId" text)
    where ${teams.id} = given.id and ${isNull(teams.textId)}`);
}
