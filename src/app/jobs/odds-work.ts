import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { followClosingLines } from '../../odds/closing/follow-closing-lines.ts';
import { createRecurrentLinks } from '../../odds/events/recurrent-links.ts';
import { compactSightings } from '../../odds/store/compact-sightings.ts';
import { makeMonthPartitions } from '../../odds/store/month-partitions.ts';
import type { App } from '../app.ts';

type OddsWork = Record<
  'make-odds-partitions' | 'compact-odds-sightings' | 'link-odds-events' | 'compute-closing-lines',
  RunJob
>;

/** The work of the jobs of odds. */
export function oddsWork({ config, database: { db }, clock, logger }: App): OddsWork {
  const linkEvents = createRecurrentLinks({ db, clock });
  return {
    'make-odds-partitions': async () => {
      const { made, leftOver } = await makeMonthPartitions(db, clock.nowMs());
      if (made.length > 0) logger.info({ months: made }, 'months of odds have partitions of their own now');
      if (leftOver > 0) logger.warn({ rows: leftOver }, 'odds lie in the partition for all other months');
      return { note: `${made.length} partitions made, ${leftOver} rows without one` };
    },
    'compact-odds-sightings': async ({ signal }) => {
      const events = await compactSightings(db, config.odds.sightingsDays, signal);
      return { note: `${events} events cut down` };
    },
    'link-odds-events': async () => {
      const { linked, questions } = await linkEvents();
      if (linked > 0) logger.info({ linked }, 'events of odds belong to games now');
      return { note: `${linked} events linked, ${questions} open` };
    },
    'compute-closing-lines': async ({ signal }) => {
      const computed = await followClosingLines(db, signal);
      return { note: `${computed} games computed` };
    },
  };
}
