import type { Executor } from '../../db/database.ts';
import { OBJECTIVES, type ObjectiveName } from './definitions.ts';
import { measureDurations, measureRetries, measureSameDay, measureStarts } from './measure-games.ts';
import {
  measureAvailability,
  measureDetection,
  measureQuota,
  measureRecovery,
} from './measure-operations.ts';
import { type Measurement, type Objective, judgeObjective } from './objective.ts';

/** A game that starts later than this after its scheduled time is late. */
const LATE_AFTER_SECONDS = 600;

export type ObjectivesReader = () => Promise<readonly Objective[]>;

/** Reads what was promised against what the rows of each window say. */
export function createObjectivesReader({
  db,
  perDay,
}: {
  db: Executor;
  /** What a UTC day of a host takes, in calls. */
  perDay: (host: string) => number;
}): ObjectivesReader {
  const measures: Record<ObjectiveName, (days: number) => Promise<Measurement>> = {
    started_in_time: (days) => measureStarts(db, days, LATE_AFTER_SECONDS),
    seeded_quickly: (days) => measureDurations(db, days),
    few_retries: (days) => measureRetries(db, days),
    same_day: (days) => measureSameDay(db, days),
    quota_in_reserve: (days) => measureQuota(db, days, perDay),
    detected_soon: (days) => measureDetection(db, days),
    recovered_soon: (days) => measureRecovery(db, days),
    available: (days) => measureAvailability(db, days),
  };
  return () =>
    Promise.all(
      Object.values(OBJECTIVES).map(async (definition) =>
        judgeObjective(definition, await measures[definition.name](definition.window_days)),
      ),
    );
}
