import type { Executor } from '../../db/database.ts';
import { beginLook } from '../facts/fact.ts';
import type { DaysOfSport } from '../facts/scope.ts';
import { latenessBySport, latestStarts, starts } from '../facts/starts.ts';
import type { Latency } from './types.ts';

/** How late first passes started, by sport and one by one; the whole is the fact `starts`. */
export async function readLatency(
  db: Executor,
  { limit, ...scope }: DaysOfSport & { limit: number },
): Promise<Latency> {
  const look = beginLook(db);
  const { started, measured: count, ...rest } = await look.ask(starts, scope);
  return {
    started,
    distribution: { count, ...rest },
    by_sport: await look.ask(latenessBySport, scope),
    slowest: await look.ask(latestStarts, { ...scope, limit }),
  };
}
