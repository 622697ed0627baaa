import type { InjuryReport } from '../domain/injury.ts';
import { plainPlayerName } from './player-names.ts';

/** What is known of whom reports may be about. */
export type KnownPlayers = {
  /** Our players by the source's ids. */
  byExternalId: ReadonlyMap<string, number>;
  /** Ids of the source that are known not to be these players. */
  isKnownWrong: (externalId: string, playerId: number) => boolean;
  /** Our team by the source's id or name; undefined for one that nobody knows. */
  teamOf: (named: Pick<InjuryReport, 'providerTeamId' | 'teamName'>) => number | undefined;
  /** Members of our teams. */
  membersOf: (teamId: number) => readonly { id: number; name: string }[];
};

/** A report with whom it is about. */
export type IdentifiedReport = InjuryReport & {
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
export function identifyPlayers(
  reports: readonly InjuryReport[],
  known: KnownPlayers,
): readonly IdentifiedReport[] {
  const identified = reports.map((report): IdentifiedReport => {
    const { providerPlayerId: externalId, providerTeamId, playerName } = report;
    const teamId = known.teamOf(report) ?? null;
    const subject = externalId ?? `${providerTeamId} ${plainPlayerName(playerName)}`;
    const byId = externalId === null ? undefined : known.byExternalId.get(externalId);
    if (byId !== undefined) return { ...report, subject, teamId, playerId: byId, isLearned: false };
    const named = teamId === null ? undefined : namedIn(known.membersOf(teamId), playerName);
    const isRefused = externalId !== null && named !== undefined && known.isKnownWrong(externalId, named);
    const playerId = isRefused ? null : (named ?? null);
    return { ...report, subject, teamId, playerId, isLearned: playerId !== null && externalId !== null };
  });
  return withoutRivals(identified);
}

function namedIn(members: readonly { id: number; name: string }[], name: string): number | undefined {
  const wanted = plainPlayerName(name);
  const named = members.filter((member) => plainPlayerName(member.name) === wanted);
  return named.length === 1 ? named[0]?.id : undefined;
}

/** Of two reports that name one player by different ids, those that go by the name are nobody's; of one subject the last counts. */
function withoutRivals(reports: readonly IdentifiedReport[]): readonly IdentifiedReport[] {
  const bySubject = [...new Map(reports.map((report) => [report.subject, report])).values()];
  const claims = Map.groupBy(bySubject, ({ playerId }) => playerId);
  return bySubject.map((report) => {
    const hasRival = report.playerId !== null && (claims.get(report.playerId)?.length ?? 0) > 1;
    return hasRival && report.isLearned ? { ...report, playerId: null, isLearned: false } : report;
  });
}
