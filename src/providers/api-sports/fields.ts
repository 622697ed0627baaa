import { z } from 'zod';

/**
 * Fields that all APIs of API-Sports write in the same loose way: numbers come as numbers, texts, null or blank
 * text, and may be missing; all of that means the same thing here.
 */

const NO_VALUE = new Set(['', '-', '--', '–']);

/** A number or a text that holds one (`"-14"`, `"+5"`, `"55%"`); blank, null and missing become null. */
export const LooseNumber = z
  .union([z.number(), z.string(), z.null()])
  .optional()
  .transform((value, context): number | null => {
    const number = looseNumber(value);
    if (number !== undefined) return number;
    context.addIssue({ code: 'custom', message: 'not a number' });
    return z.NEVER;
  });

/** The number in a loose value, null where there is none; undefined for a text that is no number. */
export function looseNumber(value: number | string | null | undefined): number | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && NO_VALUE.has(value.trim())) return null;
  const number = typeof value === 'string' ? Number(value.trim().replace(/%$/, '')) : value;
  return Number.isFinite(number) ? number : undefined;
}

/** An id as text, whether it comes as a number or as a text. */
export const ProviderId = z
  .union([z.number().int(), z.string().regex(/^\d{1,20}$/)], { error: 'not an id' })
  .transform((value): string => String(value));

/** An id that may be unknown: null, missing or 0. */
export const MaybeProviderId = ProviderId.nullish().transform((id): string | null =>
  id === undefined || id === null || id === '0' ? null : id,
);

/** A text that may be null, blank or missing; blank counts as null. */
export const PlainText = z
  .string()
  .nullish()
  .transform((value): string | null => (typeof value === 'string' ? storable(value) : null));

/** Line columns hold whole numbers of two bytes. */
const LARGEST_COUNT = 32_767;

/** A number of things: whole, and no larger than its column. */
export function storedCount<Schema extends z.ZodType<number | null>>(number: Schema) {
  return number.superRefine((value, context) => {
    if (value === null || (Number.isInteger(value) && Math.abs(value) <= LARGEST_COUNT)) return;
    context.addIssue({ code: 'custom', message: 'not a whole number that can be' });
  });
}

/** Without what PostgreSQL stores in no text: the character of code 0, and halves of a pair. Null for a blank one. */
export function storable(text: string): string | null {
  return text.replaceAll('\0', '').toWellFormed().trim() || null;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', apos: "'", quot: '"', lt: '<', gt: '>' };

/** A text that may be null, blank or missing; blank counts as null. Names come with HTML entities (`d&apos;Or`). */
export const LooseText = z
  .string()
  .nullish()
  .transform((value): string | null => (value === undefined || value === null ? null : decoded(value)));

function decoded(text: string): string | null {
  const plain = text
    .replaceAll(/&#(\d{1,6});/g, (whole, code: string) => characterOf(Number(code)) ?? whole)
    .replaceAll(/&([a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
  return storable(plain);
}

function characterOf(codePoint: number): string | undefined {
  return codePoint > 31 && codePoint < 0x110000 ? String.fromCodePoint(codePoint) : undefined;
}
