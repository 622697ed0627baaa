import type { ApiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { gameRoutes } from './game-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { ingestRoutes } from './ingest-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { leagueRoutes } from './league-routes.ts';
import { operationsRoutes } from './operations-routes.ts';
import { providerRoutes } from './provider-routes.ts';
import { seasonRoutes } from './season-routes.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { teamRoutes } from './team-routes.ts';
import { sweepRoutes } from './sweep-routes.ts';
import { taskRoutes } from './task-routes.ts';

/** Every route of the admin API, in the order of its description. */
export function apiRoutes(deps: RouteDeps): readonly ApiRoute[] {
  return [
    ...gameRoutes(deps),
    ...ingestRoutes(deps),
    ...scheduleRoutes(deps),
    ...teamRoutes(deps),
    ...leagueRoutes(deps),
    ...identityRoutes(deps),
    ...taskRoutes(deps),
    ...bulkRoutes(deps),
    ...sweepRoutes(deps),
    ...jobRoutes(deps),
    ...operationsRoutes(deps),
    ...providerRoutes(deps),
    ...seasonRoutes(deps),
  ];
}
