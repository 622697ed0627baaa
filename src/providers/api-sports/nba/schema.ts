import { z } from 'zod';
import { ProviderId as Id, PlainText as Words, countField, plainField } from '../../reading/fields.ts';

/**
 * Shapes of API-NBA v2, only the fields that are used. Numbers come as numbers, texts, null or blank text, and
 * fields may be missing; all of that means the same thing here.
 */

const NO_VALUE = new Set(['', '-', '--']);

/** A number or a text that holds one (`"-14"`, `"+5"`, `"47.1"`); blank, null and missing become null. */
const Numeric = plainField('not a number', numberIn);

/** What is counted, in whole numbers. */
const Count = countField(numberIn);

function numberIn(value: string | number | null | undefined): number | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && NO_VALUE.has(value.trim())) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

const Side = z.object({ id: Id, name: z.string().min(1), code: Words });

const Score = z
  .object({
    points: Count,
    // Periods that were not played are blank texts.
    linescore: z
      .array(Count)
      .nullish()
      .transform((periods): number[] => (periods ?? []).filter((points) => points !== null)),
  })
  .nullish()
  .transform((score) => score ?? { points: null, linescore: [] });

/** Enough of a game to tell whether it is one of ours; everything else stays as it is. */
export const GameLabel = z.looseObject({
  league: z.string().nullish(),
  teams: z
    .looseObject({ visitors: z.looseObject({}).nullish(), home: z.looseObject({}).nullish() })
    .nullish(),
});

export const Game = z.object({
  id: Id,
  date: z.object({ start: z.string() }),
  stage: Numeric,
  arena: z
    .object({ name: Words, city: Words.catch(null), state: Words.catch(null), country: Words.catch(null) })
    .nullish(),
  status: z.object({
    short: Numeric,
    long: Words,
    clock: z.unknown().optional(),
    halftime: z.unknown().optional(),
  }),
  // What is told of the clock is worth no game.
  periods: z
    .object({ current: z.unknown().optional(), endOfPeriod: z.unknown().optional() })
    .nullish()
    .catch(null),
  // The away side is called `visitors` by this API.
  teams: z.object({ visitors: Side, home: Side }),
  scores: z
    .object({ visitors: Score, home: Score })
    .nullish()
    .transform((scores) => scores ?? { visitors: noScore(), home: noScore() }),
});
export type Game = z.infer<typeof Game>;

function noScore(): { points: number | null; linescore: number[] } {
  return { points: null, linescore: [] };
}

const Counts = {
  points: Count,
  fgm: Count,
  fga: Count,
  ftm: Count,
  fta: Count,
  // "tp" is three-pointers.
  tpm: Count,
  tpa: Count,
  offReb: Count,
  defReb: Count,
  totReb: Count,
  assists: Count,
  pFouls: Count,
  steals: Count,
  turnovers: Count,
  blocks: Count,
  plusMinus: Count,
};

/** `"23:01"`, `"43"` (minutes), `"240:00"` (a whole team), 43, blank or null; as seconds, null for no value. */
const PlayingTime = plainField('not a playing time', (value): number | null | undefined => {
  const text = String(value ?? '').trim();
  if (NO_VALUE.has(text)) return null;
  const found = /^(\d{1,3})(?::([0-5]?\d))?$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2] ?? 0) : undefined;
});

export const PlayerLine = z.object({
  player: z.object({ id: Id, firstname: Words, lastname: Words }),
  team: z.object({ id: Id }),
  game: z.object({ id: Id }),
  pos: Words,
  min: PlayingTime,
  comment: Words,
  ...Counts,
});
export type PlayerLine = z.infer<typeof PlayerLine>;

export const TeamLine = z.object({
  team: z.object({ id: Id }),
  // One entry per game; none at all before the statistics exist.
  statistics: z.array(
    z.object({
      ...Counts,
      min: PlayingTime,
      fastBreakPoints: Count,
      pointsInPaint: Count,
      biggestLead: Count,
      secondChancePoints: Count,
      pointsOffTurnovers: Count,
      longestRun: Count,
    }),
  ),
});
export type TeamLine = z.infer<typeof TeamLine>;

export const RosterPlayer = z.object({
  id: Id,
  firstname: Words,
  lastname: Words,
  birth: z
    .object({ date: Words.catch(null) })
    .nullish()
    .catch(null),
  nba: z
    .object({ start: Numeric.catch(null) })
    .nullish()
    .catch(null),
  height: z
    .object({ meters: Numeric.catch(null) })
    .nullish()
    .catch(null),
  weight: z
    .object({ kilograms: Numeric.catch(null) })
    .nullish()
    .catch(null),
  // `[]` instead of an object when the player is in no league. Nothing in it is worth losing the player for.
  leagues: z
    .union([
      z.object({
        standard: z
          .object({ jersey: Numeric, active: z.boolean().nullish(), pos: Words })
          .nullish()
          .transform((league) => league ?? null),
      }),
      z.array(z.unknown()).transform(() => ({ standard: null })),
      z.null().transform(() => ({ standard: null })),
    ])
    .optional(),
});
export type RosterPlayer = z.infer<typeof RosterPlayer>;

export const Team = z.object({
  id: Id,
  name: Words,
  nickname: Words,
  code: Words,
  city: Words,
  allStar: z.boolean().nullish(),
  nbaFranchise: z.boolean().nullish(),
});
export type Team = z.infer<typeof Team>;
