import type { z } from 'zod';

/** Longest value that is repeated in an answer. */
const MAX_SHOWN = 60;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'an instant',
};

/** What a schema expected, in words; for issues whose schema has no words of its own. */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kindOf(issue.expected)}`;
    case 'invalid_value': {
      const values = issue.values.filter((value) => value !== '').map(String);
      return values.length === 1 ? `must be ${values.join('')}` : `must be one of ${values.join(', ')}`;
    }
    case 'too_small':
      return sizeWords(issue.origin, 'least', issue.minimum);
    case 'too_big':
      return sizeWords(issue.origin, 'most', issue.maximum);
    case 'invalid_format':
      return 'must be written in another form';
    case 'invalid_union': {
      const kinds = new Set(issue.errors.flat().map((error) => kindIn(error)));
      return kinds.has(undefined) ? 'has no form that can be read' : `must be ${[...kinds].join(' or ')}`;
    }
    default:
      return 'cannot be used';
  }
}

/** Adds to words such as "must be a whole number" the value that was given, or that none was. */
export function withGivenValue(words: string, input: unknown): string {
  if (!words.startsWith('must be ') || words.includes(', not ')) return words;
  switch (typeof input) {
    case 'string':
      return `${words}, not "${input.length > MAX_SHOWN ? `${input.slice(0, MAX_SHOWN)}…` : input}"`;
    case 'number':
    case 'boolean':
      return `${words}, not ${input}`;
    case 'object':
      return `${words}, not ${input === null ? 'null' : Array.isArray(input) ? 'a list' : 'an object'}`;
    case 'undefined':
      return `is missing; it ${words}`;
    default:
      return words;
  }
}

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected;
}

function kindIn(error: { code: string; expected?: unknown }): string | undefined {
  return error.code === 'invalid_type' && typeof error.expected === 'string'
    ? kindOf(error.expected)
    : undefined;
}

function sizeWords(origin: string, end: 'least' | 'most', size: number | bigint): string {
  if (origin === 'string' || origin === 'array') {
    if (end === 'least' && Number(size) === 1) return 'must not be empty';
    const unit = origin === 'string' ? 'character' : 'entr';
    const plural = origin === 'string' ? 's' : 'ies';
    const singular = origin === 'string' ? '' : 'y';
    return `must have at ${end} ${size} ${unit}${Number(size) === 1 ? singular : plural}`;
  }
  return `must be at ${end} ${size}`;
}
