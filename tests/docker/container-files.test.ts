import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VARIABLES } from '../../src/config/variables.ts';
import { PROJECT_ROOT, readSourceFiles } from '../architecture/source-files.ts';
import { copiedPaths, imageFiles, isIgnored, readProjectFile } from './image-files.ts';

type Service = {
  profiles?: string[];
  build?: object;
  command?: string[];
  environment?: Record<string, string | null>;
  ports?: string[];
  volumes?: string[];
  restart?: string;
  stop_grace_period?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  container_name?: string;
};

const composeText = readProjectFile('docker-compose.yml');
const compose = parse(composeText, { merge: true }) as { services: Record<string, Service> };
const dockerfile = readProjectFile('Dockerfile');

function service(name: string): Service {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

describe('docker-compose.yml', () => {
  it('runs postgres, redis, migrate, control and worker', () => {
    const usual = Object.entries(compose.services).filter(([, { profiles }]) => profiles === undefined);
    expect(usual.map(([name]) => name)).toEqual(['postgres', 'redis', 'migrate', 'control', 'worker']);
  });

  it('adds Prometheus and Grafana when their profile is asked for', () => {
    const others = Object.entries(compose.services).filter(([, { profiles }]) => profiles !== undefined);
    expect(others.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['prometheus', ['monitoring']],
      ['grafana', ['monitoring']],
    ]);
    for (const [, { volumes = [] }] of others) {
      const mounted = volumes.flatMap((volume) =>
        volume.startsWith('./') ? [volume.split(':')[0] ?? ''] : [],
      );
      expect(mounted.length).toBeGreaterThan(0);
      for (const file of mounted) expect(existsSync(path.join(PROJECT_ROOT, file)), file).toBe(true);
    }
  });

  it('holds no secret: each comes from outside, and its absence is told', () => {
    for (const [name, { environment = {} }] of Object.entries(compose.services)) {
      for (const [variable, value] of Object.entries(environment)) {
        // What has no value here is handed on from outside, if it is set there.
        if (!/PASSWORD|TOKEN|KEY|DATABASE_URL/.test(variable) || value === null) continue;
        expect(value, `${variable} of ${name}`).toMatch(/\$\{[A-Z_]+:?-/);
      }
    }
  });

  it('takes every secret as a file as well, from the folder that all processes see', () => {
    const secrets = VARIABLES.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    const given = service('control').environment ?? {};
    const offered = secrets.filter((name) => name in given);
    expect(offered).toEqual(expect.arrayContaining(['ADMIN_TOKEN', 'API_SPORTS_KEY', 'DATABASE_URL']));
    expect(offered.filter((name) => !(`${name}_FILE` in given))).toEqual([]);
    for (const name of ['postgres', 'migrate', 'control', 'worker'])
      expect(service(name).volumes).toContain('${SECRETS_DIR:-./deploy/compose/secrets}:/run/secrets:ro');
  });

  it('makes backups into a volume of their own, which commands see too', () => {
    for (const name of ['control', 'migrate']) {
      expect(service(name).environment).toMatchObject({ BACKUP_DIR: '/backups' });
      expect(service(name).volumes).toContain('backups:/backups');
    }
    expect(service('control').environment?.['BACKUP_SCHEDULE_HOURS']).toMatch(/:-24/);
    expect(dockerfile).toMatch(/mkdir \/backups && chown node:node \/backups/);
  });

  it('shows Prometheus a token that reads the metrics and nothing else', () => {
    const { secrets } = parse(composeText) as { secrets: Record<string, { environment: string }> };
    expect(secrets).toEqual({ scoracle_token: { environment: 'METRICS_TOKEN' } });
    expect(JSON.stringify(service('grafana'))).not.toContain('ADMIN_TOKEN');
  });

  it('sets variables only that Scoracle knows', () => {
    const known = [...VARIABLES.map(({ name }) => name), 'NODE_ENV'];
    for (const name of ['migrate', 'control', 'worker']) {
      const given = Object.keys(service(name).environment ?? {});
      expect(
        given.filter((one) => !known.includes(one) && !known.includes(one.replace(/_FILE$/, ''))),
      ).toEqual([]);
    }
  });

  it('keeps the data of PostgreSQL 18 and of Redis in volumes, and Redis from losing jobs', () => {
    expect(service('postgres').volumes).toContain('postgres-data:/var/lib/postgresql');
    expect(service('redis').volumes).toEqual(['redis-data:/data']);
    expect(service('redis').command?.join(' ')).toBe(
      'redis-server --appendonly yes --maxmemory-policy noeviction',
    );
  });

  it('publishes control and the boards to this machine only, and nothing else', () => {
    const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(published).toEqual([
      '127.0.0.1:${SCORACLE_PORT:-3000}:3000',
      '127.0.0.1:${PROMETHEUS_PORT:-9090}:9090',
      '127.0.0.1:${GRAFANA_PORT:-3001}:3000',
    ]);
  });

  it('lets any number of workers run, and gives each the time to stop in order', () => {
    const { container_name, ports, stop_grace_period, environment } = service('worker');
    expect({ container_name, ports }).toEqual({ container_name: undefined, ports: undefined });
    const deadlineSeconds = Number(environment?.['SHUTDOWN_DEADLINE_SECONDS']);
    // A worker that cannot release its runs gives up 20 seconds after its deadline.
    expect(Number.parseInt(stop_grace_period ?? '0', 10)).toBeGreaterThan(deadlineSeconds + 20);
  });

  it('starts control and workers after a migration that ended well', () => {
    for (const name of ['control', 'worker']) {
      expect(service(name).depends_on).toMatchObject({
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
        migrate: { condition: 'service_completed_successfully' },
      });
      expect(service(name).restart).toBe('unless-stopped');
    }
    expect(service('migrate').restart).toBe('no');
  });

  it('asks for health only where something answers', () => {
    expect(service('worker').healthcheck).toEqual({ disable: true });
    expect(service('migrate').healthcheck).toEqual({ disable: true });
    expect(service('control').healthcheck).toBeUndefined();
    expect(service('postgres').healthcheck?.test).toContain('pg_isready');
  });

  it('runs programs that are in the image', () => {
    const entries = ['migrate', 'worker'].map((name) => service(name).command?.[1]);
    expect(imageFiles()).toEqual(expect.arrayContaining(entries));
  });
});

describe('Dockerfile', () => {
  it('brings the Node that package.json pins, by its major version', () => {
    const manifest = JSON.parse(readProjectFile('package.json')) as { devDependencies: { node: string } };
    const major = Number.parseInt(manifest.devDependencies.node, 10);
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}', 'program', 'program']);
    expect(/^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile)?.[1]).toBe(`node:${major}-bookworm-slim`);
    expect(composeText).toContain(`\${NODE_IMAGE:-node:${major}-bookworm-slim}`);
  });

  it('runs Node itself as an unprivileged user, with a health check and a stop signal', () => {
    expect(dockerfile).toContain('npm ci --omit=dev --ignore-scripts');
    expect(dockerfile).toMatch(/^ENV NODE_ENV=production$/m);
    expect(dockerfile.split(/^FROM /m).at(-1)).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK [^]*\/livez/m);
    expect(dockerfile).toMatch(/^CMD \["node", "src\/app\/control-main\.ts"\]$/m);
  });

  it('copies nothing that could hold a secret, a test or the simulated provider', () => {
    const patterns = readProjectFile('.dockerignore').split('\n');
    const unwanted = [
      '.env',
      '.env.production',
      '.git/config',
      '.scoracle/x',
      'node_modules/x',
      'tests/a.ts',
    ];
    expect(unwanted.filter((file) => !isIgnored(file, patterns))).toEqual([]);
    expect(copiedPaths(dockerfile)).not.toContain('.');
    expect(imageFiles().filter((file) => /simulated|demo|test|\.md$/.test(file))).toEqual([]);
  });

  it('copies every file that its programs import, and names no development dependency', () => {
    const files = imageFiles();
    const manifest = JSON.parse(readProjectFile('package.json')) as {
      dependencies: Record<string, string>;
      optionalDependencies: Record<string, string>;
    };
    const installed = { ...manifest.dependencies, ...manifest.optionalDependencies };
    const missing = readSourceFiles('src', 'workers')
      .filter((source) => files.includes(source.path))
      .flatMap((source) =>
        source.imports
          .filter((one) => !one.isTypeOnly && !one.target.startsWith('node:'))
          .filter((one) => (one.isOwnFile ? !files.includes(one.target) : !(one.target in installed)))
          .map((one) => `${source.path}:${one.line} imports ${one.target}`),
      );
    expect(missing).toEqual([]);
  });
});
