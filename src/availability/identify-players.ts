import { plainPlayerName } from './player-names.ts';

/** Somebody as a source names them. */
export type NamedPlayer = {
  /** The source's id of the player; null where it gives a name only. */
  providerPlayerId: string | null;
  playerName: string;
  providerTeamId: string;
  teamName: string;
};

/** What is known of whom a source may mean. */
export type KnownPlayers = {
  /** Our players by the source's ids. */
  byExternalId: ReadonlyMap<string, number>;
  /** Ids of the source that are known not to be these players. */
  isKnownWrong: (externalId: string, playerId: number) => boolean;
  /** Our team by the source's id or name; undefined for one that nobody knows. */
  teamOf: (named: Pick<NamedPlayer, 'providerTeamId' | 'teamName'>) => number | undefined;
  /** Members of our teams. */
  membersOf: (teamId: number) => readonly { id: number; name: string }[];
};

/** What a source tells of somebody, with who that is. */
export type Identified<Named extends NamedPlayer> = Named & {
  subject: string;
  teamId: number | null;
  /** Null where nobody is recognised, or more than one player may be meant. */
  playerId: number | null;
  /** Whether the id of the source is new to us. */
  isLearned: boolean;
};

/**
 * Who is meant: by the source's id, else the one player of the same team with the same name. A name alone, in whichever
 * team, is nobody; two of a team with one name are nobody as well.
 */
export function identifyPlayers<Named extends NamedPlayer>(
  told: readonly Named[],
  known: KnownPlayers,
): readonly Identified<Named>[] {
  const identified = told.map((one): Identified<Named> => {
    const { providerPlayerId: externalId, providerTeamId, playerName } = one;
    const teamId = known.teamOf(one) ?? null;
    const subject = externalId ?? `${providerTeamId} ${plainPlayerName(playerName)}`;
    const byId = externalId === null ? undefined : known.byExternalId.get(externalId);
    if (byId !== undefined) return { ...one, subject, teamId, playerId: byId, isLearned: false };
    const named = teamId === null ? undefined : namedIn(known.membersOf(teamId), playerName);
    const isRefused = externalId !== null && named !== undefined && known.isKnownWrong(externalId, named);
    const playerId = isRefused ? null : (named ?? null);
    return { ...one, subject, teamId, playerId, isLearned: playerId !== null && externalId !== null };
  });
  return withoutRivals(identified);
}

function namedIn(members: readonly { id: number; name: string }[], name: string): number | undefined {
  const wanted = plainPlayerName(name);
  const named = members.filter((member) => plainPlayerName(member.name) === wanted);
  return named.length === 1 ? named[0]?.id : undefined;
}

/** Of two that name one player by different ids, those that go by the name are nobody's; of one subject the last counts. */
function withoutRivals<Named extends NamedPlayer>(
  told: readonly Identified<Named>[],
): readonly Identified<Named>[] {
  const bySubject = [...new Map(told.map((one) => [one.subject, one])).values()];
  const claims = Map.groupBy(bySubject, ({ playerId }) => playerId);
  return bySubject.map((one) => {
    const hasRival = one.playerId !== null && (claims.get(one.playerId)?.length ?? 0) > 1;
    return hasRival && one.isLearned ? { ...one, playerId: null, isLearned: false } : one;
  });
}
