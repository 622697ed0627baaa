import { z } from 'zod';

/**
 * Fields that providers write in the same loose way: numbers come as numbers, texts, null or blank text, and may be
 * missing; all of that means the same thing here.
 */

const NO_VALUE = new Set(['', '-', '--', '–']);

/** What a field comes as; lists, objects, `true` and `false` are no field's value. */
type PlainValue = string | number | null | undefined;

/**
 * A field that may be missing, read in one step: undefined where `read` makes nothing of it, which is refused with the
 * message. A box score has a thousand fields, and each step of a schema makes objects of its own for each of them.
 */
export function plainField<Value>(message: string, read: (value: PlainValue) => Value | undefined) {
  return z.transform((raw: unknown, context): Value => {
    const value = isPlain(raw) ? read(raw) : undefined;
    return value === undefined ? refused(context, message) : value;
  });
}

/** A number of things: whole, and no larger than its column; null where there is none. */
export function countField(read: (value: PlainValue) => number | null | undefined) {
  return z.transform((raw: unknown, context): number | null => {
    const value = isPlain(raw) ? read(raw) : undefined;
    if (value === undefined) return refused(context, 'not a number');
    if (value === null || (Number.isInteger(value) && Math.abs(value) <= LARGEST_COUNT)) return value;
    return refused(context, 'not a whole number that can be');
  });
}

/** Line columns hold whole numbers of two bytes. */
const LARGEST_COUNT = 32_767;

function isPlain(raw: unknown): raw is PlainValue {
  return raw === null || raw === undefined || typeof raw === 'string' || typeof raw === 'number';
}

function refused(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** A number or a text that holds one (`"-14"`, `"+5"`, `"55%"`); blank, null and missing become null. */
export const LooseNumber = plainField('not a number', looseNumber);

/** The number in a loose value, null where there is none; undefined for a text that is no number. */
export function looseNumber(value: PlainValue): number | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && NO_VALUE.has(value.trim())) return null;
  const number = typeof value === 'string' ? Number(value.trim().replace(/%$/, '')) : value;
  return Number.isFinite(number) ? number : undefined;
}

/** An id as text, whether it comes as a number or as a text. */
export const ProviderId = plainField('not an id', idOf);

/** An id that may be unknown: null, missing or 0. */
export const MaybeProviderId = plainField('not an id', (value) => {
  const id = value === undefined || value === null ? null : idOf(value);
  return id === '0' ? null : id;
});

function idOf(value: PlainValue): string | undefined {
  const isId = typeof value === 'string' ? /^\d{1,20}$/.test(value) : Number.isSafeInteger(value);
  return isId ? String(value) : undefined;
}

/** A text that may be null, blank or missing; blank counts as null. */
export const PlainText = textField(storable);

function textField(read: (text: string) => string | null) {
  return plainField('not a text', (value) => {
    if (value === undefined || value === null) return null;
    return typeof value === 'string' ? read(value) : undefined;
  });
}

/** Without what PostgreSQL stores in no text: the character of code 0, and halves of a pair. Null for a blank one. */
export function storable(text: string): string | null {
  return text.replaceAll('\0', '').toWellFormed().trim() || null;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', apos: "'", quot: '"', lt: '<', gt: '>' };

/** A text that may be null, blank or missing; blank counts as null. Names come with HTML entities (`d&apos;Or`). */
export const LooseText = textField(decoded);

function decoded(text: string): string | null {
  const plain = text
    .replaceAll(/&#(\d{1,6});/g, (whole, code: string) => characterOf(Number(code)) ?? whole)
    .replaceAll(/&([a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
  return storable(plain);
}

function characterOf(codePoint: number): string | undefined {
  return codePoint > 31 && codePoint < 0x110000 ? String.fromCodePoint(codePoint) : undefined;
}
