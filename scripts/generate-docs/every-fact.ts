import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fact } from '../../src/monitoring/facts/fact.ts';

export type AnyFact = Fact<unknown, unknown>;

const FOLDER = fileURLToPath(new URL('../../src/monitoring/facts', import.meta.url));

/** Every fact of monitoring that is defined, by the files in which they are. */
export async function everyFact(): Promise<readonly AnyFact[]> {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts'))
    .toSorted();
  const modules = await Promise.all(
    files.map((file) => import(path.join(FOLDER, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isFact));
}

function isFact(value: unknown): value is AnyFact {
  return typeof value === 'object' && value !== null && 'meaning' in value && 'read' in value;
}
