import { ENTRY_POINTS } from './house-rules.ts';
import type { Import, SourceFile } from './source-files.ts';

/** Feature rooms: they share a floor, and know of each other only the types of services. */
const FEATURES = [
  'schedule',
  'seeding',
  'datasets',
  'archive',
  'read',
  'monitoring',
  'backups',
  'odds',
  'availability',
  'analytics',
  'history',
] as const;
const FOUNDATION = ['domain', 'platform', 'config', 'db', 'jobs', 'fleet', 'reference', 'loads'] as const;

type Doors = {
  /** Rooms, and single files of others, whose code may be loaded. */
  loads: readonly string[];
  /** Rooms of which only types may be named. */
  names?: readonly string[];
};

/**
 * Which room may know which. A room that is not listed here does not exist: add a row for a new one.
 * Everybody may import inside their own room.
 */
const DOORS: Readonly<Record<string, Doors>> = {
  domain: { loads: [] },
  platform: { loads: [] },
  // Defaults follow from what is known of each sport, which names no table.
  config: { loads: ['domain', 'src/sports/all-facts.ts'] },
  db: { loads: ['domain', 'platform'], names: ['config'] },
  jobs: { loads: ['domain', 'platform', 'db'], names: ['config'] },
  loads: { loads: ['domain', 'platform', 'db'] },
  fleet: { loads: ['domain', 'platform', 'db'], names: ['config', 'jobs'] },
  providers: { loads: ['domain', 'platform', 'db'], names: ['config'] },
  reference: { loads: ['domain', 'platform', 'db', 'jobs'], names: ['config', 'providers'] },
  sports: { loads: ['domain', 'platform', 'db', 'reference'], names: ['config', 'providers'] },
  schedule: {
    loads: ['domain', 'platform', 'db', 'jobs', 'reference', 'sports', 'loads'],
    names: ['config', 'providers', ...FEATURES],
  },
  seeding: {
    loads: ['domain', 'platform', 'db', 'jobs', 'reference', 'sports', 'loads'],
    names: ['config', 'providers', ...FEATURES],
  },
  datasets: {
    loads: ['domain', 'platform', 'db', 'jobs', 'reference', 'sports'],
    names: ['config', ...FEATURES],
  },
  archive: { loads: ['domain', 'platform', 'db', 'providers'], names: ['config', 'jobs', ...FEATURES] },
  read: { loads: ['domain', 'platform', 'db', 'reference', 'sports'], names: ['config', ...FEATURES] },
  // Facts are read once, from the read models and the catalog of datasets where these have them.
  monitoring: {
    loads: [
      'domain',
      'platform',
      'db',
      'jobs',
      'fleet',
      'reference',
      'sports',
      'providers',
      'read',
      'datasets',
    ],
    names: ['config', ...FEATURES],
  },
  backups: {
    loads: ['domain', 'platform', 'db', 'jobs', 'fleet', 'reference'],
    names: ['config', ...FEATURES],
  },
  odds: {
    loads: ['domain', 'platform', 'db', 'jobs', 'reference', 'sports', 'loads'],
    names: ['config', 'providers', ...FEATURES],
  },
  availability: {
    loads: ['domain', 'platform', 'db', 'jobs', 'reference', 'sports', 'loads'],
    names: ['config', 'providers', ...FEATURES],
  },
  history: {
    loads: ['domain', 'platform', 'db', 'jobs', 'reference', 'sports', 'loads'],
    names: ['config', 'providers', ...FEATURES],
  },
  analytics: {
    loads: ['domain', 'platform', 'db', 'jobs', 'reference', 'sports', 'loads'],
    names: ['config', ...FEATURES],
  },
  http: { loads: [...FOUNDATION, ...FEATURES, 'sports'], names: ['app', 'providers'] },
  cli: { loads: [...FOUNDATION, ...FEATURES, 'app', 'sports'], names: ['providers'] },
  app: { loads: [...FOUNDATION, 'providers', 'sports', ...FEATURES, 'http'] },
  workers: { loads: [...FOUNDATION, 'providers', 'sports', ...FEATURES, 'app'], names: ['http'] },
  // What each feature hands in; only the entries of processes know it, and hand it on.
  features: { loads: [...FOUNDATION, 'providers', 'sports', ...FEATURES, 'app', 'http', 'cli'] },
  // The world outside, for trials and tests: nothing of the product knows it.
  simulator: { loads: [...FOUNDATION, 'providers', 'sports', ...FEATURES, 'app', 'workers'] },
};

/** Packages that only some places may know, and those places. */
const PACKAGE_HOMES: readonly { packages: RegExp; homes: RegExp; why: string }[] = [
  {
    packages: /^bullmq$/,
    homes: /^src\/jobs\/bullmq\//,
    why: 'only jobs/bullmq/ knows BullMQ',
  },
  {
    packages: /^@bull-board\//,
    homes: /^src\/http\/(.*\/)?[^/]*board[^/]*\.ts$/,
    why: 'only the board file knows Bull Board',
  },
  {
    packages: /^@remix-run\/html-template$/,
    homes: /^src\/http\//,
    why: 'only http/ writes markup',
  },
  { packages: /^express$/, homes: /^src\/http\//, why: 'only http/ knows Express' },
  {
    packages: /^(@opentelemetry\/|bullmq-otel$)/,
    homes: /^src\/(platform\/tracing|jobs)\//,
    why: 'tracing goes through the port of platform/tracing/',
  },
  { packages: /^commander$/, homes: /^src\/cli\//, why: 'only cli/ knows commander' },
  {
    packages: /^(opossum|undici)$/,
    homes: /^src\/(providers|archive|monitoring)\//,
    why: 'only providers/ calls out',
  },
  { packages: /^ioredis$/, homes: /^src\/(platform|jobs|providers)\//, why: 'Redis is opened in platform/' },
  { packages: /^dotenv$/, homes: /^src\/config\//, why: 'only config/ reads .env' },
  {
    packages: /^(vitest|playwright-core|axe-core|drizzle-kit|knip|oxlint|typescript|yaml)$/,
    homes: /^tests\//,
    why: 'development tools are absent in production',
  },
];

/** The room of a file: the folder below `src/`, or `workers`, `tests`, … for the rest of the project. */
export function roomOf(file: string): string {
  const [top = file, room = ''] = file.split('/');
  return top === 'src' ? room : top;
}

/** Imports that go through a wall, in words. */
export function forbiddenArrows(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((one) => {
      const why = one.isOwnFile ? objectionToFile(file.path, one) : objectionToPackage(file.path, one);
      return why === undefined ? [] : [`${file.path}:${one.line} imports ${one.target}: ${why}`];
    }),
  );
}

function objectionToFile(importer: string, { target, isTypeOnly }: Import): string | undefined {
  const from = roomOf(importer);
  const to = roomOf(target);
  if (from === to) return undefined;
  if (importer.startsWith('src/') && !target.startsWith('src/')) return 'src/ knows nothing outside itself';
  const doors = DOORS[from];
  if (!doors) return `there is no room ${from} in the table of arrows: add it`;
  if (doors.loads.includes(to) || doors.loads.includes(target)) return undefined;
  if (to === 'features' && ENTRY_POINTS.some((entry) => entry === importer)) return undefined;
  if (!doors.names?.includes(to)) return `${from}/ does not know ${to}/`;
  return isTypeOnly
    ? undefined
    : `${from}/ knows only types of ${to}/: use import type, or let app/ hand it over`;
}

function objectionToPackage(importer: string, { target }: Import): string | undefined {
  return PACKAGE_HOMES.find(({ packages, homes }) => packages.test(target) && !homes.test(importer))?.why;
}

/** Files that import each other in a circle, type-only imports included: each circle as its files in one line. */
export function circles(files: readonly SourceFile[]): string[] {
  const importsOf = new Map(
    files.map((file) => [file.path, file.imports.filter((one) => one.isOwnFile).map((one) => one.target)]),
  );
  const reached = new Map([...importsOf.keys()].map((file) => [file, reachedFrom(file, importsOf)]));
  const inCircle = [...reached].filter(([file, targets]) => targets.has(file)).map(([file]) => file);
  const together = inCircle.map((file) =>
    inCircle.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file)).toSorted(),
  );
  return [...new Set(together.map((group) => group.join(' <-> ')))].toSorted();
}

/** Every file that one leads to, itself only where a circle leads back. */
function reachedFrom(file: string, importsOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(importsOf.get(file) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(importsOf.get(next) ?? []));
  }
  return reached;
}
