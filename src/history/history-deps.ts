import type { Database, Executor } from '../db/database.ts';
import type { HistoryPart } from '../domain/history.ts';
import type { OddsSnapshot } from '../domain/odds.ts';
import type { Sport } from '../domain/sport.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { OddsRequest, SportPorts } from '../providers/ports.ts';
import type { IngestService } from '../schedule/ingest-request.ts';
import type { UnitLines } from '../seeding/backfill/unit-lines.ts';
import type { SliceReader } from './slice-reader.ts';
import type { StepCounts } from './unit-progress.ts';

/** What a source of the past is asked with. */
export type PastPorts = Pick<SportPorts, 'history' | 'schedule' | 'odds'>;

/** What came of the prices of a moment; `finish` is part of their transaction. */
export type PastOddsWriter = (
  of: { leagueId: number; sport: Sport; provider: string; markets: readonly string[]; runId: string },
  snapshot: OddsSnapshot | undefined,
  finish: (tx: Executor, written: Pick<StepCounts, 'read' | 'changed' | 'same' | 'refused'>) => Promise<void>,
) => Promise<void>;

/** What the steps of back-fills of the past work with. */
export type HistoryDeps = {
  db: Database;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  /** Publishes steps and tasks that were asked for; what fails is published later by others. */
  publish: () => Promise<unknown>;
  ingestService: Pick<IngestService, 'ingestGames'>;
  /** Undefined where the source is not there any more. */
  portsOf: (source: string, sport: Sport) => PastPorts | undefined;
  /** How the rows that a file has of a unit are read. */
  files: Readonly<Record<HistoryPart, SliceReader>>;
  odds: {
    request: OddsRequest;
    /** Credits of the month that are left at a source once others have what is theirs; undefined where none are counted. */
    creditsLeft: (source: string, sport: Sport) => Promise<number | undefined>;
    write: PastOddsWriter;
  };
  /** How the box scores of a unit are read. */
  lines: UnitLines;
};
