import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
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
  const rows = await rowsOf<{ game: ParsedGame }>(
    tx,
    sql`select options -> 'game' as game from schedule_quarantine
        where status = 'open' and league_id = ${league.id} and reason in ('unknown_team', 'ambiguous_team')
          and options ? 'game'`,
  );
  return rows.filter(({ game }) => resolveGame(game, resolver, league.sport).ok).length;
}
