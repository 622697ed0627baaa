import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { composeEnvironments } from './compose-environment.ts';

const TOKENS = { READER_TOKEN: 'rea-7Qk2vX9pLr4TzW8s', METRICS_TOKEN: 'met-5Jd8kQ2wZx7Rt4Vb' };
const ADMIN_TOKEN = 'adm-7Qk2vX9pLr4TzW8sYb3N';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-secrets-'));
  await writeFile(path.join(folder, 'admin'), `${ADMIN_TOKEN}\n`);
  await writeFile(path.join(folder, 'url'), 'postgres://scoracle:from-a-file@postgres:5432/scoracle\n');
  await writeFile(path.join(folder, 'key'), 'a-key\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As a process of compose reads it; an `.env` of the project has no part in it. */
const configOf = (environment: Readonly<Record<string, string>> | undefined) =>
  readConfig(environment ?? {}, folder);

describe('the environment that compose gives', () => {
  it.each([
    [
      'secrets as variables',
      () => ({ POSTGRES_PASSWORD: 'from-a-variable', ADMIN_TOKEN, API_SPORTS_KEY: 'a-key' }),
    ],
    [
      'secrets as files',
      () => ({
        DATABASE_URL: '',
        DATABASE_URL_FILE: path.join(folder, 'url'),
        ADMIN_TOKEN_FILE: path.join(folder, 'admin'),
        API_SPORTS_KEY_FILE: path.join(folder, 'key'),
      }),
    ],
  ])('lets every process start: %s', (_what, given) => {
    const environments = composeEnvironments({ ...TOKENS, ...given(), BACKUP_KEEP: '3' });
    for (const name of ['migrate', 'control', 'worker']) {
      const { config, secrets } = configOf(environments[name]);
      expect(secrets.databaseUrl, name).toMatch(/^postgres:\/\/scoracle:from-a-\w+@postgres:5432\/scoracle$/);
      expect(secrets.apiSportsKey, name).toBe('a-key');
      expect(config.queue.store, name).toBe('redis');
      expect(config.commandLine, name).toMatch(/^docker compose run/);
    }
    const control = configOf(environments['control']);
    expect(control.secrets).toMatchObject({ adminToken: ADMIN_TOKEN, metricsToken: TOKENS.METRICS_TOKEN });
    expect(control.config.backups).toMatchObject({ intervalMs: 86_400_000 });
    expect(environments['migrate']).toMatchObject({ BACKUP_DIR: '/backups', BACKUP_KEEP: '3' });
    expect(configOf(environments['worker']).secrets.adminToken).toBeUndefined();
  });
});
