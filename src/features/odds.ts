import { oddsOffBecause } from '../odds/odds-side.ts';
import type { Feature } from './feature.ts';

/** Prices of bookmakers, and what follows from them. */
export const odds: Feature = {
  name: 'odds',
  title: 'Odds',
  offBecause: oddsOffBecause,
  commands: [{ name: 'odds', load: async () => (await import('../cli/commands/odds.ts')).registerOdds }],
  navigation: [
    { path: '/odds/movements', text: 'Line moves', place: 25, group: 'Odds' },
    { path: '/odds/efficiency', text: 'Efficiency', place: 26, group: 'Odds' },
    { path: '/odds/events', text: 'Events', place: 27, group: 'Odds' },
  ],
  async datasets() {
    const { marketEfficiencyDataset } = await import('../odds/efficiency/market-efficiency-dataset.ts');
    const { resultDatasets } = await import('../odds/results/result-datasets.ts');
    return [marketEfficiencyDataset, ...resultDatasets()];
  },
  async pages() {
    const { mountEfficiencyPages } = await import('../http/routes/efficiency-pages.ts');
    const { mountOddsEventPages } = await import('../http/routes/odds-event-pages.ts');
    const { mountMovementPages } = await import('../http/routes/movement-pages.ts');
    const { mountGameOddsPages } = await import('../http/routes/game-odds-pages.ts');
    return [mountOddsEventPages, mountGameOddsPages, mountMovementPages, mountEfficiencyPages];
  },
  async forms() {
    const { oddsEventForms } = await import('../http/routes/odds-event-pages.ts');
    return [oddsEventForms];
  },
  async checks() {
    const { ODDS_CHECKS } = await import('../monitoring/doctor/odds-checks.ts');
    return ODDS_CHECKS;
  },
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { oddsJobs } = await import('../odds/recurrent-jobs.ts');
    const { oddsWork } = await import('../app/jobs/odds-work.ts');
    const { updateOddsWork } = await import('../app/jobs/update-odds-work.ts');
    return jobGroup(oddsJobs, { control: ({ app }) => oddsWork(app), workers: updateOddsWork });
  },
  async routes() {
    const { oddsRoutes } = await import('../http/routes/odds-routes.ts');
    const { efficiencyRoutes } = await import('../http/routes/efficiency-routes.ts');
    return [oddsRoutes, efficiencyRoutes];
  },
};
