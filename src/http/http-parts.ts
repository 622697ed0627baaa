import type { Router } from 'express';
import type { MetricGroup } from '../monitoring/metrics/metric-group.ts';
import type { ApiRoute } from './api-route.ts';
import type { RouteDeps } from './http-server-types.ts';
import type { NavigationEntry } from './pages/page-context.ts';
import type { FormAction } from './routes/form-action.ts';
import type { PageRouteDeps } from './routes/page-route.ts';

/** Routes of the admin API that belong together. */
export type RouteFactory = (deps: RouteDeps) => readonly ApiRoute[];

/** Pages for people that belong together. */
export type PageMount = (router: Router, deps: PageRouteDeps) => void;

/** Buttons of pages, by the path to which they post. */
export type FormFactory = (deps: RouteDeps) => readonly (readonly [path: string, act: FormAction])[];

/** What the features hand in to the HTTP server, each list in its final order. */
export type HttpParts = {
  routes: readonly RouteFactory[];
  pages: readonly PageMount[];
  forms: readonly FormFactory[];
  navigation: readonly NavigationEntry[];
  metrics: readonly MetricGroup[];
};
