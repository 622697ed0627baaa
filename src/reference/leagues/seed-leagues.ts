import { sql } from 'drizzle-orm';
import { excluded } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import type { League } from '../../domain/league.ts';
import { REFERENCE_LEAGUES } from '../built-in/leagues.ts';

/** A league's own columns, as its data says them. */
export function leagueColumns({ code, name, country, timezone, aliases, season, slates }: League) {
  return {
    code,
    name,
    country,
    timezone,
    aliases: [...aliases],
    seasonFirstMonth: season.firstMonth,
    seasonMonths: season.months,
    seasonTurnsOn: season.turnsOn,
    seasonLabel: season.label,
    slateRules: slates,
  };
}

/** Writes the leagues that come with the program; one that a person has added or changed stays as it is. */
export async function seedLeagues(tx: Executor): Promise<void> {
  const known = await tx.select({ id: sports.id, name: sports.displayName }).from(sports);
  const sportIds = new Map(known.map(({ id, name }) => [name, id]));
  const rows = REFERENCE_LEAGUES.flatMap((league) => {
    const sportId = sportIds.get(league.sport);
    return sportId === undefined ? [] : [{ sportId, ...leagueColumns(league) }];
  });
  await tx
    .insert(leagues)
    .values(rows)
    .onConflictDoUpdate({
      target: [leagues.sportId, leagues.name],
      set: {
        code: excluded(leagues.code),
        country: excluded(leagues.country),
        timezone: excluded(leagues.timezone),
        aliases: excluded(leagues.aliases),
        seasonFirstMonth: excluded(leagues.seasonFirstMonth),
        seasonMonths: excluded(leagues.seasonMonths),
        seasonTurnsOn: excluded(leagues.seasonTurnsOn),
        seasonLabel: excluded(leagues.seasonLabel),
        slateRules: excluded(leagues.slateRules),
      },
      setWhere: sql`${leagues.learnedBy} = 'reference' and (${leagues.code}, ${leagues.country}, ${leagues.timezone}, ${leagues.aliases}, ${leagues.seasonFirstMonth},
             ${leagues.seasonMonths}, ${leagues.seasonTurnsOn}, ${leagues.seasonLabel}, ${leagues.slateRules})
            is distinct from (${excluded(leagues.code)}, ${excluded(leagues.country)}, ${excluded(leagues.timezone)},
             ${excluded(leagues.aliases)}, ${excluded(leagues.seasonFirstMonth)}, ${excluded(leagues.seasonMonths)},
             ${excluded(leagues.seasonTurnsOn)}, ${excluded(leagues.seasonLabel)}, ${excluded(leagues.slateRules)})`,
    });
}
