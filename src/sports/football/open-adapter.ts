import { type MatchIds, createMatchIds } from './match-ids.ts';
import { createTeamRecogniser } from '../../reference/teams/team-recogniser.ts';
import type { SportAdapter } from '../adapter.ts';
import type { AdapterDeps } from '../sport-definition.ts';
import { createFootballAdapter } from './adapter.ts';

/** For readers of stored bodies: nothing is asked along, and what is not known stays so. */
const NO_MATCH_IDS: MatchIds = {
  find: () => Promise.resolve(undefined),
  dueTogether: () => Promise.resolve([]),
};

/** The adapter over a provider's matches, with the teams of our database; undefined where the provider has none. */
export function openFootballAdapter({
  ports,
  db,
  clock,
  sharesCalls,
}: AdapterDeps): SportAdapter | undefined {
  const client = ports.FOOTBALL?.boxScore;
  if (!client) return undefined;
  const teamsOf = createTeamRecogniser({ db, sport: 'FOOTBALL', clock });
  const { seasonList } = client;
  const matchIds =
    sharesCalls && seasonList ? createMatchIds({ db, client: { seasonList }, teamsOf, clock }) : NO_MATCH_IDS;
  return createFootballAdapter({ client, teamsOf, matchIds });
}
