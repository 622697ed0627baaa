import { and, asc, eq, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import type { Undoable } from '../../db/taken-back.ts';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { leagues, teamAliasChanges, teamAliases, teams } from '../../db/schema/reference.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Actor } from '../../domain/actor.ts';
import { giveTextIds } from './give-text-ids.ts';
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
import { checkTeamName, checkTeamShort, isSameName } from '../names/team-name-rules.ts';
import type { TeamResolver } from '../names/team-resolver.ts';

export type TeamOrder = {
  sport: Sport;
  /** May be left out where the sport has one league. */
  league?: string | undefined;
  name: string;
  /** The code that is shown, such as `COV`. */
  short?: string | undefined;
  /** The name belongs to another team although it nearly spells, or may abbreviate, one that is known. */
  isDistinct?: boolean | undefined;
};

/** `team` is a known name of the team, or its id; `name` the one that it has from now on. */
export type RenameOrder = TeamOrder & { team: string | number };

/** What came of it; field names as they are published. */
export type TeamChangeResult =
  | {
      ok: true;
      league: string;
      team_id: number;
      team: string;
      abbreviation: string | null;
      /** The name that the team had before; null for one that was added. */
      former_name: string | null;
      /** False when everything was so already. */
      is_new: boolean;
      /** Rows in quarantine that could be brought in now: retry them. */
      quarantined_readable: number;
      message: string;
    }
  | TeamRefusal;

export type TeamRegister = {
  /** Adds a team to a league. The same team again changes nothing; a name or code of another one is refused. */
  add: (order: TeamOrder, actor: Actor) => Promise<TeamChangeResult>;
  /** Gives a team another name; the names that it had go on to mean it. */
  rename: (order: RenameOrder, actor: Actor) => Promise<TeamChangeResult>;
};

/** More teams than any league has had, all its seasons taken together; a file by mistake must not fill the table. */
const MOST_TEAMS = 250;

type TeamRow = Pick<typeof teams.$inferSelect, 'id' | 'name' | 'abbreviation'>;
const TEAM_ROW = { id: teams.id, name: teams.name, abbreviation: teams.abbreviation };

type LeagueTeams = { leagueId: number; league: string; resolver: TeamResolver<number> };

/** Thrown to take back a change that would make another team's name mean two. */
class NameClash extends Error {
  override readonly name = 'NameClash';
  readonly refusal: TeamRefusal;
  constructor(refusal: TeamRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function createTeamRegister({
  db,
  logger,
  countReadable,
}: {
  db: Undoable;
  logger: Logger;
  countReadable: CountReadable;
}): TeamRegister {
  async function change(
    order: TeamOrder,
    write: (tx: Executor, league: LeagueTeams, checked: CheckedOrder) => Promise<TeamChangeResult>,
  ): Promise<TeamChangeResult> {
    const league = await leagueOf(db, order.sport, order.league);
    if (!league.ok) return league;
    const checked = checkOrder(order);
    if (!checked.ok) return checked;
    try {
      const result = await db.transaction(async (tx) => {
        const { leagueId, resolver } = await lockLeagueTeams(tx, order.sport, league.name);
        return write(tx, { leagueId, league: league.name, resolver }, checked);
      });
      if (result.ok) logger.info(result, 'team changed');
      return result;
    } catch (error) {
      if (error instanceof NameClash) return error.refusal;
      throw error;
    }
  }

  return {
    add: (order, actor) =>
      change(order, (tx, league, checked) => addTeam(tx, { order, league, checked, actor, countReadable })),
    rename: (order, actor) =>
      change(order, (tx, league, checked) =>
        renameTeam(tx, { order, league, checked, actor, countReadable }),
      ),
  };
}

type Change<Order> = {
  order: Order;
  league: LeagueTeams;
  checked: CheckedOrder;
  actor: Actor;
  countReadable: CountReadable;
};

async function addTeam(
  tx: Executor,
  { order, league, checked, actor, countReadable }: Change<TeamOrder>,
): Promise<TeamChangeResult> {
  const { name, short } = checked;
  const known = await findKnown(tx, league, name, short);
  if (known) return known;
  const refused = refuseName(league, { name, short, isDistinct: order.isDistinct });
  if (refused) return refused;
  const past = league.resolver.pastTeam(name);
  if (past !== undefined) {
    // A short form of its name, as files have them, is no new name.
    const full = past.otherNames.includes(name) ? past.name : name;
    const team = await bringBack(tx, past.key, { name: full, short });
    return finish(tx, { order, league, team, formerName: null, actor, countReadable });
  }
  const [last] = await tx
    .select({ id: teams.id })
    .from(teams)
    .where(eq(teams.leagueId, league.leagueId))
    .offset(MOST_TEAMS - 1)
    .limit(1);
  if (last) return refusal('conflict', `${league.league} has ${MOST_TEAMS} teams: no more are added.`);
  const team = await firstRow(
    tx,
    selecting(
      { id: teams.id, name: teams.name, abbreviation: teams.abbreviation },
      (
        list,
      ) => sql`insert into ${teams} (${bareColumns(teams.sportId, teams.leagueId, teams.name, teams.abbreviation)})
        select ${leagues.sportId}, ${leagues.id}, ${name}, ${short ?? null}::text from ${leagues}
        where ${leagues.id} = ${league.leagueId}
        returning ${list}`,
    ),
  );
  if (!team) throw new Error(`league ${league.leagueId} is gone`);
  await giveTextIds(tx);
  return finish(tx, { order, league, team, formerName: null, actor, countReadable });
}

/** A team that had left its league is in it again, by the name that somebody gives it now. */
async function bringBack(
  tx: Executor,
  id: number,
  { name, short }: Pick<CheckedOrder, 'name' | 'short'>,
): Promise<TeamRow> {
  const [team] = await tx
    .update(teams)
    .set({
      name,
      abbreviation: sql`coalesce(${short ?? null}::text, ${teams.abbreviation})`,
      lastSeason: null,
      updatedAt: sql`now()`,
    })
    .where(eq(teams.id, id))
    .returning(TEAM_ROW);
  if (!team) throw new Error(`team ${id} is gone`);
  return team;
}

async function renameTeam(
  tx: Executor,
  { order, league, checked, actor, countReadable }: Change<RenameOrder>,
): Promise<TeamChangeResult> {
  const { name, short } = checked;
  const found = await teamOf(tx, league.leagueId, order.team, league.resolver);
  if (!found) return unknownTeam(order.team, league.league, league.resolver);
  const [before] = await tx.select(TEAM_ROW).from(teams).where(eq(teams.id, found.id));
  if (!before) throw new Error(`team ${found.id} is gone`);
  if (before.name === name && (short === undefined || short === before.abbreviation)) {
    return unchanged(league.league, before, `${name} is called so already.`, before.name);
  }
  const refused = refuseName(league, {
    name,
    short,
    isDistinct: order.isDistinct,
    self: found.id,
    selfName: before.name,
  });
  if (refused) return refused;
  if (before.name !== name) {
    await tx
      .insert(teamAliases)
      .values({ leagueId: league.leagueId, teamId: found.id, alias: before.name, source: 'renamed' })
      .onConflictDoNothing();
  }
  const [team] = await tx
    .update(teams)
    .set({
      name,
      abbreviation: sql`coalesce(${short ?? null}::text, ${teams.abbreviation})`,
      updatedAt: sql`now()`,
    })
    .where(eq(teams.id, found.id))
    .returning(TEAM_ROW);
  if (!team) throw new Error(`team ${found.id} is gone`);
  return finish(tx, { order, league, team, formerName: before.name, actor, countReadable });
}

type CheckedOrder = { ok: true; name: string; short: string | undefined };

function checkOrder({ name: given, short: code }: TeamOrder): CheckedOrder | TeamRefusal {
  const name = checkTeamName(given);
  if (!name.ok) return refusal('invalid', name.problem);
  const short = checkTeamShort(code);
  return short.ok ? { ok: true, name: name.value, short: short.value } : refusal('invalid', short.problem);
}

/** The team that bears the name already; undefined where none does, or its code is another. */
async function findKnown(
  tx: Executor,
  { leagueId, league, resolver }: LeagueTeams,
  name: string,
  short: string | undefined,
): Promise<TeamChangeResult | undefined> {
  const meant = resolver.resolve(name);
  if (!meant.ok || !isSameName(meant.teamName, name)) return undefined;
  const [team] = await tx
    .select(TEAM_ROW)
    .from(teams)
    .where(and(eq(teams.id, meant.teamKey), eq(teams.leagueId, leagueId)));
  if (!team) return undefined;
  if (short !== undefined && team.abbreviation !== short) {
    const code = team.abbreviation === null ? 'no code' : `the code ${team.abbreviation}`;
    return refusal('conflict', `${league} has ${team.name} already, with ${code}.`, [team.name]);
  }
  return unchanged(league, team, `${league} has ${team.name} already.`, null);
}

type WantedName = {
  name: string;
  short: string | undefined;
  isDistinct: boolean | undefined;
  /** The team that is renamed: its own names are free for it. */
  self?: number;
  selfName?: string;
};

function refuseName(
  { league, resolver }: LeagueTeams,
  { name, short, isDistinct, self, selfName }: WantedName,
): TeamRefusal | undefined {
  const meant = resolver.resolve(name);
  if (!meant.ok && meant.reason === 'ambiguous_team') {
    const bearers = meant.suggestions.join(' and ');
    return refusal(
      'conflict',
      `"${name}" can be ${bearers} in ${league}: write the full name.`,
      meant.suggestions,
    );
  }
  if (meant.ok && meant.teamKey !== self) {
    const isAlike = meant.how === 'fuzzy' || meant.how === 'abbreviated';
    if (!isAlike) {
      return refusal('conflict', `"${name}" means ${meant.teamName} in ${league} already.`, [meant.teamName]);
    }
    if (isDistinct !== true) {
      const message = `"${name}" is read as ${meant.teamName} in ${league}. If it is another team, say so: --distinct (over HTTP, "distinct": true).`;
      return refusal('conflict', message, [meant.teamName]);
    }
  }
  const others = meant.ok || meant.reason !== 'unknown_team' ? [] : meant.plausible;
  if (others.some((other) => other !== selfName) && isDistinct !== true) {
    const message = `"${name}" may be another spelling of ${others.join(' or ')}. Teach it (teams alias add), or say that it is another team: --distinct (over HTTP, "distinct": true).`;
    return refusal('conflict', message, others);
  }
  if (short === undefined) return undefined;
  const coded = resolver.resolve(short);
  // The beginning of a word (`SHE` of Sheffield) is nobody's code.
  const isFree = coded.ok
    ? coded.teamKey === self || coded.how === 'fuzzy' || coded.how === 'abbreviated' || isDistinct === true
    : coded.reason === 'unknown_team' || isDistinct === true;
  if (isFree) return undefined;
  const bearers = coded.ok ? [coded.teamName] : coded.suggestions;
  return refusal('conflict', `"${short}" means ${bearers.join(' and ')} in ${league} already.`, bearers);
}

type Finished = {
  order: TeamOrder;
  league: LeagueTeams;
  team: TeamRow;
  formerName: string | null;
  actor: Actor;
  countReadable: CountReadable;
};

/** Checks that every team is still known by its name, and keeps who changed what. */
async function finish(
  tx: Executor,
  { order, league, team, formerName, actor, countReadable }: Finished,
): Promise<TeamChangeResult> {
  await refuseClashes(tx, order.sport, league);
  const { league: leagueName, leagueId } = league;
  const because = actor.reason ? ` (${actor.reason})` : '';
  const words =
    formerName === null
      ? `${leagueName} has ${team.name} from now on`
      : `${formerName} is ${team.name} from now on`;
  await recordSystemEvent(tx, {
    kind: formerName === null ? 'team_added' : 'team_renamed',
    subject: leagueName,
    message: `${words}, by ${actor.name}${because}.`,
  });
  await tx.insert(teamAliasChanges).values({
    leagueId,
    teamId: team.id,
    alias: team.name,
    action: formerName === null ? 'created' : 'renamed',
    actor: actor.name.slice(0, 100),
  });
  const readable = await countReadable(tx, { id: leagueId, sport: order.sport, name: leagueName });
  return {
    ok: true,
    league: leagueName,
    team_id: team.id,
    team: team.name,
    abbreviation: team.abbreviation,
    former_name: formerName,
    is_new: true,
    quarantined_readable: readable,
    message: `${words}.${retryHint(readable)}`,
  };
}

async function refuseClashes(tx: Executor, sport: Sport, { leagueId, league }: LeagueTeams): Promise<void> {
  const resolver = (await loadTeamDirectory(tx, sport)).resolverOf(league);
  const rows = await tx
    .select({ id: teams.id, name: teams.name, lastSeason: teams.lastSeason })
    .from(teams)
    .where(eq(teams.leagueId, leagueId))
    .orderBy(asc(teams.id));
  for (const { id, name, lastSeason } of rows) {
    const meant = resolver.resolve(name, lastSeason ?? undefined);
    if (meant.ok && meant.teamKey === id) continue;
    throw new NameClash(
      refusal('conflict', `The name would mean ${name} of ${league} as well: choose a fuller one.`, [name]),
    );
  }
}

function unchanged(
  league: string,
  { id, name, abbreviation }: TeamRow,
  message: string,
  formerName: string | null,
): TeamChangeResult {
  return {
    ok: true,
    league,
    team_id: id,
    team: name,
    abbreviation,
    former_name: formerName,
    is_new: false,
    quarantined_readable: 0,
    message,
  };
}

function refusal(
  reason: TeamRefusal['reason'],
  message: string,
  suggestions: readonly string[] = [],
): TeamRefusal {
  return { ok: false, reason, message, suggestions };
}
