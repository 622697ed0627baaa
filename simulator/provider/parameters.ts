import { REFUSALS } from './envelope.ts';
import type { ErrorFields, Query } from './protocol.ts';

/** `ids` is up to twenty ids joined by hyphens. */
type ParameterKind = 'integer' | 'date' | 'text' | 'ids';

const MAX_IDS = 20;

/** Which parameters an endpoint takes. */
export type ParameterRules = {
  allowed: Readonly<Record<string, ParameterKind>>;
  /** Sets of which at least one must be given in full; absent when the endpoint needs no parameter. */
  oneOf?: readonly (readonly string[])[];
};

/** What is wrong with a query, in the provider's words; undefined when nothing is. */
export function checkParameters(rules: ParameterRules, query: Query): ErrorFields | undefined {
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    const kind = rules.allowed[name];
    if (kind === undefined) errors[name] = `The ${label(name)} field do not exist.`;
    else if (kind === 'integer' && !/^\d+$/.test(value)) {
      errors[name] = `The ${label(name)} field must contain an integer.`;
    } else if (kind === 'date' && !isDate(value)) {
      // Without a full stop, as recorded.
      errors[name] = `The ${label(name)} field must contain a valid date`;
    } else if (kind === 'ids' && !/^\d+(-\d+)*$/.test(value)) {
      errors[name] = `The ${label(name)} field must contain ids separated by a hyphen.`;
    } else if (kind === 'ids' && value.split('-').length > MAX_IDS) {
      // The limit is documented; no recording of the refusal exists.
      errors[name] = `The ${label(name)} field may not contain more than ${MAX_IDS} ids.`;
    }
  }
  if (Object.keys(errors).length > 0) return errors;
  return missingParameters(rules, query);
}

function missingParameters({ oneOf }: ParameterRules, query: Query): ErrorFields | undefined {
  if (oneOf === undefined || oneOf.some((set) => set.every((name) => name in query))) return undefined;
  if (Object.keys(query).length === 0) return REFUSALS.noParameter;
  const begun = oneOf.find((set) => set.some((name) => name in query));
  if (begun === undefined) return REFUSALS.noParameter;
  const missing = begun.filter((name) => !(name in query));
  return Object.fromEntries(missing.map((name) => [name, `The ${label(name)} field is required.`]));
}

function label(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
