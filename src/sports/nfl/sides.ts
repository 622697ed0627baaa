import type { ProviderTeam } from '../../domain/box-score.ts';
import { NFL_TEAMS, type NflTeamReference } from '../../reference/built-in/nfl.ts';
import type { SideMatcher } from '../../reference/identities/pick-game.ts';

/**
 * Whether a side of the provider's is one of ours: by the provider's id once that is known, until then by any of
 * the team's names, and by its code where the name is nobody's.
 */
export const isNflSide: SideMatcher = (ours, theirs) => {
  if (ours.externalId !== null) return ours.externalId === theirs.providerTeamId;
  const franchise = recogniseNflTeam(theirs);
  // A team that was given another name is still known by its code; one that people added by its name alone.
  if (!franchise) return plain(ours.name) === plain(theirs.name);
  return recogniseNflTeam({ name: ours.name, code: ours.abbreviation })?.name === franchise.name;
};

/** The franchise that a provider's team is; undefined when no name fits, or more than one franchise has it. */
export function recogniseNflTeam({
  name,
  code,
}: Pick<ProviderTeam, 'name' | 'code'>): NflTeamReference | undefined {
  const named = teamsCalled(name);
  if (named.length > 0 || code === null) return named.length === 1 ? named[0] : undefined;
  const coded = teamsCalled(code);
  return coded.length === 1 ? coded[0] : undefined;
}

function teamsCalled(spelling: string): readonly NflTeamReference[] {
  const wanted = plain(spelling);
  return NFL_TEAMS.filter((team) => namesOf(team).some((name) => plain(name) === wanted));
}

/** A name that several franchises share counts for each of them, so that it decides nothing. */
function namesOf(team: NflTeamReference): readonly string[] {
  const { name, abbreviation, city, nickname, aliases, sharedNames = [] } = team;
  return [name, abbreviation, city, nickname, `${city} ${nickname}`, ...aliases, ...sharedNames];
}

function plain(spelling: string): string {
  return spelling.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
