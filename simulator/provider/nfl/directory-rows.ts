import { teamRow } from './game-rows.ts';
import { NFL_TEAMS } from './nfl-teams.ts';
import type { Player } from './roster.ts';

/** First season that the provider knows. */
export const FIRST_SEASON = 2010;

export type DirectoryTeam = {
  id: number;
  name: string;
  code: string | null;
  city: string | null;
  coach: string | null;
  owner: string | null;
  stadium: string | null;
  established: number | null;
  logo: string;
  country: { name: string; code: string; flag: string };
};

const COUNTRY = { name: 'USA', code: 'US', flag: 'https://logos.simulated.invalid/us.svg' };

/** The rows of `/teams`: 34, because the two teams of the Pro Bowl are among them. */
export const TEAM_DIRECTORY: readonly DirectoryTeam[] = [
  ...NFL_TEAMS.map(({ id, code, city, stadium }) => directoryTeam({ ...teamRow(id), code, city, stadium })),
  ...[33, 34].map((id) =>
    directoryTeam({
      id,
      name: id === 33 ? 'AFC' : 'NFC',
      logo: `https://logos.simulated.invalid/nfl/${id}.png`,
      code: null,
      city: null,
      stadium: null,
    }),
  ),
];

function directoryTeam(
  facts: Pick<DirectoryTeam, 'id' | 'name' | 'code' | 'city' | 'stadium' | 'logo'>,
): DirectoryTeam {
  const { id, name, code, city, stadium, logo } = facts;
  return {
    id,
    name,
    code,
    city,
    coach: null,
    owner: null,
    stadium,
    established: null,
    logo,
    country: COUNTRY,
  };
}

/** A row of `/players`. */
export function playerProfileRow(player: Player): object {
  const { id, name, age, heightInches, weightPounds, college, group, position, number, experience } = player;
  return {
    id,
    name,
    age,
    height: `${Math.floor(heightInches / 12)}' ${heightInches % 12}"`,
    weight: `${weightPounds} lbs`,
    college,
    group,
    position,
    number,
    salary: null,
    experience: experience === 0 ? null : experience,
    image: `https://logos.simulated.invalid/nfl/players/${id}.png`,
  };
}
