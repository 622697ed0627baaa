import type { Executor } from '../../db/database.ts';
import { type FactLook, beginLook } from '../facts/fact.ts';
import { meanDuration, retriedGames, sameDayGames, startsInTime } from '../facts/measured-games.ts';
import {
  type CallsOfDay,
  callsByDay,
  meanDetection,
  meanRecovery,
  minutesOfOutage,
} from '../facts/measured-operations.ts';
import { OBJECTIVES, type ObjectiveName } from './definitions.ts';
import { type Measurement, type Objective, judgeObjective } from './objective.ts';

/** A game that starts later than this after its scheduled time is late. */
const LATE_AFTER_SECONDS = 600;

export type ObjectivesReader = () => Promise<readonly Objective[]>;

/** What a UTC day of a host takes, in calls. */
type PerDay = (host: string) => number;

/** Reads what was promised against what the rows of each window say, in one look. */
export function createObjectivesReader({ db, perDay }: { db: Executor; perDay: PerDay }): ObjectivesReader {
  return async function readObjectives() {
    const look = beginLook(db);
    return Promise.all(
      Object.values(OBJECTIVES).map(async (definition) =>
        judgeObjective(definition, await measure(look, perDay, definition.name, definition.window_days)),
      ),
    );
  };
}

async function measure(
  look: FactLook,
  perDay: PerDay,
  name: ObjectiveName,
  days: number,
): Promise<Measurement> {
  switch (name) {
    case 'started_in_time':
      return look.ask(startsInTime, { days, withinSeconds: LATE_AFTER_SECONDS });
    case 'seeded_quickly':
      return look.ask(meanDuration, { days });
    case 'few_retries':
      return look.ask(retriedGames, { days });
    case 'same_day':
      return look.ask(sameDayGames, { days });
    case 'quota_in_reserve':
      return worstDay(await look.ask(callsByDay, { days }), perDay);
    case 'detected_soon':
      return look.ask(meanDetection, { days });
    case 'recovered_soon':
      return look.ask(meanRecovery, { days });
    case 'available':
      return look.ask(minutesOfOutage, { days });
  }
}

/** The worst UTC day of any provider, as a share of what a day takes; the event is a day with calls. */
function worstDay(days: readonly CallsOfDay[], perDay: PerDay): Measurement {
  const shares = days.map(({ host, calls }) => calls / perDay(host));
  return { events: days.length, value: Math.max(0, ...shares) };
}
