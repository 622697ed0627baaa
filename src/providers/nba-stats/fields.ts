import { DateTime } from 'luxon';
import { countField, looseNumber, plainField } from '../reading/fields.ts';

/** A game's id: ten digits, of which the first two are zeros that numbers and spreadsheets lose. */
export const NbaGameId = plainField('not a game id', (value) => {
  const digits = String(value ?? '').padStart(10, '0');
  return isNbaGameId(digits) ? digits : undefined;
});

/** `0022400458`: the league, the kind (1 to 6), two digits of the season's first year, a number. */
export function isNbaGameId(text: string): boolean {
  return /^00[1-9]\d{7}$/.test(text);
}

/** The digit of an id that tells the kind of game: 1 preseason, 2 regular, 3 All-Star, 4 play-offs, 5 play-in, 6 Cup final. */
export function kindDigit(gameId: string): string {
  return gameId.charAt(2);
}

/** What is counted, in whole numbers; null where it is not told. */
export const Count = countField(looseNumber);

/** A figure that need not be whole. */
export const Figure = plainField('not a number', looseNumber);

/** Before this year nobody played: files of the league write the day 1900-01-01 before a time of day. */
const FIRST_YEAR = 1946;

/** A moment in UTC, in epoch milliseconds. */
export const Moment = plainField('not a moment', (value) => {
  const moment = DateTime.fromISO(String(value ?? ''), { zone: 'utc' });
  return moment.isValid && moment.year >= FIRST_YEAR ? moment.toMillis() : undefined;
});

const DURATION = /^PT(?:(\d{1,2})H)?(?:(\d{1,3})M)?(?:(\d{1,2})(?:\.\d+)?S)?$/;
const CLOCK = /^(\d{1,3})(?:\.0+)?(?::([0-5]?\d))?$/;

/** `PT35M12.00S`, `35:12`, `36.000000:12`, `240:00`, `43` (minutes), blank or null; as whole seconds, null for no value. */
export const PlayingTime = plainField('not a playing time', (value): number | null | undefined => {
  const text = String(value ?? '').trim();
  if (text === '') return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = DURATION.exec(text) ?? [];
  if (DURATION.test(text) && text !== 'PT')
    return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const clock = CLOCK.exec(text);
  return clock ? Number(clock[1]) * 60 + Number(clock[2] ?? 0) : undefined;
});
