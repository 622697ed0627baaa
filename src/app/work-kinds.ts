import type { RegisteredKind } from '../jobs/kinds.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';

/** Kinds of durable work with their handlers, over what these work with. */
export type WorkKinds = (deps: { app: App; providers: Providers }) => readonly RegisteredKind[];
