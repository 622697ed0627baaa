import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { VARIABLES } from '../../src/config/variables.ts';
import { declareMetrics } from '../../src/features/metric-parts.ts';
import { PROJECT_ROOT } from '../architecture/source-files.ts';
import { imageFiles } from '../docker/image-files.ts';

const run = promisify(execFile);
const deploy = path.join(PROJECT_ROOT, 'deploy');
const known = new Set([...VARIABLES.map(({ name }) => name), 'NODE_ENV']);

function read(...parts: string[]): string {
  return readFileSync(path.join(deploy, ...parts), 'utf8');
}

async function has(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

const hasPromtool = await has('promtool');
const hasSystemd = await has('systemd-analyze');

describe('rules and boards', () => {
  it('name only metrics that control tells, and labels that these have', async () => {
    const registry = new Registry();
    await declareMetrics(registry);
    const metrics = new Set(registry.getMetricsAsArray().map(({ name }) => name));
    const recorded = [...read('prometheus', 'rules.yml').matchAll(/record: (\S+)/g)].map(([, name]) => name);
    const texts = [
      read('prometheus', 'rules.yml'),
      read('grafana', 'scoracle.json'),
      read('grafana', 'scoracle-data.json'),
      read('kubernetes', 'autoscale.yaml'),
    ];
    const named = texts.flatMap((text) => [...text.matchAll(/\bscoracle_\w+/g)].map(([name]) => name));
    expect(named.length).toBeGreaterThan(30);
    const unknown = named.filter(
      (name) =>
        !metrics.has(name.replace(/_(?:bucket|sum|count)$/, '')) && !['scoracle_token'].includes(name),
    );
    expect(unknown).toEqual([]);
    const used = texts.flatMap((text) => [...text.matchAll(/\bscoracle:[\w:]+/g)].map(([name]) => name));
    expect(used.filter((name) => !recorded.includes(name))).toEqual([]);
  });

  it.skipIf(!hasPromtool)('do what their tests say', async () => {
    const tests = path.join(deploy, 'prometheus', 'rules.test.yml');
    const { stdout } = await run('promtool', ['test', 'rules', tests]);
    expect(stdout).toMatch(/SUCCESS/);
  });

  it('have a test each: of what raises an alert and what does not, and of what a recording holds', () => {
    const { groups } = parse(read('prometheus', 'rules.yml')) as {
      groups: { rules: { alert?: string; record?: string }[] }[];
    };
    const { tests } = parse(read('prometheus', 'rules.test.yml')) as { tests: RuleTest[] };
    const quiet = tests.flatMap(({ alert_rule_test: all = [] }) =>
      all.filter(({ exp_alerts: alerts }) => alerts.length === 0).map(({ alertname }) => alertname),
    );
    const samples = tests.flatMap(({ promql_expr_test: all = [] }) =>
      all.filter(({ exp_samples: found }) => found.length > 0).map(({ expr }) => expr),
    );
    const raised = [
      ...samples.flatMap((expr) => /ALERTS\{alertname="(\w+)", alertstate="firing"\}/.exec(expr)?.[1] ?? []),
      ...tests.flatMap(({ alert_rule_test: all = [] }) =>
        all.filter(({ exp_alerts: alerts }) => alerts.length > 0).map(({ alertname }) => alertname),
      ),
    ];
    const rules = groups.flatMap(({ rules: all }) => all);
    const alerts = rules.flatMap(({ alert }) => alert ?? []);
    expect(alerts.filter((name) => !raised.includes(name))).toEqual([]);
    expect(alerts.filter((name) => !quiet.includes(name))).toEqual([]);
    const recordings = rules.flatMap(({ record }) => record ?? []);
    expect(recordings.filter((name) => !samples.some((expr) => expr.includes(name)))).toEqual([]);
  });

  it.skipIf(!hasPromtool)('pass promtool', async () => {
    const rules = await run('promtool', ['check', 'rules', path.join(deploy, 'prometheus', 'rules.yml')]);
    expect(rules.stdout).toMatch(/SUCCESS: \d+ rules found/);
    await run('promtool', [
      'check',
      'config',
      '--syntax-only',
      path.join(deploy, 'prometheus', 'prometheus.yml'),
    ]);
  });

  it('point each alert at a document that exists', () => {
    const { groups } = parse(read('prometheus', 'rules.yml')) as {
      groups: {
        rules: { alert?: string; annotations?: { runbook: string }; labels?: { severity: string } }[];
      }[];
    };
    const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);
    expect(alerts.length).toBeGreaterThan(8);
    for (const { annotations, labels } of alerts) {
      expect(readFileSync(path.join(PROJECT_ROOT, annotations?.runbook ?? 'none')).length).toBeGreaterThan(0);
      expect(labels?.severity).toMatch(/^(?:critical|warning)$/);
    }
  });
});

describe('systemd units', () => {
  const units = readdirSync(path.join(deploy, 'systemd')).filter((name) => name.endsWith('.service'));

  it.skipIf(!hasSystemd).each(units)('%s passes systemd-analyze verify', async (unit) => {
    const { stderr } = await run('systemd-analyze', [
      'verify',
      '--recursive-errors=no',
      path.join(deploy, 'systemd', unit),
    ]).catch((error: { stderr: string }) => error);
    // The program and its user are on the machine that is deployed to, not on this one.
    const problems = stderr
      .split('\n')
      .filter((line) => line !== '' && !/not executable|Failed to (?:prepare|resolve)/.test(line));
    expect(problems).toEqual([]);
  });

  it('run programs that there are, and give a worker the time to release its games', () => {
    for (const unit of units) {
      const text = read('systemd', unit);
      const program = /^ExecStart=\/usr\/bin\/node (\S+)/m.exec(text)?.[1] ?? '';
      expect(imageFiles()).toContain(program);
      const deadline = Number(
        /SHUTDOWN_DEADLINE_SECONDS=(\d+)/.exec(read('systemd', 'scoracle.env.example'))?.[1],
      );
      expect(Number(/TimeoutStopSec=(\d+)/.exec(text)?.[1])).toBeGreaterThan(deadline + 20);
    }
  });

  it('set variables only that Scoracle knows', () => {
    const names = [...read('systemd', 'scoracle.env.example').matchAll(/^([A-Z_]+)=/gm)].map(
      ([, name = '']) => name,
    );
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

type RuleTest = {
  alert_rule_test?: { alertname: string; exp_alerts: object[] }[];
  promql_expr_test?: { expr: string; exp_samples: object[] }[];
};

type Manifest = {
  apiVersion?: string;
  kind: string;
  metadata?: { name: string };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  resources?: string[];
  spec?: {
    template?: {
      metadata: { labels: Record<string, string> };
      spec: {
        terminationGracePeriodSeconds?: number;
        securityContext: Record<string, unknown>;
        containers: {
          command: string[];
          securityContext: Record<string, unknown>;
          resources: { requests: object; limits: { memory: string } };
          envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
        }[];
      };
    };
    selector?: { matchLabels?: Record<string, string> };
  };
};

describe('Kubernetes manifests', () => {
  const files = readdirSync(path.join(deploy, 'kubernetes'));
  const manifests = files.flatMap((file) =>
    parseAllDocuments(read('kubernetes', file)).map((document) => {
      expect(document.errors, file).toEqual([]);
      return { file, manifest: document.toJS() as Manifest };
    }),
  );
  const pods = manifests.flatMap(({ manifest }) => {
    const spec = manifest.spec?.template?.spec;
    return spec ? [{ kind: manifest.kind, manifest, spec }] : [];
  });

  it('are listed once, but for what a person applies apart', () => {
    const listed =
      manifests.find(({ manifest }) => manifest.kind === 'Kustomization')?.manifest.resources ?? [];
    const apart = ['kustomization.yaml', 'secret.example.yaml', 'autoscale.yaml', 'monitoring.yaml'];
    expect([...listed, ...apart].toSorted()).toEqual(files.toSorted());
    const ids = manifests.map(({ manifest }) => `${manifest.kind}/${manifest.metadata?.name}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('run programs of the image without privileges and within limits', () => {
    expect(pods.map(({ kind }) => kind)).toEqual(['Deployment', 'Job', 'Deployment']);
    for (const { spec, kind } of pods) {
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
      for (const container of spec.containers) {
        expect(imageFiles()).toContain(container.command[1]);
        expect(container.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources.limits.memory).toBe('512Mi');
      }
      if (kind === 'Deployment') expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(40);
    }
  });

  it('select the pods that they mean', () => {
    for (const { kind, manifest } of pods) {
      if (kind !== 'Deployment') continue;
      expect(manifest.spec?.template?.metadata.labels).toMatchObject(
        manifest.spec?.selector?.matchLabels ?? {},
      );
      const budget = manifests.find(
        (other) =>
          other.manifest.kind === 'PodDisruptionBudget' &&
          other.manifest.metadata?.name === manifest.metadata?.name,
      );
      expect(budget?.manifest.spec?.selector).toEqual(manifest.spec?.selector);
    }
  });

  it('leave the number of workers to whoever scales them, and let alerts out by mail', () => {
    const worker = pods.find(({ manifest }) => manifest.metadata?.name === 'scoracle-worker')?.manifest;
    expect(worker?.spec).not.toHaveProperty('replicas');
    const policy = manifests.find(
      ({ manifest }) => manifest.kind === 'NetworkPolicy' && manifest.metadata?.name === 'scoracle',
    )?.manifest.spec as { egress: { ports: { port: number }[] }[] } | undefined;
    const open = policy?.egress.flatMap(({ ports }) => ports.map(({ port }) => port));
    expect(open).toEqual(expect.arrayContaining([25, 465, 587, 443, 5432, 6379]));
  });

  it('scrape with the token of the metrics, and tell nobody to scrape without one', () => {
    const monitor = manifests.find(({ manifest }) => manifest.kind === 'ServiceMonitor')?.manifest.spec as
      | { endpoints: { port: string; authorization: { credentials: { name: string; key: string } } }[] }
      | undefined;
    expect(monitor?.endpoints).toMatchObject([
      { port: 'http', authorization: { credentials: { name: 'scoracle-metrics', key: 'METRICS_TOKEN' } } },
    ]);
    expect(files.filter((file) => read('kubernetes', file).includes('prometheus.io/scrape'))).toEqual([]);
  });

  it('take configuration and secrets that exist, of variables that Scoracle knows', () => {
    const named = manifests.filter(({ manifest }) => ['ConfigMap', 'Secret'].includes(manifest.kind));
    const names = named.map(({ manifest }) => manifest.metadata?.name);
    for (const { spec } of pods) {
      for (const { configMapRef, secretRef } of spec.containers.flatMap(({ envFrom }) => envFrom)) {
        expect(names).toContain(configMapRef?.name ?? secretRef?.name);
      }
    }
    const variables = named.flatMap(({ manifest }) =>
      Object.keys(manifest.data ?? manifest.stringData ?? {}),
    );
    expect(variables.length).toBeGreaterThan(6);
    expect(variables.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('variables', () => {
  type Service = { environment?: Record<string, string | null> };

  it('reach the processes of compose, all but those that a file system or servers of their own need', () => {
    const compose = parse(readFileSync(path.join(PROJECT_ROOT, 'docker-compose.yml'), 'utf8'), {
      merge: true,
    }) as { services: Record<string, Service> };
    const elsewhere = /^(DATABASE_DIRECT_URL$|REDIS_CLUSTER_NODES$|REDIS_SENTINELS$|SCORACLE_ENV$)/;
    const expected = VARIABLES.map(({ name }) => name).filter((name) => !elsewhere.test(name));
    const given = (service: string) => Object.keys(compose.services[service]?.environment ?? {});
    expect(expected.filter((name) => !given('control').includes(name))).toEqual([]);
    // Nobody asks a worker over HTTP.
    const ofServer = /^(HOST|PORT|(ADMIN|READER|METRICS)_TOKEN|BACKUP_.*)$/;
    expect(expected.filter((name) => !given('worker').includes(name) && !ofServer.test(name))).toEqual([]);
    const named = given('control').map((name) => (known.has(name) ? name : name.replace(/_FILE$/, '')));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('reach pods and units whatever their names are: whole maps and files are handed on', () => {
    for (const file of ['control.yaml', 'workers.yaml', 'migrate.yaml'])
      expect(read('kubernetes', file)).toMatch(/envFrom:\s+- configMapRef: .*\s+- secretRef: /);
    for (const unit of ['scoracle-control.service', 'scoracle-worker@.service', 'scoracle-migrate.service'])
      expect(read('systemd', unit)).toMatch(/^EnvironmentFile=\/etc\/scoracle\.env$/m);
  });
});
