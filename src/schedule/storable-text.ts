import { VENUE_LENGTHS } from '../domain/venue.ts';
import type { ParsedGame } from './parse/parsed-game.ts';
import { type RowRejection, quoteValue, rejectRow } from './parse/row-rejection.ts';

/** The longest texts that the columns of `games` hold, in characters. */
const LONGEST: readonly (readonly [
  field: 'venue' | 'round' | 'externalGameId',
  column: string,
  length: number,
])[] = [
  ['venue', 'venue', 200],
  ['round', 'round', 80],
  ['externalGameId', 'external_game_id', 50],
];

/** Refuses a game with a text that the database cannot hold: too long, with a NUL, or broken as Unicode. */
export function refuseUnstorable(game: ParsedGame): RowRejection | undefined {
  const { city = null, region = null, country = null } = game.venuePlace ?? {};
  const places = [
    [city, 'venue_city', VENUE_LENGTHS.city],
    [region, 'venue_region', VENUE_LENGTHS.region],
    [country, 'venue_country', VENUE_LENGTHS.country],
  ] as const;
  const texts = [
    ...LONGEST.map(([field, column, length]) => [game[field], column, length] as const),
    [game.referee ?? null, 'referee', 200] as const,
  ];
  for (const [text, column, length] of [...texts, ...places]) {
    if (text === null) continue;
    if (text.length > length) {
      return rejectRow(
        'unusable_text',
        `${column} ${quoteValue(text)} is longer than ${length} characters`,
        'Shorten it.',
      );
    }
    if (!isStorable(text)) {
      return rejectRow('unusable_text', `${column} has characters that are no text`, 'Remove them.');
    }
  }
  return undefined;
}

/** The same value with every text in it made storable; what cannot be stored becomes the replacement character. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string')
    return isStorable(value) ? value : value.toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [storable(key), storable(part)]));
  }
  return value;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
