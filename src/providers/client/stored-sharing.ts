import { z } from 'zod';
import { bucketOf, callsOf, type CountedCalls, UNNAMED_SHARE } from './quota-calls.ts';
import { emptySharing, type QuotaSharing } from './quota-sharing.ts';

/** Calls under way, and buckets of answered ones, as a store keeps them. */
export const storedCalls = z.array(
  z.object({
    id: z.string(),
    calls: z.number(),
    reservedAtMs: z.number(),
    share: z.string().optional(),
    credits: z.number().optional(),
  }),
);

/** Counts of windows other than a second, a minute and a day of calls, as a store keeps them. */
export const storedWindows = z
  .record(
    z.string(),
    z.union([
      z.object({ slides: z.array(z.object({ endMs: z.number(), amount: z.number() })) }),
      z.object({
        period: z.string(),
        used: z.number(),
        before: z.object({ period: z.string(), used: z.number() }).optional(),
      }),
    ]),
  )
  .nullish()
  .transform((counts) => counts ?? {});

const Calls = z.object({
  manual: z.number().exactOptional(),
  first_pass: z.number().exactOptional(),
  correction: z.number().exactOptional(),
  backfill: z.number().exactOptional(),
});

const LimitsSaid = z.object({ day: z.number().nullable(), minute: z.number().nullable() });

const Doubt = z.object({
  sinceMs: z.number().nullable(),
  liftedBy: z.number(),
  contrary: z.number(),
  refusedAtMs: z.number().nullable(),
  refusalClearedAtMs: z.number(),
  probe: z.object({ id: z.string(), atMs: z.number() }).nullable(),
  settled: LimitsSaid,
  raised: LimitsSaid,
  distrustedUntilMs: z.number(),
  emptyMinutes: z.number(),
  emptyMinuteAtMs: z.number(),
});

/** What headers said against our count, as a store keeps it; nothing kept, or of another version, is no doubt. */
export const storedDoubt = Doubt.optional().catch(undefined);

/** Calls that are kept for work which has begun, as a store keeps them. */
export const storedEarmarks = z
  .array(z.object({ id: z.string(), calls: z.number(), untilMs: z.number() }))
  .catch([]);

/** How leagues share a quota, as a store keeps it; nothing kept is a clean start. */
export const storedSharing = z
  .object({
    shares: z.record(z.string(), z.object({ sends: z.array(z.number()), wantsUntilMs: z.number() })),
    demand: z
      .object({ day: z.string(), untilMs: z.number(), shares: z.record(z.string(), Calls) })
      .nullable(),
    dayUsed: z.record(z.string(), z.number()),
  })
  .nullish();

type StoredSharing = z.infer<typeof storedSharing>;

export function sharingOf(stored: StoredSharing): QuotaSharing {
  if (!stored) return emptySharing();
  const { shares, demand, dayUsed } = stored;
  const waiting = Object.entries(shares).map(([name, { wantsUntilMs }]) => [name, wantsUntilMs] as const);
  return { waiting: Object.fromEntries(waiting), demand, dayUsed };
}

/** The sharing for a store, in a form that versions which list every call read too. */
export function sharingToStore({ waiting, demand, dayUsed }: QuotaSharing): NonNullable<StoredSharing> {
  const shares = Object.entries(waiting).map(
    ([name, wantsUntilMs]) => [name, { sends: new Array<number>(), wantsUntilMs }] as const,
  );
  return { shares: Object.fromEntries(shares), demand, dayUsed };
}

/**
 * Calls of the minute from what a store keeps: entries, and the lists that an older version leaves, of every call and
 * of those of each share. A call that no share lists belongs to none.
 */
export function callsFrom(
  entries: readonly CountedCalls[],
  sends: readonly number[],
  sharing: StoredSharing,
): readonly CountedCalls[] {
  const listed = Object.entries(sharing?.shares ?? {}).flatMap(([share, known]) =>
    known.sends.map((sentMs) => bucketOf({ calls: 1, share }, sentMs)),
  );
  const unlisted = sends
    .toSorted((one, other) => other - one)
    .slice(0, Math.max(0, sends.length - callsOf(listed)));
  return [
    ...entries,
    ...listed,
    ...unlisted.map((sentMs) => bucketOf({ calls: 1, share: UNNAMED_SHARE }, sentMs)),
  ];
}
