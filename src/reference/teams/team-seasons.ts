import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { seasons } from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
import type { SeasonYear } from '../../domain/season.ts';

/** A team's season in a league. */
export type PlayedSeason = { leagueId: number; seasonYear: SeasonYear; teamId: number };

/** Notes that teams play in a league in a season, because a game of theirs says so; what is known stays. */
export async function learnTeamSeasons(tx: Executor, played: readonly PlayedSeason[]): Promise<void> {
  const once = new Map(played.map((row) => [`${row.leagueId} ${row.seasonYear} ${row.teamId}`, row]));
  // In one order, so that two imports of a season wait for each other and never in a circle.
  const rows = [...once.values()].sort(
    (one, other) =>
      one.leagueId - other.leagueId || one.seasonYear - other.seasonYear || one.teamId - other.teamId,
  );
  if (rows.length === 0) return;
  await tx
    .insert(teamSeasons)
    .values(rows.map((row) => ({ ...row, learnedBy: 'schedule' as const })))
    .onConflictDoNothing();
}

/** Forgets seasons that games alone told of and that have none of the team any more; for teams whose games are removed. */
export async function forgetUnplayedSeasons(tx: Executor, teamIds: readonly number[]): Promise<void> {
  await tx.execute(sql`
    delete from ${teamSeasons}
    where ${teamSeasons.teamId} = any(${sql.param([...teamIds])}::int[]) and ${teamSeasons.learnedBy} = 'schedule'
      and not exists (
        select 1 from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
        where ${games.leagueId} = ${teamSeasons.leagueId} and ${seasons.year} = ${teamSeasons.seasonYear}
          and ${teamSeasons.teamId} in (${games.homeTeamId}, ${games.awayTeamId}))`);
}
