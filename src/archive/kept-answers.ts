import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { keptAnswers } from '../db/schema/providers.ts';
import type { AnsweredQuestion, KeptAnswers } from '../providers/client/kept-answers.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** The kept answers of all processes, in PostgreSQL, whose clock says how old they are. Every method may reject. */
export function createKeptAnswers({ db }: { db: Database }): KeptAnswers {
  return {
    async find(question) {
      const [found] = await db
        .select({
          body: keptAnswers.body,
          etag: keptAnswers.etag,
          lastModified: keptAnswers.lastModified,
          ageMs: sql<number>`extract(epoch from now() - ${keptAnswers.answeredAt})::float8 * 1000`,
        })
        .from(keptAnswers)
        .where(isAnswerTo(question));
      if (!found) return undefined;
      const { etag, lastModified } = found;
      return {
        body: (await decompress(found.body)).toString('utf8'),
        ...(etag === null ? {} : { etag }),
        ...(lastModified === null ? {} : { lastModified }),
        ageMs: Math.max(0, found.ageMs),
      };
    },
    async keep(question, { body, etag = null, lastModified = null }) {
      const answer = { body: await compress(body), etag, lastModified, answeredAt: sql`now()` };
      const { host, endpoint } = question;
      await db
        .insert(keptAnswers)
        .values({ host, endpoint, queryHash: hashOf(question), ...answer })
        .onConflictDoUpdate({
          target: [keptAnswers.host, keptAnswers.endpoint, keptAnswers.queryHash],
          set: answer,
        });
    },
    async forget(question) {
      await db.delete(keptAnswers).where(isAnswerTo(question));
    },
  };
}

function isAnswerTo(question: AnsweredQuestion) {
  return and(
    eq(keptAnswers.host, question.host),
    eq(keptAnswers.endpoint, question.endpoint),
    eq(keptAnswers.queryHash, hashOf(question)),
  );
}

/** Parameters in the order of their names: the same question is the same however it is written. */
function hashOf({ query }: AnsweredQuestion): string {
  const sorted = Object.entries(query).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
