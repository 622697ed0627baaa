import type { ApiRoute } from '../http/api-route.ts';
import type { HttpParts } from '../http/http-parts.ts';
import type { RouteDeps } from '../http/http-server-types.ts';
import { FEATURES } from './all-features.ts';
import { loadDatasets } from './dataset-parts.ts';
import { loadMetrics } from './metric-parts.ts';

/** What the features hand in to the HTTP server. */
export async function loadHttpParts(): Promise<HttpParts> {
  const datasets = await loadDatasets();
  const [routes, pages, forms, metrics] = await Promise.all([
    Promise.all(FEATURES.map(async (feature) => (await feature.routes?.({ datasets })) ?? [])),
    Promise.all(FEATURES.map(async (feature) => (await feature.pages?.({ datasets })) ?? [])),
    Promise.all(FEATURES.map(async (feature) => (await feature.forms?.({ datasets })) ?? [])),
    loadMetrics(),
  ]);
  return {
    routes: routes.flat(),
    pages: pages.flat(),
    forms: forms.flat(),
    metrics,
    navigation: FEATURES.flatMap(({ navigation = [] }) => navigation).toSorted((a, b) => a.place - b.place),
  };
}

/** The routes of the admin API as they describe themselves; none of these can be called. */
export async function describedRoutes(): Promise<readonly ApiRoute[]> {
  const { routes } = await loadHttpParts();
  const nothing = { app: {}, services: {} } as unknown as RouteDeps;
  return routes.flatMap((routesOf) => routesOf(nothing));
}
