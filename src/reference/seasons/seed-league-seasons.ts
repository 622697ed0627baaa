import { sql } from 'drizzle-orm';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { leagueSeasons } from '../../db/schema/league-seasons.ts';
import { leagues } from '../../db/schema/reference.ts';
import { REFERENCE_LEAGUES } from '../built-in/leagues.ts';
import { referenceSeasons } from '../built-in/league-seasons.ts';

const COLUMNS = bareColumns(
  leagueSeasons.leagueId,
  leagueSeasons.seasonYear,
  leagueSeasons.startsOn,
  leagueSeasons.endsOn,
  leagueSeasons.cupFinalOn,
  leagueSeasons.windowStartsOn,
  leagueSeasons.windowEndsOn,
  leagueSeasons.learnedBy,
);

/** Writes the days of seasons that come with the program; what a person said stays. */
export async function seedLeagueSeasons(tx: Executor): Promise<void> {
  await tx.execute(sql`
    insert into ${leagueSeasons} (${COLUMNS})
    select ${leagues.id}, seen.year, seen.first, seen.last, seen."cupFinal", seen."windowFirst",
           seen."windowLast", 'reference'
    from json_to_recordset(${JSON.stringify(withWindows())}::json)
      as seen(league text, year int, first date, last date, "cupFinal" date, "windowFirst" date,
              "windowLast" date)
    join ${leagues} on ${leagues.name} = seen.league
    order by 1, 2
    on conflict (${bareColumns(leagueSeasons.leagueId, leagueSeasons.seasonYear)}) do update
    set ${bareColumns(leagueSeasons.startsOn)} = ${excluded(leagueSeasons.startsOn)}, ${bareColumns(leagueSeasons.endsOn)} = ${excluded(leagueSeasons.endsOn)},
        ${bareColumns(leagueSeasons.cupFinalOn)} = ${excluded(leagueSeasons.cupFinalOn)},
        ${bareColumns(leagueSeasons.windowStartsOn)} = ${excluded(leagueSeasons.windowStartsOn)},
        ${bareColumns(leagueSeasons.windowEndsOn)} = ${excluded(leagueSeasons.windowEndsOn)}
    where ${leagueSeasons.learnedBy} = 'reference'
      and (${leagueSeasons.startsOn}, ${leagueSeasons.endsOn}, ${leagueSeasons.cupFinalOn}, ${leagueSeasons.windowStartsOn},
           ${leagueSeasons.windowEndsOn})
          is distinct from (${excluded(leagueSeasons.startsOn)}, ${excluded(leagueSeasons.endsOn)}, ${excluded(leagueSeasons.cupFinalOn)}, ${excluded(leagueSeasons.windowStartsOn)},
                            ${excluded(leagueSeasons.windowEndsOn)})`);
}

/** The seasons with the days between which their games are believed, where these are others than usual. */
function withWindows(): object[] {
  const windows = REFERENCE_LEAGUES.flatMap(({ name, windows: own }) =>
    own.map(({ year, first, last }) => ({ league: name, year, windowFirst: first, windowLast: last })),
  );
  const keyOf = ({ league, year }: { league: string; year: number }) => `${league} ${year}`;
  const all = Map.groupBy([...referenceSeasons(), ...windows], keyOf);
  return [...all.values()].map((parts) => Object.assign({}, ...parts) as object);
}
