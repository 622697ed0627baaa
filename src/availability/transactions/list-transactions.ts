import { and, desc, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { leagues, players, sports, teams } from '../../db/schema/reference.ts';
import { tradesTransactions } from '../../db/schema/transactions.ts';
import type { Sport } from '../../domain/sport.ts';
import type { TransactionKind } from '../../domain/transaction.ts';
import { teamIdsNamed } from '../teams-named.ts';

export type TransactionFilter = {
  sport?: Sport | undefined;
  /** A league by its name. */
  league?: string | undefined;
  /** The team of before or after, by its name or abbreviation, in any case. */
  team?: string | undefined;
  playerId?: number | undefined;
  kind?: TransactionKind | undefined;
  /** From this day on, `2026-01-15`. */
  since?: string | undefined;
  /** Those that were taken back as well. */
  hasTakenBack?: boolean | undefined;
  limit?: number | undefined;
};

/** A change of teams as people see it. */
export type TransactionListing = {
  id: number;
  sport: Sport;
  league: string;
  on_date: string;
  kind: TransactionKind;
  player_id: number;
  player: string;
  from_team_id: number | null;
  from_team: string | null;
  to_team_id: number | null;
  to_team: string | null;
  /** What showed it: a box score or a roster. */
  evidence: string;
  /** When it turned out to be none. */
  taken_back_at: string | null;
  run_id: string | null;
};

/** So many are listed where nobody says how many. */
export const TRANSACTIONS_LISTED = 200;

const fromTeam = alias(teams, 'from_team');
const toTeam = alias(teams, 'to_team');

/** Who changed teams, the latest first. */
export async function listTransactions(
  executor: Executor,
  filter: TransactionFilter,
): Promise<readonly TransactionListing[]> {
  const { sport, league, playerId, kind, since, hasTakenBack = false, limit = TRANSACTIONS_LISTED } = filter;
  const teamIds = filter.team === undefined ? undefined : await teamIdsNamed(executor, filter.team);
  const { fromTeamId, toTeamId, onDate } = tradesTransactions;
  const rows = await executor
    .select({
      id: tradesTransactions.id,
      sport: sql<Sport>`${sports.displayName}`,
      league: leagues.name,
      on_date: onDate,
      kind: tradesTransactions.kind,
      player_id: players.id,
      player: players.fullName,
      from_team_id: fromTeamId,
      from_team: sql<string | null>`${fromTeam.name}`,
      to_team_id: toTeamId,
      to_team: sql<string | null>`${toTeam.name}`,
      evidence: tradesTransactions.evidence,
      takenBackAt: tradesTransactions.takenBackAt,
      run_id: tradesTransactions.runId,
    })
    .from(tradesTransactions)
    .innerJoin(players, eq(players.id, tradesTransactions.playerId))
    .innerJoin(sports, eq(sports.id, players.sportId))
    .leftJoin(fromTeam, eq(fromTeam.id, fromTeamId))
    .leftJoin(toTeam, eq(toTeam.id, toTeamId))
    .innerJoin(leagues, eq(leagues.id, sql`coalesce(${toTeam.leagueId}, ${fromTeam.leagueId})`))
    .where(
      and(
        sport === undefined ? undefined : eq(sports.displayName, sport),
        league === undefined ? undefined : eq(leagues.name, league),
        teamIds === undefined
          ? undefined
          : or(inArray(fromTeamId, [...teamIds]), inArray(toTeamId, [...teamIds])),
        playerId === undefined ? undefined : eq(players.id, playerId),
        kind === undefined ? undefined : eq(tradesTransactions.kind, kind),
        since === undefined ? undefined : gte(onDate, since),
        hasTakenBack ? undefined : isNull(tradesTransactions.takenBackAt),
      ),
    )
    .orderBy(desc(onDate), desc(tradesTransactions.id))
    .limit(limit);
  return rows.map(({ takenBackAt, ...row }) => ({
    ...row,
    taken_back_at: takenBackAt?.toISOString() ?? null,
  }));
}
