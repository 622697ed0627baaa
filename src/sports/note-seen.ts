import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { fixedTextOfParts } from '../db/fixed-text.ts';
import { prepared } from '../db/prepared-statements.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import { learnedTeamParts } from '../reference/identities/learn-team-ids.ts';
import { SEEN_TEAMS, seenPlayerParts, seenTeamParts } from '../reference/players/seen-in-game.ts';
import { writePlayerFacts } from '../reference/players/write-player-facts.ts';
import type { LineTarget } from './adapter.ts';
import type { LineDraft } from './line-draft.ts';

/**
 * Notes of the teams and players of a game that they were seeded, and keeps the provider's ids of teams that were known by
 * name only. Their rows belong to all of their games: this comes last in a transaction, so that another game waits for
 * them no longer than for its end. A later look at a game that finds nothing new leaves everything as it is.
 * What the lines tell of the players beside their names is kept as well.
 */
export async function noteSeen(
  tx: Executor,
  target: Pick<LineTarget, 'game' | 'providerGame' | 'origin'>,
  drafts: readonly LineDraft[],
): Promise<void> {
  const { game, providerGame, origin } = target;
  const isFirstReading = origin.pass === 'first';
  const players = drafts.flatMap(({ known }) => known);
  const teams = drafts.some(({ table }) => table.entityColumn === 'team_id')
    ? teamPartsOf({ game, providerGame }, isFirstReading)
    : [];
  const hasTeams = isFirstReading && teams.length > 0;
  const source = providerGame.source ?? PRIMARY_PROVIDER;
  const seen = { players, source, gameDate: game.gameDate, runId: origin.runId };
  const parts = [...teams, ...seenPlayerParts(seen, { isFirstReading, hasTeams })];
  if (parts.length > 0) await tx.execute(seenStatement(parts, undefined));
  const { seasonYear } = game;
  const told = drafts.flatMap((draft) => draft.told);
  await writePlayerFacts(tx, { source, seasonYear, runId: origin.runId }, told);
}

const seenStatement = fixedTextOfParts((parts) =>
  prepared(sql`with ${sql.join([...parts], sql`, `)} select`),
);

function teamPartsOf(of: Pick<LineTarget, 'game' | 'providerGame'>, isFirstReading: boolean) {
  return isFirstReading
    ? [...seenTeamParts(of.game), ...learnedTeamParts(of, SEEN_TEAMS)]
    : learnedTeamParts(of);
}
