import type { SeasonYear } from '../../domain/season.ts';
import type { SeasonCalendars } from '../../reference/seasons/season-calendar.ts';
import type { ListedGame, SeasonShape } from '../game-kinds.ts';

/** A list of this many games holds the whole of an NBA season rather than a piece of it. */
const WHOLE_SEASON = 1_000;

/** On the last day of a season every team plays. */
const GAMES_OF_LAST_DAY = 15;

/** The first season with a Cup, and the days on which a final can be. */
const FIRST_CUP = 2023;
const CUP_FINAL_FIRST = '-12-07';
const CUP_FINAL_LAST = '-12-21';

/** What the list of a whole NBA season tells of it; nothing for pieces of one. Keeps days, teams and arenas, no games. */
export function nbaSeasonShape(games: Iterable<ListedGame>, calendars: SeasonCalendars): SeasonShape {
  const slates = new Map<string, Slate>();
  const homes = new Map<string, Map<string, number>>();
  let count = 0;
  let year = 0;
  for (const game of games) {
    if (count === 0) year = game.seasonYear;
    count += 1;
    const slate = slates.get(game.slateDate);
    if (slate) slate.games += 1;
    else slates.set(game.slateDate, { games: 1, first: game });
    if (game.venue !== null) noteArena(homes, game.homeName, game.venue);
  }
  if (count < WHOLE_SEASON) return {};
  const isCupDayKnown = year < FIRST_CUP || calendars.of('NBA', year).cupFinal !== undefined;
  return {
    lastDay: lastRegularDayAmong(slates),
    cupFinalLine: isCupDayKnown ? undefined : cupFinalAmong(slates, homes, year)?.line,
  };
}

/** The games of a day, by their number and the first of them. */
type Slate = { games: number; first: ListedGame };

/** In which arenas a team is at home, and how often. */
type Homes = ReadonlyMap<string, ReadonlyMap<string, number>>;

function noteArena(homes: Map<string, Map<string, number>>, homeName: string, venue: string): void {
  const arenas = homes.get(homeName) ?? new Map<string, number>();
  homes.set(homeName, arenas);
  arenas.set(venue, (arenas.get(venue) ?? 0) + 1);
}

/**
 * The last day of an NBA season by the shape of its list: the last one on which all 30 teams play, in spring.
 */
function lastRegularDayAmong(slates: ReadonlyMap<string, Slate>): string | undefined {
  const days = [...slates]
    .filter(([, { games }]) => games >= GAMES_OF_LAST_DAY)
    .map(([date]) => date)
    .filter((date) => date.slice(5) >= '04-01' && date.slice(5) <= '05-31')
    .toSorted();
  return days.at(-1);
}

/**
 * The Cup final of an NBA season whose date is not known: the only game of a December day, in an arena in which its
 * home team plays no other game. Undefined where venues are not told.
 */
function cupFinalAmong(
  slates: ReadonlyMap<string, Slate>,
  homes: Homes,
  year: SeasonYear,
): ListedGame | undefined {
  const alone = [...slates].flatMap(([date, { games, first }]) =>
    games === 1 && date >= `${year}${CUP_FINAL_FIRST}` && date <= `${year}${CUP_FINAL_LAST}` ? [first] : [],
  );
  const isAway = ({ homeName, venue }: ListedGame): boolean => {
    const arenas = homes.get(homeName);
    return venue !== null && arenas !== undefined && arenas.size > 1 && arenas.get(venue) === 1;
  };
  const [final, ...others] = alone.filter(isAway);
  return others.length === 0 ? final : undefined;
}
