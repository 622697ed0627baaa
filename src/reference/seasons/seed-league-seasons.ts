import { sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { leagueSeasons } from '../../db/schema/league-seasons.ts';
import { leagues } from '../../db/schema/reference.ts';
import { referenceSeasons } from '../built-in/league-seasons.ts';

const COLUMNS = bareColumns(
  leagueSeasons.leagueId,
  leagueSeasons.seasonYear,
  leagueSeasons.startsOn,
  leagueSeasons.endsOn,
  leagueSeasons.cupFinalOn,
  leagueSeasons.learnedBy,
);

/** Writes the days of seasons that come with the program; what a person said stays. */
export async function seedLeagueSeasons(tx: Executor): Promise<void> {
  await tx.execute(sql`
    insert into ${leagueSeasons} (${COLUMNS})
    select ${leagues.id}, seen.year, seen.first, seen.last, seen."cupFinal", 'reference'
    from json_to_recordset(${JSON.stringify(referenceSeasons())}::json)
      as seen(league text, year int, first date, last date, "cupFinal" date)
    join ${leagues} on ${leagues.name} = seen.league
    order by 1, 2
    on conflict (${bareColumns(leagueSeasons.leagueId, leagueSeasons.seasonYear)}) do update
    set ${bareColumns(leagueSeasons.startsOn)} = excluded.starts_on, ${bareColumns(leagueSeasons.endsOn)} = excluded.ends_on,
        ${bareColumns(leagueSeasons.cupFinalOn)} = excluded.cup_final_on
    where ${leagueSeasons.learnedBy} = 'reference'
      and (${leagueSeasons.startsOn}, ${leagueSeasons.endsOn}, ${leagueSeasons.cupFinalOn})
          is distinct from (excluded.starts_on, excluded.ends_on, excluded.cup_final_on)`);
}
