import { z } from 'zod';
import type { WorkKind } from '../../../src/jobs/kinds.ts';

const ToyPayload = z.object({ name: z.string(), key: z.string().optional(), text: z.string().default('') });
export type Toy = z.infer<typeof ToyPayload>;
export type ToyKind = WorkKind<typeof ToyPayload>;

/** A kind for tests: one item for each name, and items of one key one at a time. */
export const TOY: ToyKind = {
  name: 'toy',
  what: 'Plays with a toy.',
  payload: ToyPayload,
  subject: ({ name }) => name,
  priority: 10,
  attempts: 3,
  backoffMs: [1],
  timeoutMs: 60_000,
};

export const KEYED_TOY: ToyKind = {
  ...TOY,
  name: 'keyed-toy',
  concurrencyKey: ({ key }) => `toy ${key ?? ''}`,
};
