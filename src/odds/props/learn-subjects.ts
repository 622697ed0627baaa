import { and, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { type AskedPlayer, askAboutPlayers } from '../../reference/players/ask-about-players.ts';
import { decidePlayer } from '../../reference/players/decide-player.ts';
import { type Mates, loadMates } from '../../reference/players/our-players.ts';
import { lockDecisions } from '../../reference/players/settle-unknown.ts';
import { subjectId } from './subject-id.ts';

/** Whose prices they are. */
export type SubjectsOrigin = { sportId: number; provider: string; runId: string };

/** The players whom the props of an event name, and the teams that play; null for one that is not known. */
export type EventSubjects = {
  names: readonly string[];
  teamIds: readonly (number | null)[];
};

/**
 * Asks who the players of props are, in the transaction of the caller. A spelling is all that is told: the only current
 * player of the two teams who is spelt so is shown, and no id is learned of it; whoever may be meant otherwise is asked
 * about, under an id made of the spelling. A name like nobody's is passed over: it may be a team.
 */
export async function learnSubjects(
  tx: Executor,
  origin: SubjectsOrigin,
  events: readonly EventSubjects[],
): Promise<{ asked: number }> {
  let asked = 0;
  const named = events.filter(({ names }) => names.length > 0);
  if (named.length > 0) await lockDecisions(tx, origin);
  for (const { names, teamIds } of named) {
    const teams = teamIds.filter((id) => id !== null);
    const known = await knownIds(tx, origin, names);
    const unknown = [...new Set(names)].filter((name) => !known.has(subjectId(name)));
    if (unknown.length === 0 || teams.length === 0) continue;
    const externalIdsOf = unknown.map(subjectId);
    const mates = await loadMates(tx, { ...origin, teamIds: teams, externalIds: externalIdsOf });
    const questions = unknown.flatMap((name) => questionOf(name, teams, mates) ?? []);
    await askAboutPlayers(tx, origin, questions);
    asked += questions.length;
  }
  return { asked };
}

async function knownIds(
  tx: Executor,
  { provider, sportId }: SubjectsOrigin,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ id: externalIds.externalId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.provider, provider),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, 'player'),
        inArray(externalIds.externalId, names.map(subjectId)),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Undefined where one is shown by the name, or nobody may be meant. */
function questionOf(name: string, teamIds: readonly number[], mates: Mates): AskedPlayer | undefined {
  const externalId = subjectId(name);
  const of = teamIds.flatMap((teamId) =>
    mates
      .ofTeam(teamId)
      .filter(({ id }) => !mates.isKnownWrong(externalId, id))
      .map((player) => ({ player, teamId })),
  );
  const theirs = { name, birthDate: null, jerseyNumber: null, seasonYear: null };
  const decision = decidePlayer(
    theirs,
    of.map(({ player }) => player),
  );
  if (decision.kind !== 'question' || externalId === '') return undefined;
  const { reason, candidates } = decision;
  const spelt = of.filter(
    ({ player }) => player.isCurrent && player.name.toLowerCase() === name.toLowerCase(),
  );
  if (spelt.length === 1) return undefined;
  const teamId = of.find(({ player }) => player.id === candidates[0]?.player_id)?.teamId ?? null;
  return { externalId, name, position: null, teamId, reason, candidates, standInId: null };
}
