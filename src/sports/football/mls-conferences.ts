import { membersOf } from '../members-of.ts';

/** The first season with the conferences of today: Nashville came back to the East. */
const SINCE = 2023;

const CONFERENCES = membersOf({
  Eastern:
    'Atlanta United FC, CF Montréal, Charlotte FC, Chicago Fire, FC Cincinnati, Columbus Crew, D.C. United, Inter Miami CF, Nashville SC, New England Revolution, New York City FC, New York Red Bulls, Orlando City, Philadelphia Union, Toronto FC',
  Western:
    'Austin FC, Colorado Rapids, FC Dallas, Houston Dynamo, LA Galaxy, Los Angeles FC, Minnesota United FC, Portland Timbers, Real Salt Lake, San Diego FC, San Jose Earthquakes, Seattle Sounders, Sporting Kansas City, St. Louis City SC, Vancouver Whitecaps',
});

/** Conferences of MLS by the names that come with the program; before 2023 clubs stand in one table. */
export function mlsConferences(seasonYear: number): typeof CONFERENCES | undefined {
  return seasonYear < SINCE ? undefined : CONFERENCES;
}
