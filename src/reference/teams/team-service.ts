import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons, sports, teamAliasChanges, teamAliases, teams } from '../../db/schema/reference.ts';
import { loadLeagues } from '../leagues/load-leagues.ts';
import type { Sport } from '../../domain/sport.ts';
import { referenceTeams } from '../built-in/reference-teams.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Actor } from '../../domain/actor.ts';
import { loadTeamDirectory } from './team-directory.ts';
import {
  type CountReadable,
  type TeamRefusal,
  leagueOf,
  lockLeagueTeams,
  retryHint,
  teamOf,
  unknownTeam,
} from './team-lookup.ts';
import { plainForm } from '../names/name-forms.ts';
import type { TeamResolution } from '../names/team-resolver.ts';

/** A team with the names by which files may call it; field names as they are published. */
export type TeamListing = {
  id: number;
  sport: Sport;
  league: string;
  name: string;
  /** What the views call it, such as `lakers`. */
  text_id: string | null;
  abbreviation: string | null;
  /** The last season in which it was in its league; null while it counts as one of it. */
  last_season: number | null;
  /** The season years for which games of the team are known, newest first. */
  seasons: readonly number[];
  /** Names that come with the program. */
  known_names: readonly string[];
  /** Names that people have taught. */
  aliases: readonly string[];
};

export type TeamAnswer = { league: string; resolution: TeamResolution<number> };

export type AliasOrder = {
  sport: Sport;
  /** May be left out where the sport has one league. */
  league?: string | undefined;
  /** A name of the team, or its id. */
  team: string | number;
  alias: string;
};

export type AliasResult =
  | {
      ok: true;
      league: string;
      team_id: number;
      team: string;
      alias: string;
      /** False when the name meant this team already. */
      is_new: boolean;
      /** Rows in quarantine that could be brought in now: retry them. */
      quarantined_readable: number;
      message: string;
    }
  | TeamRefusal;

export type TeamService = {
  /** The teams of a sport, or of one of its leagues; with a text, those with a name that holds it. */
  list: (filter: {
    sport?: Sport | undefined;
    league?: string | undefined;
    text?: string | undefined;
  }) => Promise<readonly TeamListing[]>;
  /** Which team a name means, league by league. Undefined for a league that does not exist. */
  resolve: (question: {
    sport: Sport;
    league?: string | undefined;
    name: string;
  }) => Promise<readonly TeamAnswer[] | undefined>;
  /** Teaches another name of a team. Refused when the name means another team of the league. */
  addAlias: (order: AliasOrder, actor: Actor) => Promise<AliasResult>;
  /** Takes a taught name back; names that come with the program stay. */
  removeAlias: (order: Omit<AliasOrder, 'team'>, actor: Actor) => Promise<AliasResult>;
};

/** What the column of aliases holds. */
const LONGEST_ALIAS = 150;

export function createTeamService({
  db,
  logger,
  countReadable,
}: {
  db: Database;
  logger: Logger;
  countReadable: CountReadable;
}): TeamService {
  async function addAlias(order: AliasOrder, actor: Actor): Promise<AliasResult> {
    const league = await leagueOf(db, order.sport, order.league);
    if (!league.ok) return league;
    const alias = order.alias.trim();
    if (plainForm(alias) === '' || alias.length > LONGEST_ALIAS || alias.includes('\0')) {
      const message = `A name has letters or digits and at most ${LONGEST_ALIAS} characters.`;
      return { ok: false, reason: 'invalid', message, suggestions: [] };
    }
    const result = await db.transaction(async (tx): Promise<AliasResult> => {
      const { leagueId, resolver } = await lockLeagueTeams(tx, order.sport, league.name);
      const team = await teamOf(tx, leagueId, order.team, resolver);
      if (!team) return unknownTeam(order.team, league.name, resolver);
      const past = resolver.pastTeam(alias);
      if (past !== undefined && past.key !== team.id) {
        const message = `"${alias}" means ${past.name}, which was in ${league.name} until ${past.lastSeason}.`;
        return { ok: false, reason: 'conflict', message, suggestions: [past.name] };
      }
      const meant = resolver.resolve(alias);
      // A reading of what looks alike gives way to somebody who knows.
      const isTaken = meant.ok && meant.how !== 'fuzzy' && meant.how !== 'abbreviated';
      if (isTaken && meant.teamKey !== team.id) {
        return {
          ok: false,
          reason: 'conflict',
          message: `"${alias}" means ${meant.teamName} in ${league.name} already.`,
          suggestions: [meant.teamName],
        };
      }
      const facts = { league: league.name, team_id: team.id, team: team.name, alias };
      if (isTaken) {
        const message = `"${alias}" means ${team.name} in ${league.name} already.`;
        return { ok: true, ...facts, is_new: false, quarantined_readable: 0, message };
      }
      await tx.insert(teamAliases).values({ leagueId, teamId: team.id, alias });
      await recordChange(tx, { ...facts, leagueId, teamId: team.id, action: 'added' }, actor);
      const readable = await countReadable(tx, { id: leagueId, sport: order.sport, name: league.name });
      const message = `"${alias}" means ${team.name} in ${league.name} from now on.${retryHint(readable)}`;
      return { ok: true, ...facts, is_new: true, quarantined_readable: readable, message };
    });
    if (result.ok) logger.info({ ...result, actor: actor.name }, 'team name taught');
    return result;
  }

  async function removeAlias(order: Omit<AliasOrder, 'team'>, actor: Actor): Promise<AliasResult> {
    const league = await leagueOf(db, order.sport, order.league);
    if (!league.ok) return league;
    const alias = order.alias.trim();
    return db.transaction(async (tx): Promise<AliasResult> => {
      const removed = await firstRow(
        tx,
        selecting(
          { league_id: teamAliases.leagueId, team_id: teamAliases.teamId, team: teams.name },
          (list) => sql`delete from ${teamAliases} using ${leagues}, ${teams}, ${sports}
            where ${leagues.id} = ${teamAliases.leagueId} and ${teams.id} = ${teamAliases.teamId}
              and ${sports.id} = ${leagues.sportId}
              and ${sports.displayName} = ${order.sport} and ${leagues.name} = ${league.name}
              and lower(${teamAliases.alias}) = lower(${alias})
            returning ${list}`,
        ),
      );
      if (!removed) {
        const message = `Nobody has taught "${alias}" in ${league.name}.`;
        return { ok: false, reason: 'not_found', message, suggestions: [], isUnknownName: true };
      }
      const { league_id: leagueId, team_id: teamId, team } = removed;
      await recordChange(
        tx,
        { leagueId, league: league.name, teamId, team, alias, action: 'removed' },
        actor,
      );
      return {
        ok: true,
        league: league.name,
        team_id: teamId,
        team,
        alias,
        is_new: false,
        quarantined_readable: 0,
        message: `"${alias}" is no taught name of ${team} any more.`,
      };
    });
  }

  return {
    list: (filter) => listTeams(db, filter),
    async resolve({ sport, league, name }) {
      const directory = await loadTeamDirectory(db, sport);
      const named = league === undefined ? undefined : directory.leagues.find(sport, league);
      if (league !== undefined && !named) return undefined;
      return (named ? [named] : directory.leagues.of(sport)).map((one) => ({
        league: one.name,
        resolution: directory.resolverOf(one.name).resolve(name),
      }));
    },
    addAlias,
    removeAlias,
  };
}

async function listTeams(
  db: Database,
  {
    sport,
    league,
    text,
  }: { sport?: Sport | undefined; league?: string | undefined; text?: string | undefined },
): Promise<TeamListing[]> {
  const leagueName =
    league === undefined || sport === undefined
      ? league
      : ((await loadLeagues(db)).find(sport, league)?.name ?? league);
  const rows = await rowsOf(
    db,
    selecting(
      {
        id: teams.id,
        sport: sports.displayName,
        league: leagues.name,
        name: teams.name,
        text_id: teams.textId,
        abbreviation: teams.abbreviation,
        reference_name: teams.referenceName,
        last_season: teams.lastSeason,
        seasons: sql<readonly number[]>`array(select ${seasons.year} from ${seasons}
                   where ${seasons.sportId} = ${teams.sportId} and exists (
                     select 1 from ${games}
                     where ${games.seasonId} = ${seasons.id} and ${teams.id} in (${games.homeTeamId}, ${games.awayTeamId}))
                   order by ${seasons.year} desc)`,
        aliases: sql<
          readonly string[]
        >`coalesce((select json_agg(${teamAliases.alias} order by ${teamAliases.alias}) from ${teamAliases}
                       where ${teamAliases.teamId} = ${teams.id}), '[]')`,
      },
      (list) => sql`
      select ${list}
      from ${teams}
      join ${leagues} on ${leagues.id} = ${teams.leagueId}
      join ${sports} on ${sports.id} = ${teams.sportId}
      where (${sport ?? null}::text is null or ${sports.displayName} = ${sport ?? null})
        and (${leagueName ?? null}::text is null or lower(${leagues.name}) = lower(${leagueName ?? null}))
      order by ${sports.id}, ${leagues.id}, ${teams.name}`,
    ),
  );
  const wanted = plainForm(text ?? '');
  return rows
    .map(({ aliases, reference_name: referenceName, ...team }) => ({
      ...team,
      known_names: knownNames(team, referenceName),
      aliases,
    }))
    .filter((team) =>
      [team.name, ...team.known_names, ...team.aliases].some((name) => plainForm(name).includes(wanted)),
    );
}

function knownNames(
  { league, name }: { league: string; name: string },
  referenceName: string | null,
): string[] {
  const reference = referenceTeams(league).find((team) => team.name === (referenceName ?? name));
  if (!reference) return [];
  const { abbreviation, nickname, aliases } = reference;
  const names = [reference.name, abbreviation, ...(nickname === null ? [] : [nickname]), ...aliases];
  return [...new Set(names)].filter((known) => known !== name);
}

async function recordChange(
  tx: Executor,
  change: {
    leagueId: number;
    league: string;
    teamId: number;
    team: string;
    alias: string;
    action: 'added' | 'removed';
  },
  actor: Actor,
): Promise<void> {
  const { leagueId, league, teamId, team, alias, action } = change;
  const because = actor.reason ? ` (${actor.reason})` : '';
  await recordSystemEvent(tx, {
    kind: action === 'added' ? 'team_name_taught' : 'team_name_removed',
    subject: league,
    message: `"${alias}" ${action === 'added' ? 'means' : 'does not mean'} ${team} in ${league} ${action === 'added' ? 'from now on' : 'any more'}, by ${actor.name}${because}.`,
  });
  await tx.insert(teamAliasChanges).values({ leagueId, teamId, alias, action, actor: actor.name });
}
