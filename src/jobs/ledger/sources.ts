import type { LedgerSource } from './open-items.ts';
import { seedingSource } from './seeding-source.ts';
import { workSource } from './work-source.ts';

/** Every table of durable work. What publishes, reconciles and rescues goes over all of them. */
export const LEDGER_SOURCES: readonly LedgerSource[] = [seedingSource, workSource];
