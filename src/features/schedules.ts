import { registerIngest } from '../cli/commands/ingest.ts';
import { registerIngestSchedule } from '../cli/commands/ingest-schedule.ts';
import { registerQuarantine } from '../cli/commands/quarantine.ts';
import { registerRefreshRosters, registerRefreshSchedules } from '../cli/commands/refresh.ts';
import type { Feature } from './feature.ts';

/** Schedules from files and providers, and what of them waits in quarantine. */
export const schedules: Feature = {
  name: 'schedules',
  title: 'Schedules',
  commands: [
    registerIngestSchedule,
    registerIngest,
    registerRefreshSchedules,
    registerRefreshRosters,
    registerQuarantine,
  ],
  navigation: [{ path: '/quarantine', text: 'Quarantine', place: 40 }],
  async routes() {
    const { ingestRoutes } = await import('../http/routes/ingest-routes.ts');
    const { scheduleRoutes } = await import('../http/routes/schedule-routes.ts');
    return [ingestRoutes, scheduleRoutes];
  },
  async pages() {
    const { mountQuarantinePages } = await import('../http/routes/quarantine-pages.ts');
    return [mountQuarantinePages];
  },
  async forms() {
    const { scheduleForms } = await import('../http/routes/schedule-forms.ts');
    return [scheduleForms];
  },
};
