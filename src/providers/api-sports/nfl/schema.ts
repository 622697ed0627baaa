import { z } from 'zod';
import { ProviderId as Id, PlainText as Words, countField, plainField } from '../../reading/fields.ts';
import { numberIn, pairIn, secondsIn } from './values.ts';

/**
 * Shapes of American Football v1, only the fields that are used. Numbers come as numbers, texts, null or blank
 * text, and fields may be missing; all of that means the same thing here.
 */

const Raw = plainField('not a value', (value) => value ?? null);
const Numeric = plainField('not a number', numberIn);
const Pair = plainField('not two numbers', pairIn);
const ClockTime = plainField('not a clock time', secondsIn);
const Count = countField(numberIn);

/** An object that may be null or missing, or `[]` when it is empty. */
function part<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(
    (value) => (Array.isArray(value) && value.length === 0 ? null : value),
    z.object(shape).nullish(),
  );
}

const Side = z.object({ id: Id, name: z.string().min(1), abbreviation: Words, code: Words });

const Score = part({
  quarter_1: Count,
  quarter_2: Count,
  quarter_3: Count,
  quarter_4: Count,
  overtime: Count,
  total: Count,
});
export type Score = z.infer<typeof Score>;

/** Enough of a game to tell whether it is one of ours; everything else stays as it is. */
export const GameLabel = z.looseObject({
  game: z.looseObject({ stage: Words, week: Words }).nullish(),
  league: z.looseObject({ id: z.union([z.number(), z.string()]).nullish() }).nullish(),
  teams: z.looseObject({ home: z.looseObject({}).nullish(), away: z.looseObject({}).nullish() }).nullish(),
});
export type GameLabel = z.infer<typeof GameLabel>;

export const Game = z.object({
  game: z.object({
    id: Id,
    stage: Words,
    week: Words,
    venue: part({ name: Words, city: Words.catch(null) }),
    // The clock time beside it may be "00:00" when the moment is known all the same.
    date: z.object({ timestamp: Numeric }),
    status: z.object({ short: Words, long: Words, timer: z.unknown().optional() }),
  }),
  teams: z.object({ home: Side, away: Side }),
  scores: part({ home: Score, away: Score }),
});
export type Game = z.infer<typeof Game>;

/** A player's row of one group. */
export const StatisticsOfPlayer = z.object({
  // Neither is there in a line that the provider cannot give to anybody.
  player: z.object({ id: Id.nullish(), name: Words }),
  statistics: z.array(z.object({ name: z.string(), value: Raw })).nullish(),
});
export type StatisticsOfPlayer = z.infer<typeof StatisticsOfPlayer>;

/** A team's players by group, whose rows are read one by one: one entry of `/games/statistics/players`. */
export const TeamGroups = z.object({
  team: z.object({ id: Id, name: Words.catch(null) }),
  groups: z.array(z.unknown()).nullish(),
});

/** A group of a team's players. */
export const PlayerGroup = z.object({ name: z.string(), players: z.array(z.unknown()).nullish() });

const Total = part({ total: Count });

/** One entry of `/games/statistics/teams`. `posession` is the provider's spelling. */
export const TeamLine = z.object({
  team: z.object({ id: Id }),
  statistics: part({
    first_downs: part({
      total: Count,
      passing: Count,
      rushing: Count,
      from_penalties: Count,
      third_down_efficiency: Pair,
      fourth_down_efficiency: Pair,
    }),
    plays: Total,
    yards: part({ total: Count, total_drives: Count }),
    passing: part({ total: Count, comp_att: Pair, interceptions_thrown: Count, sacks_yards_lost: Pair }),
    rushings: part({ total: Count, attempts: Count }),
    red_zone: part({ made_att: Pair }),
    penalties: part({ total: Pair }),
    turnovers: part({ total: Count, lost_fumbles: Count }),
    posession: part({ total: ClockTime }),
    interceptions: Total,
    fumbles_recovered: Total,
    // Shared ones come in halves.
    sacks: part({ total: Numeric }),
    safeties: Total,
    int_touchdowns: Total,
    points_against: Total,
  }),
});
export type TeamLine = z.infer<typeof TeamLine>;

/** Nothing beside the name is worth losing a player for. */
export const RosterPlayer = z.object({
  id: Id,
  name: Words,
  position: Words.catch(null),
  number: Numeric.catch(null),
  height: Words.catch(null),
  weight: Words.catch(null),
});
export type RosterPlayer = z.infer<typeof RosterPlayer>;

export const Team = z.object({ id: Id, name: Words, code: Words, city: Words });
export type Team = z.infer<typeof Team>;
