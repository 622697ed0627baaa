import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { browserIsAvailable, seriousFindings } from './browser.ts';
import { call } from './http-support.ts';
import { DARK_PHONE, fits, useNightPages } from './night-pages.ts';

describe('the list of tasks', () => {
  const pages = useNightPages();

  const total = async (path: string) =>
    /<h1>Tasks <span class="total">([^<]*)/.exec(await pages.markup(path))?.[1];
  const countOf = async (status: string): Promise<number> => {
    const rows = await rowsOf(
      pages.test.app.database.db,
      sql`select id from seeding_tasks where status = ${status}`,
    );
    return rows.length;
  };

  async function post(fields: Record<string, string>): Promise<string> {
    const form = await pages.markup(`/tasks/bulk?${new URLSearchParams(fields).toString()}`);
    const csrf = /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const body = new URLSearchParams({ csrf, back: '/tasks', ...fields });
    const response = await fetch(`${pages.test.url}/tasks/bulk`, { method: 'POST', body });
    const text = await response.text();
    return /class="notice [^>]*>([^<]*)</.exec(text)?.[1] ?? `${response.status}`;
  }

  it('keeps its filter in the address and counts what matches', async () => {
    expect(await total('/tasks?status=failed')).toBe('1 task');
    expect(await total('/tasks?status=pending&sport=NBA&q=&date=')).toBe(`${await countOf('pending')} tasks`);
    expect(await total('/tasks?held=true')).toBe('2 tasks');
    const { due_at: due } = (await call(`${pages.test.url}/admin/tasks/${pages.night.upcoming}`)).body;
    const { db } = pages.test.app.database;
    await db.execute(
      sql`update seeding_tasks set due_at = now() - interval '10 minutes' where id = ${pages.night.upcoming}`,
    );
    const overdue = /class="tile bad">\s*<dt>Overdue<\/dt>\s*<dd><a href="([^"]+)">1</.exec(
      await pages.markup('/'),
    )?.[1];
    expect([overdue, await total(overdue ?? '')]).toEqual(['/tasks?overdue=true', '1 task']);
    expect(await total('/tasks?overdue=false&status=pending')).toBe(
      `${(await countOf('pending')) - 1} tasks`,
    );
    await db.execute(sql`update seeding_tasks set due_at = ${due} where id = ${pages.night.upcoming}`);
    expect(await total('/tasks?q=unavailable')).toBe('1 task');
    expect(await pages.markup('/tasks?q=%22%3E%3Cb%3E')).not.toContain('"><b>');
    const wrong = await call(`${pages.test.url}/tasks?sport=cricket`, { headers: { Accept: 'text/html' } });
    expect([wrong.status, String(wrong.body)]).toEqual([400, expect.stringContaining('sport')]);
  });

  it('shows first how many an action is about, does nothing by that, and refuses when more match by then', async () => {
    const asked = await pages.markup('/tasks/bulk?action=cancel&sport=NBA');
    const pending = await countOf('pending');
    expect(asked).toContain(`Cancel ${pending} tasks?`);
    expect(asked).toContain('Nothing has been done yet');
    expect(await countOf('pending')).toBe(pending);
    const fields = { action: 'cancel', filter: 'sport=NBA', reason: 'the season is over' };
    expect(await post({ ...fields, expected: String(pending - 1) })).toContain(
      'nothing was done. Look again',
    );
    expect(await countOf('pending')).toBe(pending);
    expect(await post({ ...fields, expected: String(pending), reason: ' ' })).toBe('400');
    const at = { action: 'reschedule', filter: 'held=true', expected: '2', reason: 'later', zone: 'UTC' };
    expect(await post({ ...at, at: 'never' })).toBe('400');
    expect(await post({ ...at, at: '2027-05-01T10:00' })).toBe('Rescheduled 2 tasks.');
    const moved = await rowsOf(
      pages.test.app.database.db,
      sql`select id from seeding_tasks where due_at = '2027-05-01T10:00:00Z'`,
    );
    expect(moved).toHaveLength(2);
  });

  it.skipIf(!browserIsAvailable())(
    'retries all failed ones from the dashboard on, with a reason',
    async () => {
      await pages.test.app.pauseControl.setPaused(true, 'NBA', { name: 'somebody' });
      await pages.withPage('/', async (opened) => {
        await opened.locator('.tiles a', { hasText: '1' }).last().click();
        await opened.waitForURL(/\/tasks\?status=failed/);
        expect(await opened.getByLabel('Status').inputValue()).toBe('failed');
        expect(await seriousFindings(opened)).toEqual([]);
        await opened.getByRole('link', { name: 'Retry all…' }).click();
        await opened.getByText('Seeding of NBA is paused').waitFor();
        expect(await opened.evaluate('document.activeElement.name')).toBe('reason');
        await opened.keyboard.press('Escape');
        await opened.waitForURL(/\/tasks\?status=failed/);
        await opened.getByRole('link', { name: 'Retry all…' }).click();
        await opened.getByLabel('Reason, for the timelines').fill('the provider is back');
        expect(await seriousFindings(opened)).toEqual([]);
        await opened.getByRole('button', { name: 'Retry 1 task' }).click();
        await opened.locator('.notice', { hasText: 'Retried 1 task.' }).waitFor();
        await opened.getByText('No task matches.').waitFor();
      });
      const told = await rowsOf(
        pages.test.app.database.db,
        sql`select id from game_events where message like '%(the provider is back).'`,
      );
      expect(told).toHaveLength(1);
    },
  );

  it.skipIf(!browserIsAvailable())('is readable on a phone in the dark', async () => {
    await pages.withPage(
      '/tasks?sport=NBA',
      async (page) => {
        expect(await seriousFindings(page)).toEqual([]);
        expect(await fits(page)).toBe(true);
      },
      DARK_PHONE,
    );
  });
});
