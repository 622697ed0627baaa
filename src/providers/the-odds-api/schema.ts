import { z } from 'zod';

/** A moment as it comes: `2025-10-07T00:16:00Z`, or seconds since 1970 where dates are asked for as numbers. */
const Moment = z.union([
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  z
    .int()
    .positive()
    .transform((seconds) => seconds * 1_000),
]);

/** An event without prices. */
export const EventRow = z.object({
  id: z.string().min(1).max(100),
  sport_key: z.string().optional(),
  commence_time: Moment,
  home_team: z.string().trim().min(1),
  away_team: z.string().trim().min(1),
});
export type EventRow = z.infer<typeof EventRow>;

/** What a bookmaker has; single markets and outcomes are read one by one, so that one that is bad spoils no other. */
export const BookRow = z.object({
  key: z.string().min(1).max(100),
  title: z.string().optional(),
  last_update: Moment.nullish().catch(undefined),
  markets: z.array(z.unknown()),
});
export type BookRow = z.infer<typeof BookRow>;

export const MarketRow = z.object({
  key: z.string().min(1).max(100),
  last_update: Moment.nullish().catch(undefined),
  outcomes: z.array(z.unknown()),
});

export const OutcomeRow = z.object({
  name: z.string().trim().min(1),
  /** The player or team that a prop is about. */
  description: z.string().nullish(),
  price: z.union([z.number(), z.string()]),
  point: z.number().nullish(),
});
export type OutcomeRow = z.infer<typeof OutcomeRow>;

/** A list whose rows are read one by one. */
export const Rows = z.array(z.unknown());

/** The odds of one event. */
export const OneEvent = z.record(z.string(), z.unknown());

/** What was on offer at a moment of the past: a list, or one event. */
export const Historical = z.object({
  timestamp: Moment,
  data: z.union([Rows, OneEvent]),
});

/** Scores come as texts, and as none before the start. */
export const ScoreRow = EventRow.extend({
  completed: z.boolean(),
  scores: z
    .array(z.object({ name: z.string(), score: z.union([z.string(), z.number()]).nullable() }))
    .nullish(),
  last_update: Moment.nullish(),
});
export type ScoreRow = z.infer<typeof ScoreRow>;
