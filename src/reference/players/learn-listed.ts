import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { playerQuestions } from '../../db/schema/player-identity.ts';
import { idsAtProvider } from '../identities/ids-at-provider.ts';
import { closeQuestion } from './ask-about-players.ts';
import type { ListedPlayer } from './listed-player.ts';
import { askAboutListed, settleUnknown } from './settle-unknown.ts';
import { writePlayerFacts } from './write-player-facts.ts';

/** Who answers where facts do. */
const RULES = 'the rules';

/** A player of a list of a whole league; without a team of ours, where the list has them in none. */
export type LeagueListed = Omit<ListedPlayer, 'teamId'> & { teamId: number | null };

/** Whose list it is. */
type LeagueList = { sportId: number; provider: string; seasonYear: number; runId: string };

/** What a list came to, in players: ids that were known, that are known by it, and about which is asked. */
export type Learned = { known: number; linked: number; asked: number };

/**
 * Learns the ids and facts of a whole league from a list, in the transaction of the caller. It adds nobody: whoever is not
 * known yet comes with a roster or a box score. Those of a team are decided by the rules of `decidePlayer`; what is not
 * sure is asked about. The same list twice changes nothing.
 */
export async function learnListed(
  tx: Executor,
  { runId, ...meeting }: LeagueList,
  listed: readonly LeagueListed[],
): Promise<Learned> {
  const ofTeam = listed.flatMap(({ teamId, ...one }) => (teamId === null ? [] : [{ ...one, teamId }]));
  const before = await idsOf(tx, meeting, listed);
  const unknown = ofTeam.filter(({ externalId }) => !before.has(externalId));
  const { asked } = unknown.length === 0 ? { asked: [] } : await settleUnknown(tx, meeting, unknown);
  await askAboutListed(tx, { ...meeting, runId }, asked, new Map());
  const after = unknown.length === 0 ? before : await idsOf(tx, meeting, listed);
  const linked = unknown.filter(({ externalId }) => after.has(externalId));
  await closeAnswered(tx, meeting, linked);
  const told = listed.flatMap(({ externalId, teamId, facts }) => {
    const playerId = after.get(externalId);
    return playerId === undefined ? [] : [{ playerId, teamId, facts }];
  });
  await writePlayerFacts(tx, { source: meeting.provider, seasonYear: meeting.seasonYear, runId }, told);
  return { known: before.size, linked: linked.length, asked: asked.length };
}

type Meeting = Omit<LeagueList, 'runId'>;

/** Our players by the ids of the list. */
function idsOf(tx: Executor, { provider, sportId }: Meeting, listed: readonly LeagueListed[]) {
  return idsAtProvider(
    tx,
    { provider, sportId, entityType: 'player' },
    listed.map(({ externalId }) => externalId),
  );
}

/** Closes what was asked about ids that are known by now. */
async function closeAnswered(
  tx: Executor,
  { provider, sportId }: Meeting,
  linked: readonly ListedPlayer[],
): Promise<void> {
  if (linked.length === 0) return;
  const ids = linked.map(({ externalId }) => externalId);
  const open = await tx
    .select({ externalId: playerQuestions.externalId })
    .from(playerQuestions)
    .where(
      and(
        eq(playerQuestions.provider, provider),
        eq(playerQuestions.sportId, sportId),
        isNull(playerQuestions.answeredAt),
        inArray(playerQuestions.externalId, ids),
      ),
    );
  for (const { externalId } of open)
    await closeQuestion(tx, { sportId, provider, externalId, answer: 'linked', by: RULES });
}
