import type { ProviderPorts } from '../ports.ts';
import type { ConfiguredProvider, PortDeps } from '../registry.ts';
import { createBoxScoreSource, createScheduleSource } from './client.ts';
import { createDays } from './days.ts';
import { GOALSERVE } from './endpoints.ts';
import { createHistoryPort } from './history.ts';
import { createOddsSource } from './odds-source.ts';

/** A final game stays final; this long its day is not asked for again on its behalf. */
const DAY_KEPT_MS = 5 * 60_000;

/** The feeds behind our ports. Apart from the definition, which every command loads. */
export function openGoalserve(
  { apis: { NBA: api } }: Pick<ConfiguredProvider, 'apis'>,
  { pipeline, clock, coalescer, freshMs }: PortDeps,
): ProviderPorts {
  if (!api) throw new RangeError('Goalserve is not configured');
  const options = { pipeline, api, clock };
  const schedule = createScheduleSource(options, GOALSERVE.nbaSchedule);
  const days = createDays({ ...options, coalescer, freshMs: freshMs('NBA'), keptMs: DAY_KEPT_MS });
  const boxScore = createBoxScoreSource(options, days, schedule);
  return {
    NBA: {
      schedule,
      liveScore: boxScore,
      boxScore,
      odds: createOddsSource({ ...options, coalescer }),
      history: createHistoryPort(options),
    },
    NFL: { schedule: createScheduleSource(options, GOALSERVE.nflSchedule) },
  };
}
