import { z } from 'zod';
import { emptySharing } from './quota-sharing.ts';

/** Calls under way as a store keeps them. */
export const storedCalls = z.array(
  z.object({ id: z.string(), calls: z.number(), reservedAtMs: z.number(), share: z.string().optional() }),
);

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

/** How leagues share a quota, as a store keeps it; nothing kept, or kept by an older version, is a clean start. */
export const storedSharing = z
  .object({
    shares: z.record(z.string(), z.object({ sends: z.array(z.number()), wantsUntilMs: z.number() })),
    demand: z
      .object({ day: z.string(), untilMs: z.number(), shares: z.record(z.string(), Calls) })
      .nullable(),
    dayUsed: z.record(z.string(), z.number()),
  })
  .nullish()
  .transform((sharing) => sharing ?? emptySharing());
