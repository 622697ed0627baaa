import type { Actor } from '../../domain/actor.ts';
import type { IngestOptions } from '../ingest-options.ts';
import type { UndoneImport } from './touched-games.ts';

/** An import that is being taken back, by whom, and the run that does it. */
export type Undoing = { record: UndoneImport; options: IngestOptions; actor: Actor; runId: string };
