/** What American publishers call cities whose teams we know, beside their names and codes. */
const CITY_NICKNAMES: Readonly<Record<string, readonly string[]>> = {
  Brooklyn: ['Bklyn'],
  Cincinnati: ['Cincy'],
  Indiana: ['Indy'],
  Indianapolis: ['Indy'],
  Jacksonville: ['Jax'],
  'Las Vegas': ['Vegas'],
  'New Orleans': ['NOLA'],
  'Oklahoma City': ['Oklahoma', 'Okla'],
  Philadelphia: ['Philly'],
  Sacramento: ['Sacto'],
  'San Francisco': ['San Fran'],
};

/** Other names of a city as sports pages use them; none for most. */
export function cityNicknames(city: string): readonly string[] {
  return CITY_NICKNAMES[city] ?? [];
}
