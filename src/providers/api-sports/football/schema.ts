import { z } from 'zod';
import { LooseNumber, LooseText, looseNumber, MaybeProviderId, ProviderId } from '../fields.ts';

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

const Goals = z
  .object({ home: LooseNumber, away: LooseNumber })
  .nullish()
  .transform((goals) => goals ?? { home: null, away: null });

const fixtureFields = {
  fixture: z.object({
    id: ProviderId,
    date: z.string(),
    status: z.object({ long: LooseText, short: LooseText }),
    venue: z.object({ name: LooseText }).nullish(),
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

const Event = z.object({
  team: z
    .object({ id: MaybeProviderId })
    .nullish()
    .transform((team) => team?.id ?? null),
  type: LooseText,
  detail: LooseText,
  comments: LooseText,
});

const LineUp = z.object({
  team: z.object({ id: ProviderId }),
  formation: LooseText,
  startXI: listOf(z.unknown()),
});
export type LineUp = z.infer<typeof LineUp>;

/** One entry of `/players/squads`. */
export const Squad = z.object({
  team: z.object({ id: ProviderId }),
  players: listOf(z.object({ id: MaybeProviderId, name: LooseText, position: LooseText })),
});

/** One entry of `/fixtures/statistics`. */
export const TeamStatistics = z.object({
  team: z.object({ id: ProviderId }),
  statistics: listOf(z.object({ type: LooseText, value: LooseNumber })),
});
export type TeamStatistics = z.infer<typeof TeamStatistics>;

/** A number of passes, or with a sign their share. */
const PassAccuracy = z
  .union([z.number(), z.string(), z.null()])
  .optional()
  .transform((value, context): { value: number | null; isPercent: boolean } => {
    const number = looseNumber(value);
    if (number !== undefined) {
      return { value: number, isPercent: typeof value === 'string' && value.trim().endsWith('%') };
    }
    context.addIssue({ code: 'custom', message: 'not a number' });
    return z.NEVER;
  });

/** A block of figures; null and missing are the same as one without figures. */
function block<T extends z.ZodRawShape>(shape: T) {
  return z.preprocess((value) => value ?? {}, z.object(shape));
}

const PlayerStatistics = z.object({
  games: block({
    minutes: LooseNumber,
    number: LooseNumber,
    position: LooseText,
    rating: LooseNumber,
    captain: z.boolean().nullish(),
    substitute: z.boolean().nullish(),
  }),
  offsides: LooseNumber,
  shots: block({ total: LooseNumber, on: LooseNumber }),
  goals: block({ total: LooseNumber, conceded: LooseNumber, assists: LooseNumber, saves: LooseNumber }),
  passes: block({
    total: LooseNumber,
    key: LooseNumber,
    accuracy: PassAccuracy,
  }),
  tackles: block({ total: LooseNumber, blocks: LooseNumber, interceptions: LooseNumber }),
  duels: block({ total: LooseNumber, won: LooseNumber }),
  dribbles: block({ attempts: LooseNumber, success: LooseNumber, past: LooseNumber }),
  fouls: block({ drawn: LooseNumber, committed: LooseNumber }),
  cards: block({ yellow: LooseNumber, red: LooseNumber }),
  penalty: block({
    won: LooseNumber,
    // The provider's own spelling; the right one is read as well, should it ever be mended.
    commited: LooseNumber,
    committed: LooseNumber,
    scored: LooseNumber,
    missed: LooseNumber,
    saved: LooseNumber,
  }),
});
export type PlayerStatistics = z.infer<typeof PlayerStatistics>;

/** One entry of `/fixtures/players`. */
export const TeamPlayers = z.object({
  team: z.object({ id: ProviderId }),
  players: listOf(
    z.object({
      player: z.object({ id: MaybeProviderId, name: LooseText }),
      statistics: listOf(PlayerStatistics),
    }),
  ),
});
export type TeamPlayers = z.infer<typeof TeamPlayers>;

/** A match of `/fixtures?ids=` with everything that is embedded in it. */
export const FullFixture = z.object({
  ...fixtureFields,
  events: listOf(Event),
  lineups: listOf(LineUp),
  statistics: listOf(TeamStatistics),
  players: listOf(TeamPlayers),
});
export type FullFixture = z.infer<typeof FullFixture>;
