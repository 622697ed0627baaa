import { type SQL, asc, eq, sql } from 'drizzle-orm';
import { scoracleCommand } from '../domain/shell-command.ts';
import { SPORTS } from '../domain/sport.ts';
import { REFERENCE_LEAGUES } from './built-in/leagues.ts';
import { referenceTeams } from './built-in/reference-teams.ts';
import { seedLeagues } from './leagues/seed-leagues.ts';
import { seedLeagueSeasons } from './seasons/seed-league-seasons.ts';
import { seedReferenceIds } from './identities/seed-reference-ids.ts';
import { giveTextIds } from './teams/give-text-ids.ts';
import { isNameOf, matchReferenceTeams } from './built-in/match-reference-teams.ts';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database, Executor } from '../db/database.ts';
import { advisoryLock } from '../db/locks.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { leagues, sports, teamAliases, teams } from '../db/schema/reference.ts';
import { recordSystemEvent } from '../db/system-events.ts';

/**
 * Brings sports, leagues and teams up to date with the reference data of this version. Runs after migrations;
 * safe to repeat and to run from several processes at once. Names that people added are left alone, those that they
 * gave teams stay, and a team that they added before the reference data knew it is the one that the data means.
 */
export async function seedReferenceData(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('reference-data')})`);
    await tx
      .insert(sports)
      .values(SPORTS.map((displayName) => ({ displayName })))
      .onConflictDoNothing({ target: sports.displayName });
    await seedLeagues(tx);
    await adoptTeams(tx);
    const known = knownTeams();
    await updateTeams(tx, known);
    const added = await addTeams(tx, known);
    await giveTextIds(tx);
    await seedReferenceIds(tx);
    await seedLeagueSeasons(tx);
    await tellDoubtfulAliases(tx, added);
  });
}

/** The teams of the reference data as rows of SQL, with the ids of their sports and leagues. */
function knownTeams(): SQL {
  const known = REFERENCE_LEAGUES.flatMap((league) =>
    referenceTeams(league.name).map((team) => ({
      sport: league.sport,
      league: league.name,
      name: team.name,
      abbreviation: team.abbreviation,
      city: team.city,
      nickname: team.nickname,
      lastSeason: team.lastSeason ?? null,
      state: team.state ?? null,
      foundedYear: team.foundedYear ?? null,
    })),
  );
  return sql`
    select ${leagues.sportId} as sport_id, ${leagues.id} as league_id, seen.name, seen.abbreviation, seen.city,
           seen.nickname, seen."lastSeason" as last_season, seen.state, seen."foundedYear" as year_founded
    from json_to_recordset(${JSON.stringify(known)}::json)
      as seen(sport text, league text, name text, abbreviation text, city text, nickname text, "lastSeason" smallint,
              state text, "foundedYear" smallint)
    join ${sports} on ${sports.displayName} = seen.sport
    join ${leagues} on ${leagues.sportId} = ${sports.id} and ${leagues.name} = seen.league`;
}

async function updateTeams(tx: Executor, known: SQL): Promise<void> {
  const { abbreviation, city, nickname, lastSeason, state, yearFounded, updatedAt } = teams;
  await tx.execute(sql`
    with reference as (${known})
    update ${teams}
    set ${bareColumns(abbreviation)} = reference.abbreviation, ${bareColumns(city)} = reference.city,
        ${bareColumns(nickname)} = reference.nickname, ${bareColumns(state)} = reference.state,
        ${bareColumns(yearFounded)} = reference.year_founded,
        -- A team that somebody has said is back stays so.
        ${bareColumns(lastSeason)} = case when ${lastSeason} is not null then reference.last_season end, ${bareColumns(updatedAt)} = now()
    from reference
    where ${teams.leagueId} = reference.league_id and ${teams.referenceName} = reference.name
      and (${abbreviation}, ${city}, ${nickname}, ${state}, ${yearFounded}, ${lastSeason})
          is distinct from (reference.abbreviation, reference.city, reference.nickname, reference.state, reference.year_founded,
                            case when ${lastSeason} is not null then reference.last_season end)`);
}

type NewTeam = Pick<typeof teams.$inferSelect, 'leagueId' | 'name'>;

const ADDED_COLUMNS = bareColumns(
  teams.sportId,
  teams.leagueId,
  teams.name,
  teams.referenceName,
  teams.abbreviation,
  teams.city,
  teams.nickname,
  teams.lastSeason,
  teams.state,
  teams.yearFounded,
);

/** Adds the teams that the database does not have, and returns them. */
function addTeams(tx: Executor, known: SQL): Promise<readonly NewTeam[]> {
  return rowsOf(
    tx,
    selecting(
      { leagueId: teams.leagueId, name: teams.name },
      (list) => sql`
    insert into ${teams} (${ADDED_COLUMNS})
    select sport_id, league_id, name, name, abbreviation, city, nickname, last_season, state, year_founded from (${known}) as reference
    where not exists (select 1 from ${teams} where ${teams.leagueId} = reference.league_id
                      and reference.name in (${teams.referenceName}, ${teams.name}))
    returning ${list}`,
    ),
  );
}

/** Tells of names that people taught to another team before the one was known that bears them. */
async function tellDoubtfulAliases(tx: Executor, added: readonly NewTeam[]): Promise<void> {
  for (const { leagueId, name } of added) {
    const taught = await tx
      .select({
        alias: teamAliases.alias,
        team: teams.name,
        sport: sports.displayName,
        league: leagues.name,
      })
      .from(teamAliases)
      .innerJoin(teams, eq(teams.id, teamAliases.teamId))
      .innerJoin(leagues, eq(leagues.id, teamAliases.leagueId))
      .innerJoin(sports, eq(sports.id, leagues.sportId))
      .where(eq(teamAliases.leagueId, leagueId));
    for (const { alias, team, sport, league } of taught) {
      const reference = referenceTeams(league).find((one) => one.name === name);
      if (!reference || !isNameOf(alias, reference)) continue;
      const options = { '--sport': sport, '--league': league, '--alias': alias };
      await recordSystemEvent(tx, {
        kind: 'team_name_doubtful',
        subject: league,
        message: `"${alias}" was taught to ${team} and is a name of ${name}, which is known now. Is it a mistake? ${scoracleCommand('teams alias remove', { options })}`,
      });
    }
  }
}

/** Ties teams that people added, or that an older version wrote, to the reference data that knows them by now. */
async function adoptTeams(tx: Executor): Promise<void> {
  const stored = await tx
    .select({
      id: teams.id,
      league: leagues.name,
      name: teams.name,
      referenceName: teams.referenceName,
      aliases: sql<string[]>`array(
        select ${teamAliases.alias}::text from ${teamAliases} where ${teamAliases.teamId} = ${teams.id})`,
    })
    .from(teams)
    .innerJoin(leagues, eq(leagues.id, teams.leagueId))
    .orderBy(asc(teams.id));
  const adopted = [...Map.groupBy(stored, ({ league }) => league)].flatMap(([league, ofLeague]) => {
    const taken = new Set(ofLeague.map((team) => team.referenceName));
    const free = referenceTeams(league).filter((reference) => !taken.has(reference.name));
    const strangers = ofLeague.filter((team) => team.referenceName === null);
    return matchReferenceTeams(strangers, free);
  });
  if (adopted.length === 0) return;
  await tx.execute(sql`
    update ${teams}
    set ${bareColumns(teams.referenceName)} = adopted."referenceName", ${bareColumns(teams.updatedAt)} = now()
    from json_to_recordset(${JSON.stringify(adopted)}::json) as adopted(id int, "referenceName" text)
    where ${teams.id} = adopted.id`);
}
