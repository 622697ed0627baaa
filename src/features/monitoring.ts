import { registerAlerts } from '../cli/commands/alerts.ts';
import { registerMonitor } from '../cli/commands/monitor.ts';
import type { Feature } from './feature.ts';

/** How it goes: tonight, objectives, alerts. */
export const monitoring: Feature = {
  name: 'monitoring',
  title: 'Monitoring',
  commands: [registerMonitor, registerAlerts],
  navigation: [{ path: '/', text: 'Tonight', place: 10 }],
  async routes() {
    const { operationsRoutes } = await import('../http/routes/operations-routes.ts');
    return [operationsRoutes];
  },
  async pages() {
    const { mountOverviewPages } = await import('../http/routes/overview-pages.ts');
    return [mountOverviewPages];
  },
};
