import type { Sport } from '../domain/sport.ts';
import type { AcceptedReading } from '../schedule/accepted-readings.ts';
import type { PastPolicy } from '../schedule/ingest-request.ts';
import type { ClockStyle } from '../schedule/parse/parsed-game.ts';

export type IngestScheduleOptions = {
  file?: string;
  from?: string;
  sport: Sport;
  season: number;
  league?: string;
  timezone?: string;
  format: 'auto' | 'csv' | 'json';
  preset?: string;
  accept?: readonly AcceptedReading[];
  acceptReason?: string;
  sync?: true;
  confirmCancellations?: true;
  strict?: true;
  dryRun?: true;
  past: PastPolicy;
  columns?: Record<string, string>;
  dateFormat?: string;
  clock?: ClockStyle;
};
