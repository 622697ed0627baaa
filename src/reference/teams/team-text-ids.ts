import { and, eq, ne } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import { teams } from '../../db/schema/reference.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import { isTextId } from '../names/text-id.ts';
import { type TeamRefusal, leagueOf, lockLeagueTeams, teamOf, unknownTeam } from './team-lookup.ts';

export type TextIdOrder = {
  sport: Sport;
  /** May be left out where the sport has one league. */
  league?: string | undefined;
  /** A known name of the team, or its id. */
  team: string | number;
  textId: string;
};

/** What came of it; field names as they are published. */
export type TextIdResult =
  | {
      ok: true;
      league: string;
      team_id: number;
      team: string;
      text_id: string;
      former_text_id: string | null;
      /** False when it was so already. */
      is_new: boolean;
      message: string;
    }
  | TeamRefusal;

export type TeamTextIds = {
  /** Gives a team another text id; the views have it from then on. Refused where another team of its league has it. */
  change: (order: TextIdOrder, actor: Actor) => Promise<TextIdResult>;
};

export function createTeamTextIds({ db, logger }: { db: Database; logger: Logger }): TeamTextIds {
  return {
    async change(order, actor) {
      const league = await leagueOf(db, order.sport, order.league);
      if (!league.ok) return league;
      const result = await db.transaction((tx) => change(tx, order, { league: league.name, actor }));
      if (result.ok && result.is_new)
        logger.info({ ...result, actor: actor.name }, 'text id of a team changed');
      return result;
    },
  };
}

async function change(
  tx: Executor,
  { sport, team, textId }: TextIdOrder,
  { league, actor }: { league: string; actor: Actor },
): Promise<TextIdResult> {
  const { leagueId, resolver } = await lockLeagueTeams(tx, sport, league);
  const found = await teamOf(tx, leagueId, team, resolver);
  if (!found) return unknownTeam(team, league, resolver);
  if (!isTextId(textId)) {
    const message = `"${textId}" cannot be the id of a team: it has small letters, digits and single hyphens, a letter at least, and at most 60 of them.`;
    return { ok: false, reason: 'invalid', message, suggestions: [] };
  }
  const [known] = await tx
    .select({ home: teams.leagueId, textId: teams.textId })
    .from(teams)
    .where(eq(teams.id, found.id));
  if (!known) throw new Error(`team ${found.id} is gone`);
  const facts = {
    league,
    team_id: found.id,
    team: found.name,
    text_id: textId,
    former_text_id: known.textId,
  };
  if (known.textId === textId) {
    return { ok: true, ...facts, is_new: false, message: `${found.name} has the id ${textId} already.` };
  }
  const [bearer] = await tx
    .select({ name: teams.name })
    .from(teams)
    .where(and(eq(teams.leagueId, known.home), eq(teams.textId, textId), ne(teams.id, found.id)));
  if (bearer) {
    const message = `${bearer.name} has the id ${textId}: give it another one first.`;
    return { ok: false, reason: 'conflict', message, suggestions: [bearer.name] };
  }
  await tx.update(teams).set({ textId }).where(eq(teams.id, found.id));
  const because = actor.reason ? ` (${actor.reason})` : '';
  const former = known.textId === null ? '' : `, no longer ${known.textId}`;
  const message = `${found.name} has the id ${textId} from now on${former}`;
  await recordSystemEvent(tx, {
    kind: 'team_text_id_changed',
    subject: league,
    message: `${message}, by ${actor.name}${because}.`,
  });
  return { ok: true, ...facts, is_new: true, message: `${message}.` };
}
