/** What American publishers call cities whose teams we know, beside their names and codes. */
const CITY_NICKNAMES: Readonly<Record<string, readonly string[]>> = {
  Cincinnati: ['Cincy'],
  Indiana: ['Indy'],
  Indianapolis: ['Indy'],
  Jacksonville: ['Jax'],
  'Las Vegas': ['Vegas'],
  'New Orleans': ['NOLA', 'N.O.'],
  Philadelphia: ['Philly'],
  'San Francisco': ['San Fran', 'Frisco'],
  'Tampa Bay': ['Tampa'],
  Washington: ['Wash', 'D.C.'],
};

/** Other names of a city as sports pages use them; none for most. */
export function cityNicknames(city: string): readonly string[] {
  return CITY_NICKNAMES[city] ?? [];
}
