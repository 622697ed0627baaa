import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, it } from 'vitest';
import { backupWhenDue } from '../../src/app/scheduled-backup.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

let test: TestApp;
let folder: string;
afterEach(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const kinds = () =>
  rowsOf<{ kind: string }>(test.app.database.db, sql`select kind from system_events order by id`).then(
    (rows) => rows.map(({ kind }) => kind),
  );

it('a scheduled backup is made once when it is due, however many processes look', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-backups-'));
  test = await createTestApp({ environment: { BACKUP_DIR: folder, BACKUP_SCHEDULE_HOURS: '24' } });
  const { app } = test;
  await Promise.all([backupWhenDue(app, { isRequested: false }), backupWhenDue(app, { isRequested: false })]);
  await backupWhenDue(app, { isRequested: false });
  expect(await kinds()).toEqual(['backup_made']);
  expect(await app.backups.list()).toHaveLength(1);
  await app.database.db.execute(sql`update system_events set created_at = now() - interval '25 hours'`);
  await backupWhenDue(app, { isRequested: false });
  expect(await kinds()).toEqual(['backup_made', 'backup_made']);
});

it('a scheduled backup that cannot be made is told, and not tried again at once', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-backups-'));
  const file = path.join(folder, 'not-a-folder');
  await writeFile(file, '');
  test = await createTestApp({ environment: { BACKUP_DIR: file, BACKUP_SCHEDULE_HOURS: '1' } });
  const byItself = { isRequested: false };
  await expect(backupWhenDue(test.app, byItself)).rejects.toThrow(/not-a-folder|directory|folder/i);
  expect((await backupWhenDue(test.app, byItself)).againAfterMs).toBeGreaterThan(14 * 60_000);
  expect(await kinds()).toEqual(['backup_failed']);
});
