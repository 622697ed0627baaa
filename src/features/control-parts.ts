import type { ControlParts } from '../app/build-control.ts';
import { loadHttpParts } from './http-parts.ts';

/** What the features hand in to a control process. */
export async function loadControlParts(): Promise<ControlParts> {
  return { http: await loadHttpParts() };
}
