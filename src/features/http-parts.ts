import type { DatasetCatalog } from '../datasets/catalog.ts';
import type { ApiRoute } from '../http/api-route.ts';
import { switchedForms, switchedPages, switchedRoutes } from '../http/switched-parts.ts';
import type { HttpParts } from '../http/http-parts.ts';
import type { RouteDeps } from '../http/http-server-types.ts';
import { FEATURES } from './all-features.ts';
import { loadDatasets } from './dataset-parts.ts';
import { loadMetrics } from './metric-parts.ts';

/** What the features hand in to the HTTP server. */
export async function loadHttpParts(): Promise<HttpParts> {
  const datasets = await loadDatasets();
  const [routes, pages, forms, metrics] = await Promise.all([
    loadRoutes(datasets),
    Promise.all(
      FEATURES.map(async (feature) =>
        switchedPages((await feature.pages?.({ datasets })) ?? [], feature.offBecause),
      ),
    ),
    Promise.all(
      FEATURES.map(async (feature) =>
        switchedForms((await feature.forms?.({ datasets })) ?? [], feature.offBecause),
      ),
    ),
    loadMetrics(),
  ]);
  return {
    routes: routes.flatMap(({ factories, offBecause }) => switchedRoutes(factories, offBecause)),
    pages: pages.flat(),
    forms: forms.flat(),
    metrics,
    navigation: FEATURES.flatMap(({ navigation = [], offBecause }) =>
      navigation.map((entry) => (offBecause ? { ...entry, offBecause } : entry)),
    ).toSorted((a, b) => a.place - b.place),
  };
}

/** The routes of the admin API as they describe themselves; none of these can be called. */
export async function describedRoutes(): Promise<readonly ApiRoute[]> {
  const routes = await loadRoutes(await loadDatasets());
  const nothing = { app: {}, services: {} } as unknown as RouteDeps;
  return routes.flatMap(({ factories }) => factories.flatMap((routesOf) => routesOf(nothing)));
}

async function loadRoutes(datasets: DatasetCatalog) {
  return Promise.all(
    FEATURES.map(async ({ routes, offBecause }) => ({
      factories: (await routes?.({ datasets })) ?? [],
      offBecause,
    })),
  );
}
