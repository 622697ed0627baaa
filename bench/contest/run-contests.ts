import { cpus, release, totalmem } from 'node:os';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONCURRENCY } from './contestant.ts';
import type { Store } from './contest-world.ts';
import {
  type ContestForm,
  type ContestLine,
  contestDrain,
  contestLateness,
  contestRecovery,
} from './contests.ts';

const PEERS_FOLDER = fileURLToPath(new URL('peers/', import.meta.url));

/** The lease of a task (`src/jobs/ledger`), which BullMQ alone gets as its lock for comparison. */
const LOCK_MS = 8_000;

/** Everything that a run measured, with what it was measured on. */
export type ContestReport = {
  form: ContestForm['name'];
  rounds: number;
  concurrency: number;
  machine: { processors: number; memoryGiB: number; kernel: string };
  versions: Readonly<Record<string, string>>;
  lines: readonly ContestLine[];
};

/** Runs the product beside its peers, on each store that the machine has. */
export async function runContests(
  form: ContestForm,
  options: { only?: string | undefined; tell: (words: string) => void },
): Promise<ContestReport> {
  if (form.peers.some((peer) => peer === 'pg-boss' || peer === 'graphile-worker')) installPeers(options.tell);
  const wants = (what: string): boolean => options.only === undefined || what.includes(options.only);
  const lines: ContestLine[] = [];
  for (const store of ['postgres', 'redis'] as const satisfies readonly Store[]) {
    if (wants('drain')) lines.push(...(await contestDrain(form, store, options.tell)));
    if (wants('lateness')) lines.push(...(await contestLateness(form, store, options.tell)));
    if (wants('recovery')) lines.push(...(await contestRecovery(form, store, LOCK_MS, options.tell)));
  }
  return {
    form: form.name,
    rounds: form.rounds,
    concurrency: CONCURRENCY,
    machine: {
      processors: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
    },
    versions: versionsOf(form),
    lines,
  };
}

/** Peers that are no dependencies of the product, by their own lock file. */
function installPeers(tell: (words: string) => void): void {
  tell('installing pg-boss and graphile-worker for the bench');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', PEERS_FOLDER], { stdio: 'ignore' });
}

function versionsOf({ peers }: ContestForm): Record<string, string> {
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

/** The report as people read it: one line a figure, the product first. */
export function reportLines({ form, rounds, concurrency, machine, versions, lines }: ContestReport): string {
  const text = [
    `${form} form, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${concurrency} at once in each worker; ${machine.processors} processors, ${machine.memoryGiB} GiB`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    'ratio: how the product does beside it; 1 is equal, more is better',
  ];
  let last = '';
  for (const { what, unit, store, contestant, value, productRatio } of lines) {
    const title = `${what} (${store})`;
    if (title !== last) text.push('', title);
    last = title;
    const figure = `${shown(value.median)} ${unit} (${shown(value.min)} to ${shown(value.max)})`;
    const ratio = productRatio === null ? '' : `  ratio ${productRatio.toFixed(2)}`;
    text.push(`  ${contestant.padEnd(16)} ${figure}${ratio}`);
  }
  return `${text.join('\n')}\n`;
}

function shown(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 0) : 'not recovered';
}
