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

/** What the list of a whole NBA season tells of it; nothing for pieces of one. */
export function nbaSeasonShape(games: readonly ListedGame[], calendars: SeasonCalendars): SeasonShape {
  if (games.length < WHOLE_SEASON) return {};
  return { lastDay: lastRegularDayAmong(games), cupFinalLine: cupFinalAmong(games, calendars)?.line };
}

/**
 * The last day of an NBA season by the shape of its list: the last one on which all 30 teams play, in spring.
 */
function lastRegularDayAmong(games: readonly ListedGame[]): string | undefined {
  const days = [...Map.groupBy(games, ({ slateDate }) => slateDate)]
    .filter(([, slate]) => slate.length >= GAMES_OF_LAST_DAY)
    .map(([date]) => date)
    .filter((date) => date.slice(5) >= '04-01' && date.slice(5) <= '05-31')
    .toSorted();
  return days.at(-1);
}

/**
 * The Cup final of an NBA season whose date is not known: the only game of a December day, in an arena in which its
 * home team plays no other game. Undefined where venues are not told.
 */
function cupFinalAmong(games: readonly ListedGame[], calendars: SeasonCalendars): ListedGame | undefined {
  const year = games[0]?.seasonYear ?? 0;
  if (year < FIRST_CUP) return undefined;
  if (calendars.of('NBA', year).cupFinal !== undefined) return undefined;
  const slates = Map.groupBy(games, ({ slateDate }) => slateDate);
  const alone = [...slates].flatMap(([date, slate]) =>
    slate.length === 1 && date >= `${year}${CUP_FINAL_FIRST}` && date <= `${year}${CUP_FINAL_LAST}`
      ? slate
      : [],
  );
  const isAway = ({ homeName, venue, line }: ListedGame): boolean =>
    venue !== null &&
    games.some((other) => other.line !== line && other.homeName === homeName && other.venue !== null) &&
    !games.some((other) => other.line !== line && other.homeName === homeName && other.venue === venue);
  const [final, ...others] = alone.filter(isAway);
  return others.length === 0 ? final : undefined;
}
