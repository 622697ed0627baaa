import type { Database } from '../../db/database.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SideMatcher } from '../identities/pick-game.ts';
import { type TeamDirectory, loadTeamDirectory } from './team-directory.ts';

/** Recognises the teams of a league by any of their names: gives our team id, or undefined. */
export type TeamRecogniser = (leagueName: string) => Promise<(name: string) => number | undefined>;

/** Which of the provider's teams are a game's sides: by id, or by name while the id is not known. */
export async function sideMatcher(teamsOf: TeamRecogniser, leagueName: string): Promise<SideMatcher> {
  const teamIdOf = await teamsOf(leagueName);
  return (ours, theirs) =>
    ours.externalId === null
      ? teamIdOf(theirs.name) === ours.teamId
      : ours.externalId === theirs.providerTeamId;
}

/** A name that somebody teaches is known to every worker after this long. */
const DIRECTORY_FRESH_MS = 5 * 60_000;

/**
 * Recognises teams by the names that schedules may use as well, taught ones included. The directory is read from
 * the database when it is first needed and every five minutes, once for all who wait for it.
 */
export function createTeamRecogniser({
  db,
  sport,
  clock,
}: {
  db: Database;
  sport: Sport;
  clock: Pick<Clock, 'nowMs'>;
}): TeamRecogniser {
  let loaded: { directory: Promise<TeamDirectory>; atMs: number } | undefined;

  function directory(): Promise<TeamDirectory> {
    const nowMs = clock.nowMs();
    if (loaded && nowMs - loaded.atMs <= DIRECTORY_FRESH_MS) return loaded.directory;
    const loading = { directory: loadTeamDirectory(db, sport), atMs: nowMs };
    loaded = loading;
    // Whoever asks next tries again; those who wait learn why.
    loading.directory.catch(() => {
      if (loaded === loading) loaded = undefined;
    });
    return loading.directory;
  }

  return async (leagueName) => {
    const resolver = (await directory()).resolverOf(leagueName);
    return (name) => {
      const found = resolver.resolve(name);
      // Of games of any season: a team that has left the league is asked about in those that it played.
      return found.ok ? found.teamKey : resolver.pastTeam(name)?.key;
    };
  };
}
