import { Readable } from 'node:stream';
import type { IngestRequest } from '../../src/schedule/ingest-request.ts';

/** A request to ingest `text` as an NBA file of 2026, past games included; a row that cannot be used fails it. */
export function ingestRequest(text: string, overrides: Partial<IngestRequest> = {}): IngestRequest {
  return {
    source: Readable.from([Buffer.from(text)]),
    sourceName: 'schedule.csv',
    sport: 'NBA',
    seasonYear: 2026,
    isSync: false,
    isDryRun: false,
    isStrict: true,
    past: 'all',
    actor: 'test',
    ...overrides,
  };
}
