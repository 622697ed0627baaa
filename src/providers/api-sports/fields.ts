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
  .union([z.number().int(), z.string().regex(/^\d+$/, 'not an id')])
  .transform((value): string => String(value));

/** An id that may be unknown: null, missing or 0. */
export const MaybeProviderId = ProviderId.nullish().transform((id): string | null =>
  id === undefined || id === null || id === '0' ? null : id,
);

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
  return plain.trim() || null;
}

function characterOf(codePoint: number): string | undefined {
  return codePoint > 31 && codePoint < 0x110000 ? String.fromCodePoint(codePoint) : undefined;
}
