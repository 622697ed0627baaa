import { z } from 'zod';
import {
  LooseNumber,
  LooseText,
  MaybeProviderId,
  ProviderId,
  countField,
  looseNumber,
  plainField,
} from '../../reading/fields.ts';

/** Shapes of API-Football v3, only the fields that are used. Blocks that are missing are the same as empty ones. */

/** Enough of a match to tell which it is and whether it is one of ours; everything else stays as it is. */
export const FixtureLabel = z.looseObject({
  fixture: z.looseObject({ id: ProviderId }),
  league: z.looseObject({ id: MaybeProviderId }).nullish(),
  teams: z
    .looseObject({
      home: z.looseObject({ id: MaybeProviderId }).nullish(),
      away: z.looseObject({ id: MaybeProviderId }).nullish(),
    })
    .nullish(),
});
export type FixtureLabel = z.infer<typeof FixtureLabel>;

const Side = z.object({ id: ProviderId, name: LooseText });

const Count = countField(looseNumber);

const Goals = z
  .object({ home: Count, away: Count })
  .nullish()
  .transform((goals) => goals ?? { home: null, away: null });

const fixtureFields = {
  fixture: z.object({
    id: ProviderId,
    date: z.string(),
    status: z.object({
      long: LooseText,
      short: LooseText,
      elapsed: z.unknown().optional(),
      extra: z.unknown().optional(),
    }),
    // Nothing that is said of the referee or the place is worth losing the match for.
    referee: LooseText.catch(null),
    venue: z
      .object({ id: MaybeProviderId.catch(null), name: LooseText, city: LooseText.catch(null) })
      .nullish(),
  }),
  league: z.object({ id: ProviderId, round: LooseText }),
  teams: z.object({ home: Side, away: Side }),
  goals: Goals,
  score: z
    .object({ halftime: Goals, fulltime: Goals, extratime: Goals, penalty: Goals })
    .nullish()
    .transform((score) => score ?? undefined),
};

export const Fixture = z.object(fixtureFields);
export type Fixture = z.infer<typeof Fixture>;

/** A list that may be null or missing. */
function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

export const Event = z.object({
  team: z
    .object({ id: MaybeProviderId })
    .nullish()
    .transform((team) => team?.id ?? null),
  type: LooseText,
  detail: LooseText,
  comments: LooseText,
});

export const LineUp = z.object({
  team: z.object({ id: ProviderId }),
  formation: LooseText.catch(null),
  startXI: listOf(z.unknown()),
});
export type LineUp = z.infer<typeof LineUp>;

/** One entry of `/players/squads`, whose members are read one by one. */
export const Squad = z.object({ team: z.object({ id: ProviderId }), players: listOf(z.unknown()) });

/** Nothing beside the name is worth losing a player for. */
export const SquadMember = z.object({
  id: MaybeProviderId,
  name: LooseText,
  position: LooseText.catch(null),
  number: z.union([z.number(), z.string()]).nullish().catch(null),
});

/** One entry of `/fixtures/statistics`. */
export const TeamStatistics = z.object({
  team: z.object({ id: ProviderId }),
  // Only the figures that are used have to be numbers.
  statistics: listOf(z.object({ type: LooseText, value: z.unknown() })),
});
export type TeamStatistics = z.infer<typeof TeamStatistics>;

/** A number of passes, or with a sign their share. */
const PassAccuracy = plainField(
  'not a number',
  (value): { value: number | null; isPercent: boolean } | undefined => {
    const number = looseNumber(value);
    if (number === undefined) return undefined;
    return { value: number, isPercent: typeof value === 'string' && value.trim().endsWith('%') };
  },
);

/** A block of figures; null and missing are the same as one without figures. */
function block<T extends z.ZodRawShape>(shape: T) {
  return z.preprocess((value) => value ?? {}, z.object(shape));
}

const PlayerStatistics = z.object({
  games: block({
    minutes: Count,
    number: Count.catch(null),
    position: LooseText.catch(null),
    rating: LooseNumber,
    captain: z.boolean().nullish().catch(null),
    substitute: z.boolean().nullish(),
  }),
  offsides: Count,
  shots: block({ total: Count, on: Count }),
  goals: block({ total: Count, conceded: Count, assists: Count, saves: Count }),
  passes: block({
    total: Count,
    key: Count,
    accuracy: PassAccuracy,
  }),
  tackles: block({ total: Count, blocks: Count, interceptions: Count }),
  duels: block({ total: Count, won: Count }),
  dribbles: block({ attempts: Count, success: Count, past: Count }),
  fouls: block({ drawn: Count, committed: Count }),
  cards: block({ yellow: Count, red: Count }),
  penalty: block({
    won: Count,
    // The provider's own spelling; the right one is read as well, should it ever be mended.
    commited: Count,
    committed: Count,
    scored: Count,
    missed: Count,
    saved: Count,
  }),
});
export type PlayerStatistics = z.infer<typeof PlayerStatistics>;

/** One entry of `/fixtures/players`, whose rows are read one by one. */
export const TeamPlayers = z.object({ team: z.object({ id: ProviderId }), players: listOf(z.unknown()) });

/** A player's row in a match. */
export const PlayerOfMatch = z.object({
  player: z.object({ id: MaybeProviderId, name: LooseText }),
  statistics: listOf(PlayerStatistics),
});
export type PlayerOfMatch = z.infer<typeof PlayerOfMatch>;

/** A match of `/fixtures?ids=` with everything that is embedded in it, whose rows are read one by one. */
export const FullFixture = z.object({
  ...fixtureFields,
  events: listOf(z.unknown()),
  lineups: listOf(z.unknown()),
  statistics: listOf(z.unknown()),
  players: listOf(z.unknown()),
});
