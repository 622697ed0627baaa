import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { STORES } from './contest-world.ts';
import {
  type ContestForm,
  type ContestLine,
  contestDrain,
  contestLateness,
  contestRecovery,
} from './contests.ts';

const PEERS_FOLDER = fileURLToPath(new URL('peers/', import.meta.url));

/** The lock of the product's jobs (`src/config/areas/queue.ts`), which BullMQ alone gets as well for comparison. */
const LOCK_MS = 5_000;

/** The contests that there are, in their order. */
export const CONTESTS = ['drain', 'lateness', 'recovery'] as const;

/** Runs the product beside its peers, on each store that the machine has. */
export async function runContests(
  form: ContestForm,
  options: { wants: (contest: (typeof CONTESTS)[number]) => boolean; tell: (words: string) => void },
): Promise<readonly ContestLine[]> {
  const { wants, tell } = options;
  const lines: ContestLine[] = [];
  if (!CONTESTS.some(wants)) return lines;
  if (form.peers.some((peer) => peer === 'pg-boss' || peer === 'graphile-worker')) installPeers(tell);
  for (const store of STORES) {
    if (wants('drain')) lines.push(...(await contestDrain(form, store, tell)));
    if (wants('lateness') && form.latenessStores.includes(store))
      lines.push(...(await contestLateness(form, store, tell)));
    if (wants('recovery')) lines.push(...(await contestRecovery(form, store, LOCK_MS, tell)));
  }
  return lines;
}

/** Peers that are no dependencies of the product, by their own lock file. */
function installPeers(tell: (words: string) => void): void {
  tell('installing pg-boss and graphile-worker for the bench');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', PEERS_FOLDER], { stdio: 'ignore' });
}

/** Versions of what a run uses, by name. */
export function versionsOf({ peers }: ContestForm): Record<string, string> {
  const versions: Record<string, string> = { node: process.versions.node };
  for (const name of ['bullmq', 'pg', 'ioredis', ...peers]) {
    const version = versionOf(name);
    if (version !== undefined) versions[name] = version;
  }
  return versions;
}

function versionOf(name: string): string | undefined {
  for (const folder of [PEERS_FOLDER, path.join(PEERS_FOLDER, '../../..')]) {
    const require = createRequire(path.join(folder, 'package.json'));
    try {
      return (require(`./node_modules/${name}/package.json`) as { version: string }).version;
    } catch (error) {
      // Not a package of this folder (the bare loop is none at all): the next one is looked at.
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}

/** The lines as people read them: one a figure, the product first. */
export function contestText(lines: readonly ContestLine[]): string {
  const text: string[] = [];
  let last = '';
  for (const { what, unit, store, contestant, value, productRatio } of lines) {
    const title = `${what} (${store})`;
    if (title !== last) text.push('', title);
    last = title;
    const figure = `${shown(value.median)} ${unit} (${shown(value.min)} to ${shown(value.max)})`;
    const ratio = productRatio === null ? '' : `  ratio ${productRatio.toFixed(2)}`;
    text.push(`  ${contestant.padEnd(16)} ${figure}${ratio}`);
  }
  return text.join('\n');
}

function shown(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 0) : 'not recovered';
}
