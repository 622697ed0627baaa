import type { AcceptedReading } from '../schedule/accepted-readings.ts';
import type { GivenAnswers } from '../schedule/ingest-request.ts';
import type { ClockStyle } from '../schedule/parse/parsed-game.ts';

/** What a request says about rows with several readings, from the names of its fields to ours. */
export function answersOf(fields: {
  timezone?: string | undefined;
  date_format?: string | undefined;
  clock?: ClockStyle | undefined;
  accept?: readonly AcceptedReading[] | undefined;
  accept_reason?: string | undefined;
}): GivenAnswers {
  const { timezone, date_format: dateFormat, clock, accept, accept_reason: acceptReason } = fields;
  return {
    ...(timezone === undefined ? {} : { timezone }),
    ...(dateFormat === undefined ? {} : { dateFormat }),
    ...(clock === undefined ? {} : { clock }),
    ...(accept === undefined ? {} : { accept }),
    ...(acceptReason === undefined ? {} : { acceptReason }),
  };
}
