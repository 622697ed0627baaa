import { z } from 'zod';

/** ESPN's bodies, as far as they are read. Ids are texts of digits, most numbers are texts for people. */

export const EspnId = z.string().regex(/^\d{1,20}$/, 'not an id');

const MaybeText = z.string().nullish();

/** An instant with minutes, `2022-12-06T00:30Z`, or with more. */
const Instant = z.string().refine((text) => Number.isFinite(Date.parse(text)), 'not a moment');

const EventStatusType = z.object({
  name: z.string(),
  state: z.string(),
  completed: z.boolean(),
  description: MaybeText,
  /** Where play is, in words: `Bot 7th`, `12:34 - 2nd`. */
  detail: MaybeText,
});

export const EventStatus = z.object({
  displayClock: MaybeText,
  period: z.number().nullish(),
  type: EventStatusType,
});
export type EventStatus = z.infer<typeof EventStatus>;

export const EspnTeam = z.object({
  id: EspnId,
  displayName: z.string().min(1),
  abbreviation: MaybeText,
});

/** Points of a period: a number on the scoreboard, a text in the summary. */
const LineScore = z.object({ value: z.number().nullish(), displayValue: MaybeText });

export const Competitor = z.object({
  homeAway: z.enum(['home', 'away']),
  /** Absent, not false, before the game. */
  winner: z.boolean().nullish(),
  score: MaybeText,
  linescores: z.array(LineScore).nullish(),
  shootoutScore: z.number().nullish(),
  team: EspnTeam,
});
export type Competitor = z.infer<typeof Competitor>;

const Venue = z.object({
  id: MaybeText,
  fullName: MaybeText,
  address: z.object({ city: MaybeText, state: MaybeText, country: MaybeText }).nullish(),
});

export const Season = z.object({ year: z.int(), type: z.int().nullish(), slug: MaybeText });

export const Competition = z.object({
  date: Instant.nullish(),
  type: z.object({ abbreviation: MaybeText }).nullish(),
  timeValid: z.boolean().nullish(),
  neutralSite: z.boolean().nullish(),
  venue: Venue.nullish(),
  competitors: z.array(Competitor).length(2),
  status: EventStatus.nullish(),
  odds: z.array(z.unknown()).nullish(),
});

/** An event of a scoreboard. */
export const Event = z.object({
  id: EspnId,
  date: Instant,
  season: Season,
  week: z.object({ number: z.int().nullish() }).nullish(),
  status: EventStatus.nullish(),
  competitions: z.array(Competition).min(1),
});
export type Event = z.infer<typeof Event>;

export const Scoreboard = z.object({ events: z.array(z.unknown()) });

/** The head of a summary: the event again, in another form. */
export const SummaryHeader = z.object({
  id: EspnId,
  season: Season.nullish(),
  week: z.number().nullish(),
  timeValid: z.boolean().nullish(),
  league: z.object({ slug: MaybeText }).nullish(),
  competitions: z.array(Competition).min(1),
});

const Statistic = z.object({ name: z.string(), displayValue: z.union([z.string(), z.number()]).nullish() });

/** A side whose figures are listed; who it is, the id says. */
const BoxSide = z.object({
  id: EspnId,
  displayName: MaybeText.catch(null),
  abbreviation: MaybeText.catch(null),
});

const BoxTeam = z.object({
  team: BoxSide,
  statistics: z.array(Statistic),
});

/** A group of players' figures: each row has as many as there are keys, in their order. */
export const StatisticGroup = z.object({
  name: MaybeText,
  keys: z.array(z.string()).nullish(),
  labels: z.array(z.string()).nullish(),
  athletes: z.array(z.unknown()),
});
export type StatisticGroup = z.infer<typeof StatisticGroup>;

const BoxPlayers = z.object({ team: BoxSide, statistics: z.array(StatisticGroup) });

/** A player's row. `reason` is there even where `didNotPlay` is false. */
export const Athlete = z.object({
  athlete: z.object({
    id: EspnId,
    displayName: z.string().min(1),
    jersey: MaybeText,
    position: z.object({ abbreviation: MaybeText }).nullish(),
  }),
  starter: z.boolean().nullish(),
  didNotPlay: z.boolean().nullish(),
  reason: MaybeText,
  stats: z.array(z.union([z.string(), z.number()])),
});
export type Athlete = z.infer<typeof Athlete>;

/** A clock in minutes of football: `67'`, `90'+3'`. */
const ClockText = z.object({ displayValue: MaybeText }).nullish();

/** Whether somebody came on or went off: a truth value, or in older bodies and before the start, an object. */
const Substituted = z
  .union([z.boolean(), z.object({ didSub: z.boolean().nullish(), clock: ClockText })])
  .nullish()
  .transform((told) => {
    const block = typeof told === 'boolean' ? { didSub: told, clock: undefined } : told;
    return { didSub: block?.didSub === true, clock: block?.clock?.displayValue ?? null };
  });

/** What happened to a player in a football match. */
const PlayOfPlayer = z.object({
  clock: ClockText,
  substitution: z.boolean().nullish(),
  redCard: z.boolean().nullish(),
});

const RosterStatistic = z.object({
  name: z.string(),
  value: z.number().nullish(),
  displayValue: z.union([z.string(), z.number()]).nullish(),
});

/** A player of a football match. Which figures there are depends on the position. */
export const RosterEntry = z.object({
  athlete: z.object({ id: EspnId, displayName: z.string().min(1) }),
  starter: z.boolean().nullish(),
  jersey: MaybeText,
  position: z.object({ abbreviation: MaybeText }).nullish(),
  formationPlace: z.union([z.string(), z.number()]).nullish(),
  subbedIn: Substituted,
  subbedOut: Substituted,
  plays: z.array(PlayOfPlayer).nullish(),
  stats: z.array(RosterStatistic).nullish(),
});
export type RosterEntry = z.infer<typeof RosterEntry>;

/** One side of a football match; without `roster` while nobody is named. Its name and place are not read. */
export const Roster = z.object({
  formation: MaybeText.catch(null),
  team: z.object({ id: EspnId }),
  roster: z.array(z.unknown()).nullish(),
});
export type Roster = z.infer<typeof Roster>;

/** Somebody who officiates: without an id. `position` says the role, in football the referee alone is told. */
export const Official = z.object({
  displayName: MaybeText,
  fullName: MaybeText,
  position: z.object({ displayName: MaybeText, name: MaybeText }).nullish().catch(null),
  order: z.number().nullish().catch(null),
});

/** A summary as far as box scores need it. */
export const Summary = z.object({
  // Read as an event where that is wanted.
  header: z.looseObject({ id: EspnId }),
  boxscore: z.object({ teams: z.array(BoxTeam).nullish(), players: z.array(BoxPlayers).nullish() }).nullish(),
  pickcenter: z.array(z.unknown()).nullish(),
  /** Football alone has its players here, each side a `Roster`; one that is none is left out. */
  rosters: z.array(z.unknown()).nullish(),
  keyEvents: z.array(z.unknown()).nullish(),
  /** Nothing that is said of the surroundings is worth losing a game for. */
  gameInfo: z
    .object({ officials: z.array(z.unknown()).nullish() })
    .nullish()
    .catch(null),
});
export type Summary = z.infer<typeof Summary>;
