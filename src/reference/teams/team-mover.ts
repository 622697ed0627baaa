import { type SQL, and, eq, or, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { seasons } from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import { checkTeamName } from '../names/team-name-rules.ts';
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

export type TeamMove = {
  sport: Sport;
  /** The league in which the team is looked for; may be left out where the sport has one. */
  league?: string | undefined;
  team: string | number;
  /** The league in which it plays; the same without it. */
  to?: string | undefined;
  season: SeasonYear;
  /** What it was called then. */
  name?: string | undefined;
  /** It does not play there in that season. */
  isOut?: boolean | undefined;
};

/** What came of it; field names as they are published. */
export type TeamMoveResult =
  | {
      ok: true;
      league: string;
      team_id: number;
      team: string;
      season: SeasonYear;
      name: string | null;
      /** Whether it plays in the league in that season from now on. */
      plays: boolean;
      /** False when everything was so already. */
      is_new: boolean;
      /** Rows in quarantine that could be brought in now: retry them. */
      quarantined_readable: number;
      message: string;
    }
  | TeamRefusal;

export type TeamMover = {
  /** Says in which league a team plays in a season: after promotion, relegation, a change of league. */
  move: (order: TeamMove, actor: Actor) => Promise<TeamMoveResult>;
};

type Deps = { db: Database; logger: Logger; countReadable: CountReadable };

export function createTeamMover({ db, logger, countReadable }: Deps): TeamMover {
  return {
    async move({ name: given, ...rest }, actor) {
      const called = given === undefined ? undefined : checkTeamName(given);
      if (called && !called.ok)
        return { ok: false, reason: 'invalid', message: called.problem, suggestions: [] };
      const order: TeamMove = { ...rest, ...(called && { name: called.value }) };
      const from = await leagueOf(db, order.sport, order.league);
      if (!from.ok) return from;
      const to = order.to === undefined ? from : await leagueOf(db, order.sport, order.to);
      if (!to.ok) return to;
      const result = await db.transaction((tx) =>
        move(tx, order, { from: from.name, to: to.name, actor, countReadable }),
      );
      if (result.ok && result.is_new) logger.info({ ...result, actor: actor.name }, 'team moved');
      return result;
    },
  };
}

type Route = { from: string; to: string; actor: Actor; countReadable: CountReadable };

async function move(tx: Executor, order: TeamMove, route: Route): Promise<TeamMoveResult> {
  const { sport, season, name, isOut = false } = order;
  const home = await lockLeagueTeams(tx, sport, route.from);
  const team = await teamOf(tx, home.leagueId, order.team, home.resolver);
  if (!team) return unknownTeam(order.team, route.from, home.resolver);
  const leagueId = home.directory.leagueIdOf(route.to);
  const isIt = and(
    eq(teamSeasons.leagueId, leagueId),
    eq(teamSeasons.seasonYear, season),
    eq(teamSeasons.teamId, team.id),
  );
  const [known] = await tx.select().from(teamSeasons).where(isIt);
  const facts = {
    ok: true,
    league: route.to,
    team_id: team.id,
    team: team.name,
    season,
    plays: !isOut,
  } as const;
  const isSo = isOut ? !known : known && (name === undefined || known.name === name);
  if (isSo) {
    const message = `${team.name} ${isOut ? 'does not play' : 'plays'} in ${route.to} in ${season} already.`;
    return { ...facts, name: known?.name ?? null, is_new: false, quarantined_readable: 0, message };
  }
  const place = { leagueId, leagueName: route.to, team, isIt };
  const refused = isOut ? await takeOut(tx, order, place) : await letPlay(tx, order, place);
  if (refused) return refused;
  const words = `${team.name} ${isOut ? 'does not play' : 'plays'} in ${route.to} in ${season}`;
  const because = route.actor.reason ? ` (${route.actor.reason})` : '';
  await recordSystemEvent(tx, {
    kind: 'team_moved',
    subject: route.to,
    message: `${words}, by ${route.actor.name}${because}.`,
  });
  const readable = await route.countReadable(tx, { id: leagueId, sport, name: route.to });
  return {
    ...facts,
    name: name ?? known?.name ?? null,
    is_new: true,
    quarantined_readable: readable,
    message: `${words}.${retryHint(readable)}`,
  };
}

/** The league's season of a team, and the condition that finds its row. */
type Place = {
  leagueId: number;
  leagueName: string;
  team: { id: number; name: string };
  isIt: SQL | undefined;
};

async function takeOut(
  tx: Executor,
  { season }: TeamMove,
  { leagueId, leagueName, team, isIt }: Place,
): Promise<TeamRefusal | undefined> {
  const played = await countGames(tx, { leagueId, season, teamId: team.id });
  if (played > 0) {
    const message = `${team.name} has ${played} games in ${leagueName} in ${season}: cancel or correct them first.`;
    return { ok: false, reason: 'conflict', message, suggestions: [] };
  }
  await tx.delete(teamSeasons).where(isIt);
  return undefined;
}

/** Writes the season, and takes it back where the league would know the team by a name that is not its own alone. */
async function letPlay(
  tx: Executor,
  { sport, season, name }: TeamMove,
  { leagueId, leagueName, team, isIt }: Place,
): Promise<TeamRefusal | undefined> {
  const row = { learnedBy: 'person' as const, ...(name === undefined ? {} : { name }) };
  await tx
    .insert(teamSeasons)
    .values({ leagueId, seasonYear: season, teamId: team.id, ...row })
    .onConflictDoUpdate({
      target: [teamSeasons.leagueId, teamSeasons.seasonYear, teamSeasons.teamId],
      set: { ...row, learnedAt: sql`now()` },
    });
  const clash = await clashIn(tx, sport, { leagueName, team });
  if (clash) await tx.delete(teamSeasons).where(isIt);
  return clash;
}

async function countGames(
  tx: Executor,
  { leagueId, season, teamId }: { leagueId: number; season: SeasonYear; teamId: number },
): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(games)
    .innerJoin(seasons, and(eq(seasons.id, games.seasonId), eq(seasons.year, season)))
    .where(and(eq(games.leagueId, leagueId), or(eq(games.homeTeamId, teamId), eq(games.awayTeamId, teamId))));
  return row?.count ?? 0;
}

/** A guest of a league must be known there by its own name, and by nobody else's. */
async function clashIn(
  tx: Executor,
  sport: Sport,
  { leagueName, team }: { leagueName: string; team: { id: number; name: string } },
): Promise<TeamRefusal | undefined> {
  const meant = (await loadTeamDirectory(tx, sport)).resolverOf(leagueName).resolve(team.name);
  if (meant.ok && meant.teamKey === team.id) return undefined;
  const others = meant.ok ? [meant.teamName] : meant.suggestions;
  const message = `"${team.name}" would mean ${others.join(' and ')} in ${leagueName} as well: rename it first.`;
  return { ok: false, reason: 'conflict', message, suggestions: others };
}
