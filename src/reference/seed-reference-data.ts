import { sql } from 'drizzle-orm';
import { scoracleCommand } from '../domain/shell-command.ts';
import { SPORTS } from '../domain/sport.ts';
import { REFERENCE_LEAGUES } from './built-in/leagues.ts';
import { referenceTeams } from './built-in/reference-teams.ts';
import { seedLeagues } from './leagues/seed-leagues.ts';
import { seedLeagueSeasons } from './seasons/seed-league-seasons.ts';
import { seedReferenceIds } from './identities/seed-reference-ids.ts';
import { isNameOf, matchReferenceTeams } from './built-in/match-reference-teams.ts';
import type { Database, Executor } from '../db/database.ts';
import { advisoryLock } from '../db/locks.ts';
import { rowsOf } from '../db/rows.ts';
import { recordSystemEvent } from '../db/system-events.ts';

/**
 * Brings sports, leagues and teams up to date with the reference data of this version. Runs after migrations;
 * safe to repeat and to run from several processes at once. Names that people added are left alone, those that they
 * gave teams stay, and a team that they added before the reference data knew it is the one that the data means.
 */
export async function seedReferenceData(db: Database): Promise<void> {
  const teams = REFERENCE_LEAGUES.flatMap((league) =>
    referenceTeams(league.name).map((team) => ({
      sport: league.sport,
      league: league.name,
      name: team.name,
      abbreviation: team.abbreviation,
      city: team.city,
      nickname: team.nickname,
    })),
  );
  const known = sql`
    select league.sport_id, league.id as league_id, team.name, team.abbreviation, team.city, team.nickname
    from json_to_recordset(${JSON.stringify(teams)}::json)
      as team(sport text, league text, name text, abbreviation text, city text, nickname text)
    join sports as sport on sport.display_name = team.sport
    join leagues as league on league.sport_id = sport.id and league.name = team.league`;
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('reference-data')})`);
    await tx.execute(sql`
      insert into sports (display_name) select unnest(${sql.param([...SPORTS])}::text[])
      on conflict (display_name) do nothing`);
    await seedLeagues(tx);
    await adoptTeams(tx);
    await tx.execute(sql`
      with reference as (${known})
      update teams
      set abbreviation = reference.abbreviation, city = reference.city, nickname = reference.nickname,
          updated_at = now()
      from reference
      where teams.league_id = reference.league_id and teams.reference_name = reference.name
        and (teams.abbreviation, teams.city, teams.nickname)
            is distinct from (reference.abbreviation, reference.city, reference.nickname)`);
    const added = await rowsOf<NewTeam>(
      tx,
      sql`
      insert into teams (sport_id, league_id, name, reference_name, abbreviation, city, nickname)
      select sport_id, league_id, name, name, abbreviation, city, nickname from (${known}) as reference
      where not exists (select 1 from teams where teams.league_id = reference.league_id
                        and reference.name in (teams.reference_name, teams.name))
      returning id, league_id, name`,
    );
    await seedReferenceIds(tx);
    await seedLeagueSeasons(tx);
    await tellDoubtfulAliases(tx, added);
  });
}

type NewTeam = { id: number; league_id: number; name: string };
type TaughtAlias = { alias: string; team: string; sport: string; league: string };

/** Tells of names that people taught to another team before the one was known that bears them. */
async function tellDoubtfulAliases(tx: Executor, added: readonly NewTeam[]): Promise<void> {
  for (const { league_id: leagueId, name } of added) {
    const taught = await rowsOf<TaughtAlias>(
      tx,
      sql`select alias.alias, team.name as team, sport.display_name as sport, league.name as league
          from team_aliases as alias
          join teams as team on team.id = alias.team_id
          join leagues as league on league.id = alias.league_id
          join sports as sport on sport.id = league.sport_id
          where alias.league_id = ${leagueId}`,
    );
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

type StoredTeam = {
  id: number;
  league: string;
  name: string;
  reference_name: string | null;
  aliases: string[];
};

/** Ties teams that people added, or that an older version wrote, to the reference data that knows them by now. */
async function adoptTeams(tx: Executor): Promise<void> {
  const stored = await rowsOf<StoredTeam>(
    tx,
    sql`select team.id, league.name as league, team.name, team.reference_name,
               array(select alias.alias::text from team_aliases as alias where alias.team_id = team.id) as aliases
        from teams as team join leagues as league on league.id = team.league_id order by team.id`,
  );
  const adopted = [...Map.groupBy(stored, ({ league }) => league)].flatMap(([league, teams]) => {
    const taken = new Set(teams.map((team) => team.reference_name));
    const free = referenceTeams(league).filter((reference) => !taken.has(reference.name));
    const strangers = teams.filter((team) => team.reference_name === null);
    return matchReferenceTeams(strangers, free);
  });
  if (adopted.length === 0) return;
  await tx.execute(sql`
    update teams set reference_name = adopted."referenceName", updated_at = now()
    from json_to_recordset(${JSON.stringify(adopted)}::json) as adopted(id int, "referenceName" text)
    where teams.id = adopted.id`);
}
