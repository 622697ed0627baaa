import { z } from 'zod';
import { SPORTS } from '../../domain/sport.ts';

// The answers of the API. Handlers' answers are typed by these schemas, the description is made from them, and a
// test checks real answers of every operation against them: a field that is not named here fails it.

/** An instant in UTC. */
export const Instant = z.iso.datetime();

/** A calendar day, `2026-01-15`. */
export const Day = z.iso.date();

export const SportName = z.enum(SPORTS);

/** Milliseconds since 1970. */
export const EpochMs = z.number();

/** A page of anything; the cursor leads to the next one. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  return z
    .strictObject({
      items: z.array(item),
      next_cursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
    })
    .meta({ id });
}

/**
 * A value as a handler holds it before it becomes JSON: where the schema has a text, an instant may stand, which
 * JSON writes as one.
 */
export type Unsent<T> = T extends string
  ? string extends T
    ? string | Date
    : T
  : T extends readonly (infer Item)[]
    ? readonly Unsent<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Unsent<T[Key]> }
      : T;
