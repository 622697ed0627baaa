import { editDistance } from './edit-distance.ts';

/**
 * A name, in a filter or an order, that nothing has: an empty list would say that there is nothing of something that
 * there is. Programs are told the field, and people what the name may be.
 */
export class UnknownNameError extends Error {
  override readonly name: string = 'UnknownNameError';
  /** The parameter of a request that has the name; options of commands are called alike. */
  readonly field: string;
  readonly remedy: string;

  constructor(field: string, message: string, remedy: string) {
    super(message);
    this.field = field;
    this.remedy = remedy;
  }
}

/** Where names are many, so many of them are told: those that are spelled alike. */
const MOST_TOLD = 30;

/** The name as it is spelled among `known`, in any case. Throws UnknownNameError; `what` is what it should be a name of. */
export function needKnown(field: string, what: string, value: string, known: readonly string[]): string {
  const wanted = value.trim().toLowerCase();
  const found = known.find((name) => name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw new UnknownNameError(field, `"${value}" is no ${what}`, remedyOf(wanted, what, known));
}

function remedyOf(wanted: string, what: string, known: readonly string[]): string {
  if (known.length === 0) return `No ${what} is known yet.`;
  const names = [...new Set(known)];
  if (names.length <= MOST_TOLD) return `Use one of: ${names.join(', ')}.`;
  const nearest = names
    .map((name) => ({ name, distance: editDistance(name.toLowerCase(), wanted) }))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name);
  return `The nearest are: ${nearest.join(', ')}.`;
}
