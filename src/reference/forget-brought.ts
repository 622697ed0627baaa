import { and, eq, exists, inArray, isNotNull, isNull, ne, not, or, sql } from 'drizzle-orm';
import { type PgColumn } from 'drizzle-orm/pg-core';
import { alias } from '../db/alias.ts';
import type { Executor } from '../db/database.ts';
import { externalIds } from '../db/schema/external-ids.ts';
import { gameRosters, games } from '../db/schema/games.ts';
import { gameLineups } from '../db/schema/lineups.ts';
import { tradesTransactions } from '../db/schema/transactions.ts';
import { scheduleImports } from '../db/schema/imports.ts';
import { players, teamAliasChanges, teamAliases, teamRosters, teams } from '../db/schema/reference.ts';
import { teamSeasons } from '../db/schema/team-seasons.ts';
import { venueAliases, venues } from '../db/schema/venues.ts';
import type { EntityType } from '../domain/external-id.ts';
import { takeBackFacts } from './venues/told-facts.ts';

/** What an import that is taken back had brought, and what its games had used. */
export type Brought = { importId: number; teamIds: readonly number[]; venueIds: readonly number[] };

/** Names of what is gone, and of the places of which less is known. */
export type Forgotten = { teams: readonly string[]; venues: readonly string[]; facts: readonly string[] };

/**
 * Removes teams and places that only the import brought, or another one that is taken back already, and that nothing
 * uses any more: no game, no player, and nothing that a person has said of them. Of places that stay, it takes back
 * what only the import said.
 */
export async function forgetBrought(tx: Executor, brought: Brought): Promise<Forgotten> {
  await tx.delete(venueAliases).where(eq(venueAliases.importId, brought.importId));
  const gone = await tx
    .delete(venues)
    .where(
      and(
        isTakenBack(tx, venues.importId, brought.importId),
        areOrBrought(venues, brought.venueIds, brought),
        venueIsFree(tx),
      ),
    )
    .returning({ name: venues.name });
  const facts = await takeBackFacts(tx, brought.importId);
  const left = await tx
    .delete(teams)
    .where(
      and(
        isTakenBack(tx, teams.importId, brought.importId),
        areOrBrought(teams, brought.teamIds, brought),
        teamIsFree(tx),
      ),
    )
    .returning({ name: teams.name });
  return { teams: left.map(({ name }) => name), venues: gone.map(({ name }) => name), facts };
}

/** Notes for which import teams were added. */
export async function bringTeams(tx: Executor, teamIds: readonly number[], importId: number): Promise<void> {
  if (teamIds.length === 0) return;
  await tx
    .update(teams)
    .set({ importId })
    .where(and(inArray(teams.id, [...teamIds]), isNull(teams.importId)));
}

/** Removes teams that were added for rows of which none was written. */
export async function forgetTeams(tx: Executor, teamIds: readonly number[]): Promise<void> {
  await tx.delete(teams).where(and(inArray(teams.id, [...teamIds]), isNull(teams.importId), teamIsFree(tx)));
}

function isTakenBack(tx: Executor, column: PgColumn, importId: number) {
  const undone = tx
    .select({ one: sql`1` })
    .from(scheduleImports)
    .where(and(eq(scheduleImports.id, column), isNotNull(scheduleImports.undoneAt)));
  return or(eq(column, importId), exists(undone));
}

function areOrBrought(
  table: typeof teams | typeof venues,
  ids: readonly number[],
  { importId }: Pick<Brought, 'importId'>,
) {
  const isBrought = eq(table.importId, importId);
  return ids.length === 0 ? isBrought : or(isBrought, inArray(table.id, [...ids]));
}

const mergedVenues = alias(venues, 'merged');

function venueIsFree(tx: Executor) {
  const taught = tx
    .select({ one: sql`1` })
    .from(venueAliases)
    .where(and(eq(venueAliases.venueId, venues.id), eq(venueAliases.learnedBy, 'person')));
  return and(
    ne(venues.learnedBy, 'person'),
    isNull(venues.mergedIntoId),
    not(exists(tx.select({ one: sql`1` }).from(games).where(eq(games.venueId, venues.id)))),
    not(
      exists(tx.select({ one: sql`1` }).from(mergedVenues).where(eq(mergedVenues.mergedIntoId, venues.id))),
    ),
    not(exists(taught)),
    not(exists(linkedByPerson(tx, 'venue', venues.id))),
  );
}

function teamIsFree(tx: Executor) {
  const one = { one: sql`1` };
  const uses = [
    tx
      .select(one)
      .from(games)
      .where(or(eq(games.homeTeamId, teams.id), eq(games.awayTeamId, teams.id))),
    tx.select(one).from(players).where(eq(players.currentTeamId, teams.id)),
    tx.select(one).from(teamRosters).where(eq(teamRosters.teamId, teams.id)),
    tx.select(one).from(gameRosters).where(eq(gameRosters.teamId, teams.id)),
    tx.select(one).from(gameLineups).where(eq(gameLineups.teamId, teams.id)),
    tx
      .select(one)
      .from(tradesTransactions)
      .where(or(eq(tradesTransactions.fromTeamId, teams.id), eq(tradesTransactions.toTeamId, teams.id))),
    tx.select(one).from(teamAliases).where(eq(teamAliases.teamId, teams.id)),
    tx
      .select(one)
      .from(teamAliasChanges)
      .where(and(eq(teamAliasChanges.teamId, teams.id), ne(teamAliasChanges.action, 'created'))),
    tx
      .select(one)
      .from(teamSeasons)
      .where(and(eq(teamSeasons.teamId, teams.id), eq(teamSeasons.learnedBy, 'person'))),
    linkedByPerson(tx, 'team', teams.id),
  ];
  return and(...uses.map((use) => not(exists(use))));
}

function linkedByPerson(tx: Executor, type: EntityType, id: PgColumn) {
  return tx
    .select({ one: sql`1` })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.entityType, type),
        eq(externalIds.entityId, id),
        eq(externalIds.learnedBy, 'person'),
      ),
    );
}
