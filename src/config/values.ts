import { z } from 'zod';

// Schemas of values as variables hold them. Each takes the text of a variable; its error is what follows the
// variable's name in a problem: what was given, and what to give instead (or, after a colon, what is wrong). What may hold a password is not repeated.

/** Whole numbers from `min` to `max`, both included. */
export type WholeRange = { min: number; max: number };

const UNIT_MS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 } as const;

/** Any text. */
export function text(): z.ZodString {
  return z.string();
}

/** A whole number. */
export function wholeNumber({ min, max }: WholeRange) {
  const isWhole = (raw: string): boolean => {
    const value = Number(raw);
    return Number.isInteger(value) && value >= min && value <= max;
  };
  return z
    .string()
    .refine(isWhole, {
      error: ({ input }) => `is "${String(input)}": give a whole number from ${min} to ${max}.`,
    })
    .transform(Number)
    .meta({ accepts: `a whole number from ${min} to ${max}` });
}

/** A whole number of seconds, minutes or hours; the value is in milliseconds. */
export function duration(unit: keyof typeof UNIT_MS, range: WholeRange) {
  return wholeNumber(range)
    .transform((count) => count * UNIT_MS[unit])
    .meta({ accepts: `${unit}, a whole number from ${range.min} to ${range.max}` });
}

/** A number from 0 to 1. */
export function fraction() {
  return z
    .string()
    .refine((raw) => Number(raw) >= 0 && Number(raw) <= 1, {
      error: ({ input }) => `is "${String(input)}": give a number from 0 to 1, such as 0.1.`,
    })
    .transform(Number)
    .meta({ accepts: 'a number from 0 to 1' });
}

/** Numbers with commas between them, 0 or more each, in `unit`; milliseconds come out. A blank is an empty list. */
export function durations(unit: keyof typeof UNIT_MS, example: string) {
  return z
    .string()
    .transform((raw, context): readonly number[] => {
      const numbers = raw === '' ? [] : raw.split(',').map((part) => Number(part.trim() || Number.NaN));
      if (numbers.every((value) => Number.isFinite(value) && value >= 0)) {
        return numbers.map((value) => value * UNIT_MS[unit]);
      }
      return refuse(context, `is "${raw}": give numbers with commas between them, such as ${example}.`);
    })
    .meta({ accepts: `${unit}, numbers with commas between them` });
}

/** True for `on` and `true`, false for `off` and `false`, in any case. */
export function onOff() {
  return z
    .stringbool({
      truthy: ['on', 'true'],
      falsy: ['off', 'false'],
      error: ({ input }) => `is "${String(input)}": choose from on, off.`,
    })
    .meta({ accepts: '`on` or `off`' });
}

/** True for `true`, false for `false`, in any case. */
export function trueOrFalse() {
  return z
    .stringbool({
      truthy: ['true'],
      falsy: ['false'],
      error: ({ input }) => `is "${String(input)}": choose from true, false.`,
    })
    .meta({ accepts: '`true` or `false`' });
}

/** One of some words, in any case. */
export function choice<T extends string>(choices: readonly T[]) {
  return z
    .string()
    .transform((raw, context) => spelled(raw, choices) ?? refuse(context, notAmong(raw, choices)))
    .meta({ accepts: choices.map((one) => `\`${one}\``).join(', ') });
}

/** Some of some words, with commas between them. */
export function choices<T extends string>(known: readonly T[]) {
  return z
    .string()
    .transform((raw, context): readonly T[] =>
      raw
        .split(',')
        .map((part) => spelled(part.trim(), known) ?? refuse(context, notAmong(part.trim(), known))),
    )
    .meta({ accepts: `some of ${known.map((one) => `\`${one}\``).join(', ')}, with commas between them` });
}

/** An address that starts with one of `protocols`; it may hold a password and is not repeated. */
export function url(protocols: readonly string[]) {
  const begins = protocols.map((protocol) => `${protocol}://`);
  const error = `is not a URL that starts with ${begins.join(' or ')}.`;
  return z
    .string()
    .refine((raw) => URL.canParse(raw) && protocols.includes(new URL(raw).protocol.slice(0, -1)), { error })
    .meta({ accepts: `a URL, ${begins.join(' or ')}` });
}

/** The word as it is spelled among `known`, whatever its case. */
export function spelled<T extends string>(raw: string, known: readonly T[]): T | undefined {
  return known.find((word) => word.toLowerCase() === raw.toLowerCase());
}

/** The words for one that is none of `known`. */
export function notAmong(raw: string, known: readonly string[]): string {
  return `is "${raw}": choose from ${known.join(', ')}.`;
}

/** Reports a problem from within a transform. */
export function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
