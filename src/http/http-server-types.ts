import type { App } from '../app/app.ts';
import type { HttpServices } from './http-services.ts';

/** What route files receive. */
export type RouteDeps = { app: App; services: HttpServices };
