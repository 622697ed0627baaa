import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { scheduleQuarantine } from '../db/schema/imports.ts';
import type { Sport } from '../domain/sport.ts';
import { loadTeamDirectory } from '../reference/teams/team-directory.ts';
import type { ParsedGame } from './parse/parsed-game.ts';
import { resolveGame } from './resolve-game.ts';

/** Counts the rows in quarantine that wait for a team of the league and whose teams are known by now. */
export async function countReadable(
  tx: Executor,
  league: { id: number; sport: Sport; name: string },
): Promise<number> {
  const resolver = (await loadTeamDirectory(tx, league.sport)).resolverOf(league.name);
  const { options, status, leagueId, reason } = scheduleQuarantine;
  const rows = await tx
    .select({ game: sql<ParsedGame>`${options} -> 'game'` })
    .from(scheduleQuarantine)
    .where(
      and(
        eq(status, 'open'),
        eq(leagueId, league.id),
        inArray(reason, ['unknown_team', 'ambiguous_team']),
        sql`${options} ? 'game'`,
      ),
    );
  return rows.filter(({ game }) => resolveGame(game, resolver, league.sport).ok).length;
}
