import { NBA_TEAMS } from '../../reference/built-in/nba.ts';
import type { SideMatcher } from '../../reference/identities/pick-game.ts';

/**
 * Whether a side of the provider's is one of ours: by the provider's id once that is known, until then by the team's
 * name, or by any other name of the same franchise.
 */
export const isNbaSide: SideMatcher = (ours, theirs) => {
  if (ours.externalId !== null) return ours.externalId === theirs.providerTeamId;
  if (plain(ours.name) === plain(theirs.name)) return true;
  const franchise = franchiseOf(theirs.name);
  return franchise !== undefined && franchise === franchiseOf(ours.name);
};

/** The franchise with a name; undefined when none has it, or more than one. */
function franchiseOf(name: string): string | undefined {
  const wanted = plain(name);
  const named = NBA_TEAMS.filter(({ name: full, city, nickname, aliases }) =>
    [full, `${city} ${nickname}`, ...aliases].some((spelling) => plain(spelling) === wanted),
  );
  return named.length === 1 ? named[0]?.name : undefined;
}

function plain(spelling: string): string {
  return spelling.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
