/** What a provider's body says of a person beside the name; whatever it does not tell is null or left out. */
export type PlayerFacts = {
  /** `1989-08-26`. */
  birthDate?: string | null;
  /** The shirt number as text: `0` and `00` are two shirts, and the same person by two providers. */
  jerseyNumber?: string | null;
  heightCm?: number | null;
  weightKg?: number | null;
  /** The first and the last season of the career, by starting years. */
  fromYear?: number | null;
  toYear?: number | null;
};

/** The facts that stand for themselves, in the order in which they are stored. */
export const PLAYER_FACTS = [
  'birthDate',
  'jerseyNumber',
  'heightCm',
  'weightKg',
  'fromYear',
  'toYear',
] as const satisfies readonly (keyof PlayerFacts)[];

/** A shirt number of at most three digits, or null where the text is none: `#7`, ` 7 ` and 7 are `7`. */
export function shirtNumber(told: string | number | null | undefined): string | null {
  const text = String(told ?? '')
    .replace('#', '')
    .trim();
  return /^\d{1,3}$/.test(text) ? text : null;
}

/** A day between 1900 and 2099, or null: some bodies say `0000-00-00` for what they do not know. */
export function birthDay(told: string | null | undefined): string | null {
  const day = (told ?? '').trim().slice(0, 10);
  if (!/^(19|20)\d{2}-\d{2}-\d{2}$/.test(day)) return null;
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? day : null;
}

/** A whole number within bounds, or null; metres and pounds are converted before. */
export function within(told: number | null | undefined, least: number, most: number): number | null {
  if (told === null || told === undefined || !Number.isFinite(told)) return null;
  const whole = Math.round(told);
  return whole >= least && whole <= most ? whole : null;
}

/** What of the facts is told, to stand in a player; nothing where none is. */
export function toldFacts(facts: PlayerFacts): { facts?: PlayerFacts } {
  const told = Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && value !== null),
  );
  return Object.keys(told).length === 0 ? {} : { facts: told };
}

const CM_PER_INCH = 2.54;
const KG_PER_POUND = 0.453_592_37;

/** `6' 2"`, `6'2` or `6-2` in centimetres; null for anything else. */
export function feetAndInches(told: string | null | undefined): number | null {
  const parts = /^(\d)\s*['-]\s*(\d{1,2})\s*"?$/.exec((told ?? '').trim());
  return parts ? within((Number(parts[1]) * 12 + Number(parts[2])) * CM_PER_INCH, 100, 260) : null;
}

/** `225 lbs` or `225` in kilograms; null for anything else. */
export function pounds(told: string | number | null | undefined): number | null {
  const parts = /^(\d{2,3}(?:\.\d+)?)\s*(?:lbs?\.?)?$/.exec(String(told ?? '').trim());
  return parts ? within(Number(parts[1]) * KG_PER_POUND, 30, 250) : null;
}
