import { type ContestantName } from './contestant.ts';
import { STORES, type Store } from './contest-world.ts';
import { type DrainResult, measureDrain } from './drain.ts';
import { type LatenessResult, measureLateness } from './lateness.ts';
import { type RecoverySetting, measureRecoveries } from './recovery.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** How large the contests are, and how often each is repeated. */
export type ContestForm = {
  name: 'short' | 'full';
  rounds: number;
  drainGames: number;
  workers: readonly number[];
  latenciesMs: readonly number[];
  latenessGames: number;
  latenessStores: readonly Store[];
  burstGames: number;
  kills: number;
  peers: readonly ContestantName[];
  /** Games of each ingest. */
  ingestGames: readonly number[];
  /** Open tasks that are published, rebuilt and reconciled. */
  openTasks: number;
  /** Changes of odds that are loaded, and among how many more a game's movement is read. */
  oddsChanges: number;
  oddsRows: number;
  /** How often starts and commands are timed, and how long processes rest. */
  starts: number;
  restMs: number;
  /** How long a worker is kept busy for its memory, and how many games a second become due for it. */
  busyMinutes: number;
  busyPerSecond: number;
};

/** About two minutes: what a change is judged by before it lands. */
export const SHORT_FORM: ContestForm = {
  name: 'short',
  rounds: 1,
  drainGames: 240,
  workers: [1],
  latenciesMs: [0],
  latenessGames: 60,
  latenessStores: ['postgres'],
  burstGames: 0,
  kills: 0,
  peers: ['bullmq', 'bare-loop'],
  ingestGames: [1_230],
  openTasks: 20_000,
  oddsChanges: 20_000,
  oddsRows: 250_000,
  starts: 3,
  restMs: 5_000,
  busyMinutes: 0,
  busyPerSecond: 8,
};

export const FULL_FORM: ContestForm = {
  name: 'full',
  rounds: 3,
  drainGames: 600,
  workers: [1, 2, 4],
  latenciesMs: [0, 50],
  latenessGames: 200,
  latenessStores: STORES,
  burstGames: 2_000,
  kills: 10,
  peers: ['bullmq', 'bare-loop', 'pg-boss', 'graphile-worker'],
  ingestGames: [1_230, 20_000, 100_000],
  openTasks: 250_000,
  oddsChanges: 100_000,
  oddsRows: 5_000_000,
  starts: 9,
  restMs: 60_000,
  busyMinutes: 60,
  busyPerSecond: 8,
};

/** One line of the table: the product beside one contestant, in one setting. */
export type ContestLine = {
  what: string;
  unit: string;
  store: Store;
  contestant: ContestantName;
  value: Spread;
  /** The product's median over this one's (or the other way round where less is better): 1 is equal, more is better. */
  productRatio: number | null;
};

/** Tells of each round as it ends, for somebody who waits. */
export type Progress = (words: string) => void;

/** Peers that are measured once, beside the product on PostgreSQL: the product's other store changes nothing for them. */
const POSTGRES_ONLY: readonly ContestantName[] = ['pg-boss', 'graphile-worker'];

function contestantsOn(store: Store, form: ContestForm): readonly ContestantName[] {
  const peers = form.peers.filter((peer) => store === 'postgres' || !POSTGRES_ONLY.includes(peer));
  return ['product', ...peers];
}

/** What a drain tells, in the order of the report. */
const DRAIN_FIGURES: readonly {
  what: string;
  unit: string;
  read: (result: DrainResult) => number;
  better: 'more' | 'less';
}[] = [
  { what: '', unit: 'games/s', read: (result) => result.gamesPerSecond, better: 'more' },
  {
    what: ': processor time of workers',
    unit: 'ms/game',
    read: (result) => result.workerCpuMsPerGame,
    better: 'less',
  },
  {
    what: ': processor time of PostgreSQL',
    unit: 'ms/game',
    read: (result) => result.serverCpuMsPerGame,
    better: 'less',
  },
  { what: ': write-ahead log', unit: 'kB/game', read: (result) => result.walKbPerGame, better: 'less' },
  { what: ': memory of a worker', unit: 'MiB', read: (result) => result.workerMemoryMiB, better: 'less' },
];

/** Games a second of a backlog. Contestants take turns within each round, so that a busy moment of the machine hits all of them. */
export async function contestDrain(form: ContestForm, store: Store, tell: Progress): Promise<ContestLine[]> {
  const lines: ContestLine[] = [];
  for (const workers of form.workers) {
    for (const latencyMs of form.latenciesMs) {
      const setting = { store, games: form.drainGames, workers, latencyMs };
      const results = await inTurns(form, store, tell, `drain, ${workers} workers`, (contestant) =>
        measureDrain({ ...setting, contestant }),
      );
      const name = `drain, ${workers} ${workers === 1 ? 'worker' : 'workers'}${latencyMs > 0 ? `, provider ${latencyMs} ms` : ''}`;
      for (const { what, unit, read, better } of DRAIN_FIGURES)
        lines.push(...compare(`${name}${what}`, unit, store, results, read, better));
    }
  }
  return lines;
}

/** How late games start: ten a second, and a burst. */
export async function contestLateness(
  form: ContestForm,
  store: Store,
  tell: Progress,
): Promise<ContestLine[]> {
  const lines: ContestLine[] = [];
  const calm = { store, games: form.latenessGames, workers: 1, latencyMs: 0, perSecond: 10 };
  const results = await inTurns(form, store, tell, 'lateness', (contestant) =>
    measureLateness({ ...calm, contestant }),
  );
  lines.push(
    ...compare(
      'lateness, 10 a second, to the start, p50',
      'ms',
      store,
      results,
      (result: LatenessResult) => result.toStartMs.p50,
      'less',
    ),
  );
  lines.push(
    ...compare(
      'lateness, 10 a second, to the start, p99',
      'ms',
      store,
      results,
      (result: LatenessResult) => result.toStartMs.p99,
      'less',
    ),
  );
  lines.push(
    ...compare(
      'lateness, 10 a second, to the first call, p99',
      'ms',
      store,
      results,
      (result: LatenessResult) => result.toFirstCallMs.p99,
      'less',
    ),
  );
  if (form.burstGames === 0) return lines;
  const burst = { store, games: form.burstGames, workers: 2, latencyMs: 0 };
  const bursts = await inTurns(form, store, tell, 'burst', (contestant) =>
    measureLateness({ ...burst, contestant }),
  );
  const last = `burst of ${form.burstGames}: last start`;
  return [
    ...lines,
    ...compare(last, 'ms', store, bursts, (result: LatenessResult) => result.toStartMs.max, 'less'),
  ];
}

/** How soon the games of a killed worker are seeded by another; peers at their defaults, and BullMQ with the product's own lock as well. */
export async function contestRecovery(
  form: ContestForm,
  store: Store,
  lockMs: number,
  tell: Progress,
): Promise<ContestLine[]> {
  if (form.kills === 0) return [];
  const settings: RecoverySetting[] = [
    ...contestantsOn(store, form)
      .filter((name) => name !== 'bare-loop')
      .map((contestant) => ({ contestant })),
    { contestant: 'bullmq', lockMs },
  ];
  const results = await measureRecoveries(settings, { store, kills: form.kills, tell });
  const product = results.find(({ contestant }) => contestant === 'product')?.seconds.median ?? Number.NaN;
  return results.map(({ contestant, lockMs: lock, seconds: value }) => {
    const what =
      lock === undefined ? 'recovery of a killed worker' : `recovery of a killed worker, lock of ${lock} ms`;
    const ratio = value.median / product;
    const isCompared = contestant !== 'product' && Number.isFinite(ratio);
    return { what, unit: 's', store, contestant, value, productRatio: isCompared ? ratio : null };
  });
}

/** The same contest for each contestant in turn, as many rounds as the form says. */
async function inTurns<Result>(
  form: ContestForm,
  store: Store,
  tell: Progress,
  what: string,
  measure: (contestant: ContestantName) => Promise<Result | undefined>,
): Promise<ReadonlyMap<ContestantName, readonly Result[]>> {
  const results = new Map<ContestantName, Result[]>();
  for (let round = 1; round <= form.rounds; round += 1) {
    const contestants = contestantsOn(store, form);
    // Each of them is the first of some round: the first meets a machine that has just rested.
    const first = (round - 1) % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      tell(`${what}: round ${round}, ${contestant} on ${store}`);
      const result = await measure(contestant);
      if (result === undefined) return new Map();
      results.set(contestant, [...(results.get(contestant) ?? []), result]);
    }
  }
  return results;
}

function compare<Result>(
  what: string,
  unit: string,
  store: Store,
  results: ReadonlyMap<ContestantName, readonly Result[]>,
  read: (result: Result) => number,
  better: 'more' | 'less',
): ContestLine[] {
  const own = results.get('product');
  if (own === undefined) return [];
  const product = spreadOf(own.map(read)).median;
  return [...results].map(([contestant, measured]) => {
    const value = spreadOf(measured.map(read));
    const ratio = better === 'more' ? product / value.median : value.median / product;
    return { what, unit, store, contestant, value, productRatio: contestant === 'product' ? null : ratio };
  });
}
