import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { prunePayloads } from '../../src/app/jobs/prune-work.ts';
import { createKeptAnswers } from '../../src/archive/kept-answers.ts';
import { keptAnswers } from '../../src/db/schema/providers.ts';
import { aRunOf } from '../support/run-context.ts';
import { createTestApp } from '../support/test-app.ts';

const question = (season: string) => ({
  host: 'v2.nba.api-sports.io',
  endpoint: '/games',
  query: { season },
});

it('answers of questions that nobody asks any more go with the bodies of their time', async () => {
  const test = await createTestApp({ environment: { PAYLOAD_RETENTION_DAYS: '10' } });
  const { app } = test;
  const { db } = app.database;
  const answers = createKeptAnswers({ db });
  for (const season of ['2020', '2025'])
    await answers.keep(question(season), { body: season, etag: `"${season}"` });
  await db.execute(sql`
    update ${keptAnswers} set ${sql.identifier(keptAnswers.answeredAt.name)} = now() - interval '11 days'
    where ${keptAnswers.etag} = '"2020"'`);
  const prune = prunePayloads(app);
  const { note } = await prune(aRunOf('prune-payloads'));
  expect(note).toMatch(/1 kept answers?/);
  expect(await answers.find(question('2020'))).toBeUndefined();
  expect(await answers.find(question('2025'))).toMatchObject({ body: '2025' });
  await test.close();
});
