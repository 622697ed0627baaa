import type { Database, Executor } from '../../db/database.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import { checkTeamName } from '../names/team-name-rules.ts';
import {
  type Membership,
  elsewhereWords,
  leave,
  letPlay,
  loadMembership,
  takeOut,
} from './season-membership.ts';
import { refuseSeasonName } from './season-name.ts';
import type { TeamDirectory } from './team-directory.ts';
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
  /** It was called so in that season although the name means another team. */
  isDistinct?: boolean | undefined;
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
      /** The league in which it plays no longer in that season; null where it left none. */
      left_league: string | null;
      /** False when everything was so already. */
      is_new: boolean;
      /** Rows in quarantine that could be brought in now: retry them. */
      quarantined_readable: number;
      message: string;
    }
  | TeamRefusal;

export type TeamMover = {
  /**
   * Says in which league a team plays in a season: after promotion, relegation, a change of league. The league that it
   * leaves has it no longer in that season; other seasons stay.
   */
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
  const { sport, season, isOut = false } = order;
  const home = await lockLeagueTeams(tx, sport, route.from, [route.to]);
  const team = await movedTeam(tx, order, { ...route, home });
  if (!team) return unknownTeam(order.team, route.from, home.resolver);
  const member = { sport, season, team };
  const there = { ...member, leagueId: home.directory.leagueIdOf(route.to), leagueName: route.to };
  const known = await loadMembership(tx, there);
  const left = { ...member, leagueId: home.leagueId, leagueName: route.from };
  const isLeaving = !isOut && route.from !== route.to && (await loadMembership(tx, left)) !== undefined;
  const isSo = isOut ? !known : known && (order.name === undefined || known.name === order.name);
  if (!isSo) {
    const refused = isOut
      ? await takeOut(tx, there)
      : await refuseOrPlay(tx, order, { there, known, directory: home.directory });
    if (refused) return refused;
  }
  const leaving = isLeaving ? await leave(tx, left) : '';
  const elsewhere = isOut ? '' : await elsewhereWords(tx, there, [there.leagueId, left.leagueId]);
  const facts = {
    ok: true,
    league: route.to,
    team_id: team.id,
    team: team.name,
    season,
    name: order.name ?? known?.name ?? null,
    plays: !isOut,
    left_league: isLeaving ? route.from : null,
    is_new: isLeaving || !isSo,
  } as const;
  const words = `${team.name} ${isOut ? 'does not play' : 'plays'} in ${route.to} in ${season}`;
  if (!facts.is_new) return { ...facts, quarantined_readable: 0, message: `${words} already.${elsewhere}` };
  const change = `${words}${isLeaving ? ` and no longer in ${route.from}` : ''}`;
  await recordMove(tx, change, route);
  const readable = await route.countReadable(tx, { id: there.leagueId, sport, name: route.to });
  const message = `${change}.${leaving}${elsewhere}${retryHint(readable)}`;
  return { ...facts, quarantined_readable: readable, message };
}

/**
 * The team that is meant: one of the league that it leaves. A guest that has left that league already is one of the
 * other league alone, so that the same order again finds it.
 */
async function movedTeam(
  tx: Executor,
  { team, sport, season }: TeamMove,
  { to, home }: Route & { home: Awaited<ReturnType<typeof lockLeagueTeams>> },
): Promise<{ id: number; name: string } | undefined> {
  const found = await teamOf(tx, home.leagueId, team, home.resolver);
  if (found) return found;
  const leagueId = home.directory.leagueIdOf(to);
  const moved = await teamOf(tx, leagueId, team, home.directory.resolverOf(to));
  if (!moved) return undefined;
  const there = await loadMembership(tx, { sport, season, team: moved, leagueId, leagueName: to });
  return there && moved;
}

type Playing = { there: Membership; known: { name: string | null } | undefined; directory: TeamDirectory };

async function refuseOrPlay(
  tx: Executor,
  { name, isDistinct = false }: TeamMove,
  { there, known, directory }: Playing,
): Promise<TeamRefusal | undefined> {
  const refused =
    name === undefined ? undefined : await refuseSeasonName(tx, { ...there, name, isDistinct }, directory);
  return refused ?? letPlay(tx, there, { name, known });
}

async function recordMove(tx: Executor, change: string, { to, actor }: Route): Promise<void> {
  const because = actor.reason ? ` (${actor.reason})` : '';
  await recordSystemEvent(tx, {
    kind: 'team_moved',
    subject: to,
    message: `${change}, by ${actor.name}${because}.`,
  });
}
