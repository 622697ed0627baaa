import type { RegisteredKind } from '../jobs/kinds.ts';
import { rosterWork } from '../schedule/refresh/roster-work.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';
import { buildRefreshers } from './build-refreshers.ts';

/** Every kind of durable work that workers run, with its handler. A new kind is one entry here. */
export function buildWorkKinds(app: App, providers: Providers): readonly RegisteredKind[] {
  const { rosters } = buildRefreshers(app, providers);
  return [rosterWork({ rosters, clock: app.clock })];
}
