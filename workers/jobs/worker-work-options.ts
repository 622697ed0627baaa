import type { App } from '../../src/app/app.ts';
import type { Providers } from '../../src/app/build-providers.ts';
import type { ActiveRuns } from '../run-registry.ts';

export type WorkerWorkOptions = { app: App; providers: Providers; runs: ActiveRuns };
