import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildApp } from '../../src/app/build-app.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { PROJECT_ROOT } from '../architecture/source-files.ts';
import { readProjectFile } from './image-files.ts';
import { ingestRequest } from '../support/ingest-request.ts';

/** The statements of docs/deployment.md, on names that belong to this run. */
const suffix = randomUUID().slice(0, 8);
const statements = (/```sql\n([^]*?)```/.exec(readProjectFile('docs/deployment.md'))?.[1] ?? '')
  .replaceAll('scoracle_owner', `owner_${suffix}`)
  .replaceAll('scoracle_app', `app_${suffix}`)
  .replaceAll('database scoracle', `database scoracle_${suffix}`)
  .replaceAll('…', 'secret');

function urlOf(role?: string): string {
  const url = new URL(inject('postgresUrl'));
  if (role !== undefined) {
    url.username = `${role}_${suffix}`;
    url.password = 'secret';
    url.pathname = `/scoracle_${suffix}`;
  }
  return url.href;
}

async function run(url: string, sql: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of sql) await client.query(statement);
  } finally {
    await client.end();
  }
}

function build(role: 'owner' | 'app', migrate: 'always' | 'check') {
  return buildApp({
    processName: 'cli',
    environment: { DATABASE_URL: urlOf(role), NODE_ENV: 'production', LOG_LEVEL: 'silent' },
    projectRoot: PROJECT_ROOT,
    overrides: { logger: silentLogger() },
    migrate,
  });
}

describe('the roles of docs/deployment.md', () => {
  beforeAll(async () => {
    const [before = '', after = ''] = statements.split(/^\\connect .*\n/m);
    await run(
      urlOf(),
      before.split(';\n').filter((line) => line.trim() !== ''),
    );
    await (await build('owner', 'always')).close();
    await run(urlOf('owner'), [after]);
  });

  afterAll(() =>
    run(urlOf(), [
      `drop database if exists scoracle_${suffix} with (force)`,
      `drop role if exists app_${suffix}`,
      `drop role if exists owner_${suffix}`,
    ]),
  );

  it('let the working role ingest, publish, pause, reconcile and act on tasks', async () => {
    const app = await build('app', 'check');
    try {
      const result = await app.ingestService.ingest(
        ingestRequest('date,time,home_team,away_team\n2026-12-01,19:00,BOS,NYK\n'),
      );
      expect(result).toMatchObject({ games_added: 1, tasks_created: 1 });
      await app.pauseControl.setPaused(true, 'NBA', { name: 'test' });
      await app.pauseControl.setPaused(false, 'NBA', { name: 'test' });
      expect(await app.taskActions.retry(1, { name: 'test' })).toMatchObject({ ok: true });
      await app.publisher.publishPending();
      expect(await app.reconciler.run()).toMatchObject({ openTasks: 1, drift: { missing: 0, orphaned: 0 } });
    } finally {
      await app.close();
    }
  });

  it('keep the working role from changing the schema', async () => {
    await expect(run(urlOf('app'), ['drop table games'])).rejects.toThrow('must be owner');
    await expect(run(urlOf('app'), ['create table x (id int)'])).rejects.toThrow('permission denied');
  });
});
