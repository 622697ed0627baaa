import { readdirSync } from 'node:fs';
import path from 'node:path';
import { LAST_DAY } from '../../../src/monitoring/facts/game-flow.ts';
import type { Fact } from '../../../src/monitoring/facts/fact.ts';
import { PROJECT_ROOT } from '../../support/test-app.ts';

export type AnyFact = Fact<unknown, unknown>;

/** Every fact that is defined, by its name. */
export async function everyFact(): Promise<readonly AnyFact[]> {
  const folder = path.join(PROJECT_ROOT, 'src/monitoring/facts');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(
    files.map((file) => import(path.join(folder, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isFact));
}

function isFact(value: unknown): value is AnyFact {
  return typeof value === 'object' && value !== null && 'meaning' in value && 'read' in value;
}

/** What the surfaces ask for: a fact gets what it knows of these. */
export const SCOPE = {
  ...LAST_DAY,
  days: 7,
  limit: 20,
  incompleteMs: 3 * 3_600_000,
  overSeconds: 600,
  withinSeconds: 600,
  storeName: 'none',
  sport: 'NBA',
  season: 2030,
} as const;
