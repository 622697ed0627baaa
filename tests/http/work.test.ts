import { eq, sql } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { workerHeartbeats } from '../../src/db/schema/operations.ts';
import { workItems } from '../../src/db/schema/work-items.ts';
import { claimWork, enqueueWork, settleWork } from '../../src/jobs/ledger/work-items.ts';
import { workTrouble } from '../../src/monitoring/facts/work-trouble.ts';
import { runHere } from '../cli/run-here.ts';
import { KEYED_TOY, TOY } from '../jobs/ledger/toy-kind.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

const ADMIN = 'the-admin-token';

describe('durable work of an installation', () => {
  let test: TestServer;
  let browser: Browser | undefined;
  /** Numbers of the items by their subjects. */
  let ids: Record<'waiting' | 'failed' | 'done' | 'old', number>;

  beforeAll(async () => {
    test = await startTestServer({ environment: { ADMIN_TOKEN: ADMIN, READER_TOKEN: 'a-reader-token' } });
    if (browserIsAvailable()) browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  beforeEach(async () => {
    const { db } = test.app.database;
    await db.delete(workItems);
    await db.delete(workerHeartbeats);
    const make = async (name: string, dueInMs = 0): Promise<number> =>
      (
        await enqueueWork(
          db,
          TOY,
          { name },
          { dueAt: sql`now() + ${dueInMs} * interval '1 millisecond'`, by: { name: 'anna' } },
        )
      ).itemId;
    ids = {
      waiting: await make('waiting', 3_600_000),
      failed: await make('failed'),
      done: await make('done'),
      old: await make('old', -600_000),
    };
    await finish(ids.failed, { event: 'fail', errorType: 'broken', message: 'the <wheel> came off' });
    await finish(ids.done, { event: 'complete', note: 'played' });
  });

  async function finish(itemId: number, settlement: Parameters<typeof settleWork>[2]): Promise<void> {
    const { db } = test.app.database;
    const claimed = await claimWork(db, {
      itemId,
      revision: 1,
      workerId: 'w1',
      leaseMs: 60_000,
      maxLostStarts: 3,
    });
    if (!claimed.ok) throw new Error(`not claimed: ${JSON.stringify(claimed.refusal)}`);
    await settleWork(db, claimed.claim, settlement);
  }

  const ask = (path: string, method = 'GET', body?: object, token = ADMIN) =>
    call(`${test.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  const subjects = async (query: string): Promise<string[]> =>
    (await ask(`/admin/work${query}`)).body.items.map(({ subject }: { subject: string }) => subject);

  const stateOf = async (id: number): Promise<string> => (await ask(`/admin/work/${id}`)).body.status;

  const cli = async (...args: string[]) => {
    const { exitCode, stdout } = await runHere([...args, '--json'], test.environment);
    return { exitCode, document: JSON.parse(stdout) };
  };

  it('is listed by number, filtered and read page by page, alike by the API and the command line', async () => {
    expect(await subjects('')).toEqual(['waiting', 'failed', 'done', 'old']);
    expect(await subjects('?kind=toy&status=failed')).toEqual(['failed']);
    expect(await subjects('?overdue=true')).toEqual(['old']);
    expect(await subjects('?overdue=false&status=pending')).toEqual(['waiting']);
    expect(await subjects('?q=WHEEL')).toEqual(['failed']);
    expect(await subjects('?q=%25')).toEqual([]);
    const unknown = await ask('/admin/work?kind=nonsense');
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([400, 'kind']);
    expect(unknown.body.errors[0].remedy).toContain('toy');
    const first = (await ask('/admin/work?limit=3')).body;
    expect(first.items).toHaveLength(3);
    expect(await subjects(`?limit=3&cursor=${first.next_cursor}`)).toEqual(['old']);
    expect(await ask('/admin/work?cursor=nonsense')).toMatchObject({ status: 400 });
    expect(await ask('/admin/work?status=nonsense')).toMatchObject({ status: 400 });
    const { document } = await cli('work', 'list', '--overdue');
    expect(document.items.map(({ subject }: { subject: string }) => subject)).toEqual(['old']);
    const paged = await cli('work', 'list', '--limit', '2');
    expect(paged.document).toMatchObject({ items: [{}, {}], next_after: ids.failed });
    expect(
      (await cli('work', 'list', '--after', String(ids.failed))).document.items.map(
        ({ id }: { id: number }) => id,
      ),
    ).toEqual([ids.done, ids.old]);
  });

  it('tells what happened to an item: who asked, which worker took it, how it ended, who acted and why', async () => {
    await ask(`/admin/work/${ids.failed}/retry`, 'POST', { reason: 'a new wheel' });
    const { status, body } = await ask(`/admin/work/${ids.failed}`);
    expect(status).toBe(200);
    const told = body.history
      .toReversed()
      .map(({ event, status: state, actor, detail }: Record<string, unknown>) => [
        event,
        state,
        actor,
        detail,
      ]);
    expect(told).toEqual([
      ['enqueue', 'pending', 'anna', null],
      ['claim', 'running', 'w1', null],
      ['fail', 'failed', null, 'the <wheel> came off'],
      ['requeue', 'pending', expect.any(String), 'a new wheel'],
    ]);
    expect(body.history[1].fence).toBe(body.history[2].fence);
    const shown = await cli('work', 'show', String(ids.failed));
    expect(shown.document.history).toHaveLength(4);
    const { stdout } = await runHere(['work', 'show', String(ids.failed)], test.environment);
    expect(stdout).toContain('a new wheel');
  });

  it('is retried, done once more and cancelled, and what cannot be is refused with the reason', async () => {
    expect(await ask(`/admin/work/${ids.failed}/retry`, 'POST', {})).toMatchObject({
      status: 200,
      body: { id: ids.failed, item: { status: 'pending', retry_count: 0, error_message: null } },
    });
    const refused = await ask(`/admin/work/${ids.done}/retry`, 'POST', {});
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('requeue')]);
    expect(await ask(`/admin/work/${ids.done}/requeue`, 'POST', {})).toMatchObject({ status: 200 });
    expect(await ask(`/admin/work/${ids.waiting}/cancel`, 'POST', {})).toMatchObject({ status: 200 });
    expect(await stateOf(ids.waiting)).toBe('cancelled');
    expect(await ask(`/admin/work/${ids.waiting}/cancel`, 'POST', {})).toMatchObject({ status: 409 });
    for (const act of ['retry', 'requeue', 'cancel'])
      expect(await ask(`/admin/work/2000000000/${act}`, 'POST', {})).toMatchObject({ status: 404 });
    expect(await ask('/admin/work/nonsense')).toMatchObject({ status: 400 });
    expect(
      await ask(`/admin/work/${ids.old}/cancel`, 'POST', { reason: 'x' }, 'a-reader-token'),
    ).toMatchObject({ status: 403 });
    expect(await stateOf(ids.old)).toBe('pending');
  });

  it('is acted on in bulk: counted first, and no more than the filter names', async () => {
    const bulk = (body: object) => ask('/admin/work/bulk', 'POST', body);
    const cancel = { action: 'cancel', filter: { kind: 'toy' } };
    expect(await bulk({ ...cancel, dry_run: true })).toMatchObject({ body: { matched: 4, done: 0 } });
    expect(await stateOf(ids.waiting)).toBe('pending');
    expect((await bulk({ action: 'retry', filter: { kind: 'toy' } })).body).toMatchObject({
      matched: 1,
      done: 1,
      refused: [],
    });
    expect(await stateOf(ids.failed)).toBe('pending');
    expect((await bulk(cancel)).body).toMatchObject({
      matched: 4,
      done: 3,
      refused: [{ id: ids.done, message: expect.stringContaining('completed') }],
    });
    expect((await bulk({ action: 'requeue', filter: { ids: [ids.done, ids.old] } })).body).toMatchObject({
      done: 2,
    });
    expect(await stateOf(ids.waiting)).toBe('cancelled');
    for (const filter of [{}, { kind: 'toy', nonsense: 1 }, { ids: [] }])
      expect(await bulk({ action: 'cancel', filter })).toMatchObject({ status: 400 });
  });

  it('that failed, is overdue or of a kind that no worker knows stands in doctor, in alerts and in their filters', async () => {
    const { db } = test.app.database;
    const found = async () =>
      (await workTrouble.read(db, null)).map(({ kind, trouble, items }) => [kind, trouble, items]);
    expect(await found()).toEqual([
      ['toy', 'failed', 1],
      ['toy', 'overdue', 1],
    ]);
    await enqueueWork(db, KEYED_TOY, { name: 'first', key: 'k' }, { dueAt: sql`now() - interval '1 hour'` });
    const { itemId } = await enqueueWork(
      db,
      KEYED_TOY,
      { name: 'second', key: 'k' },
      { dueAt: sql`now() - interval '2 hours'` },
    );
    // One runs, and the other waits for the key that they share: nobody keeps it waiting for no reason.
    await claimWork(db, { itemId, revision: 1, workerId: 'w1', leaseMs: 60_000, maxLostStarts: 3 });
    expect(await found()).toHaveLength(2);
    const worker = {
      workerId: 'w1',
      hostname: 'h',
      processId: 1,
      version: '1',
      queues: ['work'],
      concurrency: 1,
      runningTaskIds: [],
      state: 'running',
      startedAt: new Date(),
      lastSeenAt: sql`now()`,
    };
    const knows = async (kinds: string[] | null) => {
      await db
        .insert(workerHeartbeats)
        .values({ ...worker, kinds })
        .onConflictDoUpdate({
          target: workerHeartbeats.workerId,
          set: { kinds, lastSeenAt: sql`now()` },
        });
      return (await found()).map(([, trouble]) => trouble);
    };
    // An older worker does not say what it knows: nothing is claimed of it.
    expect(await knows(null)).toEqual(['failed', 'overdue']);
    expect(await knows(['toy'])).toEqual(['failed', 'overdue']);
    expect(await knows(['another'])).toEqual(['failed', 'unknown_kind']);
    const { document } = await cli('doctor');
    const work = document.findings.filter(({ name }: { name: string }) => name === 'work');
    expect(work.map(({ status }: { status: string }) => status)).toEqual(['warn', 'warn']);
    expect(JSON.stringify(work)).toMatch(/wheel.*work list --kind toy --status failed.*no worker knows/);
    await db.delete(workItems).where(eq(workItems.kind, 'toy'));
    expect(await found()).toEqual([]);
  });

  it('stands on pages that work without scripts, wide and narrow, light and dark', async () => {
    const list = String((await ask('/work?status=failed')).body);
    expect(list).toContain('the &lt;wheel&gt; came off');
    expect(list).toContain('1 item');
    const one = String((await ask(`/work/${ids.failed}`)).body);
    expect(one).toContain('the &lt;wheel&gt; came off');
    expect(one).toContain('by w1');
    expect(await ask('/work/2000000000')).toMatchObject({ status: 404 });
    const read = String((await ask('/work?status=failed', 'GET', undefined, 'a-reader-token')).body);
    expect(read).not.toContain('action="/work/bulk"');
    if (!browser) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1_280, 390]) {
        const context = await browser.newContext({
          colorScheme,
          viewport: { width, height: 900 },
          extraHTTPHeaders: { Authorization: `Bearer ${ADMIN}` },
        });
        const page = await context.newPage();
        for (const path of ['/work?status=failed', `/work/${ids.failed}`]) {
          await page.goto(`${test.url}${path}`, { timeout: PAGE_PATIENCE_MS });
          expect([path, await seriousFindings(page)]).toEqual([path, []]);
          const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
          expect([path, colorScheme, width, Number(overflow) <= 0]).toEqual([path, colorScheme, width, true]);
          const folder = process.env['WORK_PAGE_PICTURES'];
          const name = path.includes('?') ? 'list' : 'item';
          if (folder)
            await page.screenshot({
              path: `${folder}/work-${name}-${colorScheme}-${width}.png`,
              fullPage: true,
            });
        }
        await context.close();
      }
    }
  });

  it.skipIf(!browserIsAvailable())('is acted on from the pages without scripts', async () => {
    const context = await browser?.newContext({
      javaScriptEnabled: false,
      extraHTTPHeaders: { Authorization: `Bearer ${ADMIN}` },
    });
    const page = await context?.newPage();
    if (!page) throw new Error('no browser');
    await page.goto(`${test.url}/work/${ids.failed}`, { timeout: PAGE_PATIENCE_MS });
    await page.locator('summary', { hasText: 'Retry' }).click();
    await page.locator('form[action$="/retry"] input[name="reason"]').fill('from the page');
    await page.locator('form[action$="/retry"] button').click();
    expect(await page.locator('.notice').textContent()).toContain('due now');
    expect(await stateOf(ids.failed)).toBe('pending');
    await page.goto(`${test.url}/work?kind=toy`, { timeout: PAGE_PATIENCE_MS });
    await page.locator('summary', { hasText: 'Cancel all' }).click();
    const form = page.locator('form[action="/work/bulk"]', { has: page.locator('input[value="cancel"]') });
    expect(await form.textContent()).toContain('4 items match');
    await form.locator('button').click();
    expect(await page.locator('.notice').textContent()).toContain('Cancelled 3 items');
    expect(await stateOf(ids.waiting)).toBe('cancelled');
    await context?.close();
  });
});
