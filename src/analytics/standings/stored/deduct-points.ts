import type { Database } from '../../../db/database.ts';
import { pointDeductions } from '../../../db/schema/standings.ts';
import { recordSystemEvent } from '../../../db/system-events.ts';
import type { Actor } from '../../../domain/actor.ts';
import type { Sport } from '../../../domain/sport.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import { leagueOf, lockLeagueTeams, teamOf, unknownTeam } from '../../../reference/teams/team-lookup.ts';
import type { TeamRefusal } from '../../../reference/teams/team-lookup.ts';

export type DeductionOrder = {
  sport: Sport;
  league?: string | undefined;
  /** A known name of the team, or its id. */
  team: string | number;
  seasonYear: number;
  decidedOn: string;
  /** Below 0 where points are given back; 0 takes the decision of that day back. */
  points: number;
  source: string;
};

/** What came of it; field names as they are published. */
export type DeductionResult =
  | {
      ok: true;
      league: string;
      team_id: number;
      team: string;
      season: number;
      decided_on: string;
      points: number;
      message: string;
    }
  | TeamRefusal;

/** Says that points are taken off a team from a day on; tables follow. The same day again replaces what was said of it. */
export async function deductPoints(
  db: Database,
  order: DeductionOrder,
  actor: Actor,
): Promise<DeductionResult> {
  const league = await leagueOf(db, order.sport, order.league);
  if (!league.ok) return league;
  const rules = SPORT_FACTS[order.sport].standings?.(league.league.code ?? league.name);
  return db.transaction(async (tx): Promise<DeductionResult> => {
    const { leagueId, resolver } = await lockLeagueTeams(tx, order.sport, league.name);
    const team = await teamOf(tx, leagueId, order.team, resolver);
    if (!team) return unknownTeam(order.team, league.name, resolver);
    if (rules?.points === undefined) {
      const message = `The table of ${league.name} counts no points.`;
      return { ok: false, reason: 'invalid', message, suggestions: [] };
    }
    const { seasonYear, decidedOn, points, source } = order;
    const said = { points, source, actor: actor.name.slice(0, 100) };
    const key = { leagueId, seasonYear, teamId: team.id, decidedOn };
    const { leagueId: league_, seasonYear: season_, teamId: team_, decidedOn: day_ } = pointDeductions;
    await tx
      .insert(pointDeductions)
      .values({ ...key, ...said })
      .onConflictDoUpdate({ target: [league_, season_, team_, day_], set: said });
    const words = `${team.name}: ${wordsOf(points)} in ${league.name} ${seasonYear} from ${decidedOn} on`;
    await recordSystemEvent(tx, {
      kind: 'points_deducted',
      subject: league.name,
      message: `${words}, by ${actor.name} (${source}).`,
    });
    return {
      ok: true,
      league: league.name,
      team_id: team.id,
      team: team.name,
      season: seasonYear,
      decided_on: decidedOn,
      points,
      message: `${words}; tables follow within a minute while control runs.`,
    };
  });
}

function wordsOf(points: number): string {
  if (points === 0) return 'no points are taken off by the decision';
  const count = `${Math.abs(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
  return points > 0 ? `${count} fewer` : `${count} given back`;
}
