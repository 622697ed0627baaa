import type { Feature } from './feature.ts';

/** The providers that are asked: their keys, quotas and breakers. */
export const providers: Feature = {
  name: 'providers',
  title: 'Providers',
  commands: [
    { name: 'breaker', load: async () => (await import('../cli/commands/breaker.ts')).registerBreaker },
  ],
  async checks() {
    const { PROVIDER_CHECKS } = await import('../monitoring/doctor/provider-checks.ts');
    return PROVIDER_CHECKS;
  },
  async routes() {
    const { providerRoutes } = await import('../http/routes/provider-routes.ts');
    return [providerRoutes];
  },
  async forms() {
    const { breakerForms } = await import('../http/routes/operations-forms.ts');
    return [breakerForms];
  },
};
