// A step of `npm run check`: asks the registry which known weaknesses the dependencies have. Ends with 1 when what
// runs in production has one that is high or critical; what only developers run is told and does not fail. A
// registry that does not answer such questions (many mirrors do not, nor does an aeroplane) is told and passes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** One question, asked once: a check must not wait for a registry that is away. */
const REQUEST_TIMEOUT_MS = 15_000;

const FAILING = ['high', 'critical'];

/** What `npm audit --json` prints when the registry answered. */
const ReportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      name: z.string(),
      severity: z.string(),
      /** Words of the advisories, or the names of the dependencies that they came with. */
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
});

/** What it prints when it did not. */
const RefusalSchema = z.object({
  statusCode: z.number().optional(),
  message: z.string().optional(),
  error: z.object({ code: z.string().nullish(), summary: z.string() }).optional(),
});

type Weakness = { severity: string; line: string };

type Answer = { weaknesses: readonly Weakness[] } | { silence: string };

function audit(scope: readonly string[]): Answer {
  const { stdout, error } = spawnSync(
    'npm',
    ['audit', '--json', '--fetch-retries=0', `--fetch-timeout=${REQUEST_TIMEOUT_MS}`, ...scope],
    { cwd: PROJECT_ROOT, encoding: 'utf8', timeout: 4 * REQUEST_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
  );
  if (error) return { silence: error.message };
  let printed: unknown;
  try {
    printed = JSON.parse(stdout);
  } catch {
    // Whatever npm said instead is no report; it is repeated as it is.
    return { silence: `npm printed ${stdout.trim() === '' ? 'nothing' : stdout.trim().slice(0, 200)}` };
  }
  const report = ReportSchema.safeParse(printed);
  if (!report.success) return { silence: whyNot(RefusalSchema.safeParse(printed).data) };
  return { weaknesses: Object.values(report.data.vulnerabilities).flatMap(weaknessesOf) };
}

function whyNot(refusal: z.infer<typeof RefusalSchema> | undefined): string {
  return refusal?.message || refusal?.error?.summary || refusal?.error?.code || 'no reason given';
}

function weaknessesOf({
  name,
  severity,
  via,
}: z.infer<typeof ReportSchema>['vulnerabilities'][string]): Weakness[] {
  return via.flatMap((cause) =>
    typeof cause === 'string'
      ? []
      : [{ severity, line: `${name} (${severity}): ${cause.title}, ${cause.url}` }],
  );
}

const production = audit(['--omit=dev']);
if ('silence' in production) {
  process.stdout.write(`not asked: the registry does not answer (${production.silence})\n`);
} else {
  const everything = audit([]);
  const known = production.weaknesses.map(({ line }) => line);
  const others = 'silence' in everything ? [] : everything.weaknesses.map(({ line }) => line);
  const failing = production.weaknesses.filter(({ severity }) => FAILING.includes(severity));
  for (const line of known) process.stdout.write(`in production: ${line}\n`);
  for (const line of others.filter((other) => !known.includes(other))) {
    process.stdout.write(`in development: ${line}\n`);
  }
  if (known.length + others.length === 0) process.stdout.write('no known weakness\n');
  if (failing.length > 0) process.exitCode = 1;
}
