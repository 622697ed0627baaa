import { describe, expect, it } from 'vitest';
import { type BackupManifest, outdatedBackups } from '../../src/backups/backup-files.ts';
import { splitPassword } from '../../src/backups/postgres-tools.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 0, 31);

function aged(days: number): BackupManifest {
  return {
    name: `${days} days`,
    created_at: new Date(NOW_MS - days * DAY_MS),
    format: 'portable',
    version: '1',
    server_version: '18',
    migrations: [],
    tables: {},
    bytes: 0,
    sha256: '',
  };
}

describe('outdated backups', () => {
  it('are those over the age, and never one of the newest', () => {
    const backups = [1, 5, 29, 31, 90].map(aged);
    const names = (keep: number) =>
      outdatedBackups(backups, { keep, maxAgeDays: 30, nowMs: NOW_MS }).map(({ name }) => name);
    expect(names(2)).toEqual(['31 days', '90 days']);
    expect(names(4)).toEqual(['90 days']);
    expect(names(7)).toEqual([]);
  });
});

describe('the password of a connection string', () => {
  it('leaves it for the environment, from wherever it stood', () => {
    expect(splitPassword('postgres://anna:p%40ss@db:5432/scoracle?sslmode=require')).toEqual({
      url: 'postgres://anna@db:5432/scoracle?sslmode=require',
      environment: { PGPASSWORD: 'p@ss' },
    });
    expect(splitPassword('postgres://anna@db/scoracle?password=secret')).toEqual({
      url: 'postgres://anna@db/scoracle',
      environment: { PGPASSWORD: 'secret' },
    });
    expect(splitPassword('postgres://anna@db/scoracle').environment).toEqual({});
  });
});
