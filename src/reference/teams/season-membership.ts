import { type SQL, and, eq, ne, notInArray, or, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons } from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
import type { SeasonYear } from '../../domain/season.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { Sport } from '../../domain/sport.ts';
import { loadTeamDirectory } from './team-directory.ts';
import type { TeamRefusal } from './team-lookup.ts';

/** A team's season in a league. */
export type Membership = {
  sport: Sport;
  leagueId: number;
  leagueName: string;
  season: SeasonYear;
  team: { id: number; name: string };
};

type Known = Pick<typeof teamSeasons.$inferSelect, 'name'>;

/** What is known of the membership; undefined where the team is not known to play there. */
export async function loadMembership(tx: Executor, membership: Membership): Promise<Known | undefined> {
  const [known] = await tx.select({ name: teamSeasons.name }).from(teamSeasons).where(isIt(membership));
  return known;
}

/** Ends a membership of which no game tells. */
export async function takeOut(tx: Executor, membership: Membership): Promise<TeamRefusal | undefined> {
  const played = await countGames(tx, membership);
  if (played > 0) {
    const { team, leagueName, season } = membership;
    const message = `${team.name} has ${gamesWords(played)} in ${leagueName} in ${season}: cancel or correct them first.`;
    return { ok: false, reason: 'conflict', message, suggestions: [] };
  }
  await tx.delete(teamSeasons).where(isIt(membership));
  return undefined;
}

/** Writes a membership, unless the league would know the team by a name that is not its own alone. */
export async function letPlay(
  tx: Executor,
  membership: Membership,
  { name, known }: { name: string | undefined; known: Known | undefined },
): Promise<TeamRefusal | undefined> {
  const { leagueId, season, team } = membership;
  const row = { learnedBy: 'person' as const, ...(name === undefined ? {} : { name }) };
  await tx
    .insert(teamSeasons)
    .values({ leagueId, seasonYear: season, teamId: team.id, ...row })
    .onConflictDoUpdate({
      target: [teamSeasons.leagueId, teamSeasons.seasonYear, teamSeasons.teamId],
      set: { ...row, learnedAt: sql`now()` },
    });
  if (known) return undefined;
  const clash = await clashIn(tx, membership);
  if (clash) await tx.delete(teamSeasons).where(isIt(membership));
  return clash;
}

/** Ends the membership that a team leaves; its games there stay. Returns what to add to the message. */
export async function leave(tx: Executor, membership: Membership): Promise<string> {
  await tx.delete(teamSeasons).where(isIt(membership));
  const { leagueName, season } = membership;
  const games = await countGames(tx, membership);
  if (games === 0) return '';
  return ` It still has ${gamesWords(games)} in ${leagueName} in ${season}: correct or cancel those that are not to be played.`;
}

/** What to say of the leagues in which the team is known to play in the season besides those of a move. */
export async function elsewhereWords(
  tx: Executor,
  { sport, season, team }: Membership,
  moved: readonly number[],
): Promise<string> {
  const others = await tx
    .select({ league: leagues.name })
    .from(teamSeasons)
    .innerJoin(leagues, eq(leagues.id, teamSeasons.leagueId))
    .where(
      and(
        eq(teamSeasons.teamId, team.id),
        eq(teamSeasons.seasonYear, season),
        notInArray(teamSeasons.leagueId, [...moved]),
      ),
    )
    .orderBy(leagues.name);
  const words = others.map(({ league }) => {
    const options = { '--sport': sport, '--league': league, '--team': team.name, '--season': season };
    return ` It plays in ${league} in ${season} as well; where it does not: ${commandWords('teams move', { options: { ...options, '--out': true } })}.`;
  });
  return words.join('');
}

function isIt({ leagueId, season, team }: Membership): SQL | undefined {
  return and(
    eq(teamSeasons.leagueId, leagueId),
    eq(teamSeasons.seasonYear, season),
    eq(teamSeasons.teamId, team.id),
  );
}

function gamesWords(count: number): string {
  return count === 1 ? '1 game' : `${count} games`;
}

async function countGames(tx: Executor, { leagueId, season, team }: Membership): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(games)
    .innerJoin(seasons, and(eq(seasons.id, games.seasonId), eq(seasons.year, season)))
    .where(
      and(
        eq(games.leagueId, leagueId),
        ne(games.status, 'cancelled'),
        or(eq(games.homeTeamId, team.id), eq(games.awayTeamId, team.id)),
      ),
    );
  return row?.count ?? 0;
}

/** A guest of a league must be known there by its own name, and by nobody else's. */
async function clashIn(
  tx: Executor,
  { sport, leagueName, season, team }: Membership,
): Promise<TeamRefusal | undefined> {
  const meant = (await loadTeamDirectory(tx, sport)).resolverOf(leagueName).resolve(team.name, season);
  if (meant.ok && meant.teamKey === team.id) return undefined;
  const others = meant.ok ? [meant.teamName] : meant.suggestions;
  const message = `"${team.name}" would mean ${others.join(' and ')} in ${leagueName} as well: rename it first.`;
  return { ok: false, reason: 'conflict', message, suggestions: others };
}
