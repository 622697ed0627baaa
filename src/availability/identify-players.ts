import type { LearnedBy } from '../domain/external-id.ts';
import {
  type Candidate,
  type OurPlayer,
  decidePlayer,
  learnedByFact,
} from '../reference/players/decide-player.ts';
import { compareNames, nameForm, plainPlayerName } from '../reference/players/player-names.ts';

/** Somebody as a source names them. */
export type NamedPlayer = {
  /** The source's id of the player; null where it gives a name only. */
  providerPlayerId: string | null;
  playerName: string;
  providerTeamId: string;
  teamName: string;
  birthDate?: string | null | undefined;
  jerseyNumber?: string | null | undefined;
};

/** What is known of whom a source may mean. */
export type KnownPlayers = {
  /** Our players by the source's ids. */
  byExternalId: ReadonlyMap<string, number>;
  /** Ids of the source that are known not to be these players. */
  isKnownWrong: (externalId: string, playerId: number) => boolean;
  /** Our team by the source's id or name; undefined for one that nobody knows. */
  teamOf: (named: Pick<NamedPlayer, 'providerTeamId' | 'teamName'>) => number | undefined;
  /** Members of a team of ours: of an id of the source those who have none there, former ones included; of a mere name all who are there now. */
  membersOf: (teamId: number, externalId: string | null) => readonly OurPlayer[];
};

/** What a source tells of somebody, with who that is. */
export type Identified<Named extends NamedPlayer> = Named & {
  subject: string;
  teamId: number | null;
  /** Null where nobody is recognised, or more than one player may be meant. */
  playerId: number | null;
  /** How the id of the source was learned just now, and what speaks for it; undefined where it is not to be kept. */
  learned: { by: LearnedBy; evidence: string } | undefined;
  /** Whether the player is the one of that name in the team, and nothing else says so: no id is learned of it. */
  isByName: boolean;
};

/**
 * Who is meant: by the source's id, else by the rules of `decidePlayer`, whose id is learned then. A report that has
 * neither birth date nor number is shown with the one member of its team who has its name, and teaches nothing; whom facts
 * contradict, whose name several have, who is of the team no more, and a name in another team are nobody. Shirt numbers
 * are those of `seasonYear`, by its starting year; null where that is not known.
 */
export function identifyPlayers<Named extends NamedPlayer>(
  told: readonly Named[],
  known: KnownPlayers,
  seasonYear: number | null,
): readonly Identified<Named>[] {
  const identified = told.map((one): Identified<Named> => {
    const { providerPlayerId: externalId, providerTeamId, playerName } = one;
    const teamId = known.teamOf(one) ?? null;
    const subject = externalId ?? `${providerTeamId} ${plainPlayerName(playerName)}`;
    const byId = externalId === null ? undefined : known.byExternalId.get(externalId);
    const nobody = { ...one, subject, teamId, playerId: null, learned: undefined, isByName: false };
    if (byId !== undefined) return { ...nobody, playerId: byId };
    const members = teamId === null ? [] : known.membersOf(teamId, externalId);
    const meant = members.filter(({ id }) => externalId === null || !known.isKnownWrong(externalId, id));
    const decision = decidePlayer({ ...theirsOf(one), seasonYear }, meant);
    if (decision.kind === 'linked') {
      const { playerId, by, candidate } = decision;
      return {
        ...nobody,
        playerId,
        learned: externalId === null ? undefined : { by: learnedByFact(by), evidence: candidate.why },
      };
    }
    const named = decision.kind === 'question' ? onlyNamed(decision.candidates, playerName) : undefined;
    const isMember = meant.some(({ id, isCurrent }) => id === named && isCurrent);
    return named === undefined || !isMember ? nobody : { ...nobody, playerId: named, isByName: true };
  });
  return withoutRivals(identified);
}

function theirsOf({ playerName, jerseyNumber = null, birthDate = null }: NamedPlayer) {
  return { name: playerName, birthDate, jerseyNumber };
}

/** The only one who may be meant, of the same name, where nothing speaks against it. */
function onlyNamed(candidates: readonly Candidate[], name: string): number | undefined {
  const form = nameForm(name);
  const named = candidates.filter((one) => compareNames(form, nameForm(one.name)) === 'equal');
  const [only] = named;
  return named.length === 1 && only?.contradicts.length === 0 ? only.player_id : undefined;
}

/** Of two that name one player by different ids, those that go by the name are nobody's; of one subject the last counts. */
function withoutRivals<Named extends NamedPlayer>(
  told: readonly Identified<Named>[],
): readonly Identified<Named>[] {
  const bySubject = [...new Map(told.map((one) => [one.subject, one])).values()];
  const claims = Map.groupBy(bySubject, ({ playerId }) => playerId);
  return bySubject.map((one) => {
    const hasRival = one.playerId !== null && (claims.get(one.playerId)?.length ?? 0) > 1;
    const isGuess = one.learned !== undefined || one.isByName;
    return hasRival && isGuess ? { ...one, playerId: null, learned: undefined, isByName: false } : one;
  });
}
