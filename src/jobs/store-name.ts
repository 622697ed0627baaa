import type { QueueStore } from './store.ts';

/** Identifies a store and its prefix among others, without secrets. */
export function storeName(kind: QueueStore['kind'], prefix: string): string {
  return kind === 'postgres' ? 'postgres' : `redis ${prefix}`;
}
