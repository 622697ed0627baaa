import type { Request } from 'express';
import { createSpool, readSpool } from '../../loads/spool.ts';
import { BackfillOutlookAnswer, BackfillStartAnswer } from '../answers/history.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { MAX_STREAM_BYTES, limitedBody, tooLarge } from '../limited-body.ts';
import { HttpProblem } from '../problem.ts';
import { contextOf } from '../request-context.ts';
import { BackfillFileQuery } from '../requests/history.ts';

const FILE_TYPES = ['text/csv', 'application/json', 'application/gzip', 'application/octet-stream'] as const;

/** Takes a file of published data, and reads what of it is not read yet, month by month. */
export function backfillFileRoutes({ app: { historyBackfills } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/backfills/files',
      area: 'tasks',
      summary: 'Read a file of published data by its months: archives of lines with their games, box scores',
      query: BackfillFileQuery,
      streams: FILE_TYPES,
      responses: {
        200: { description: 'What it would take (`dry_run`).', schema: BackfillOutlookAnswer },
        202: { description: 'The back-fill, new or there already.', schema: BackfillStartAnswer },
        409: { description: 'A paused back-fill has these months.' },
        413: { description: 'The body is too large.' },
        415: { description: 'The body is of another kind.' },
        422: { description: 'The file is of no known layout, or cannot be read.' },
      },
      async handle({ query, request, response, actor }) {
        needFile(request);
        if (Number(request.get('content-length') ?? 0) > MAX_STREAM_BYTES) throw tooLarge(MAX_STREAM_BYTES);
        const {
          name = 'POST /admin/backfills/files',
          newer_copy: isNewerCopy,
          dry_run,
          resume,
          ...of
        } = query;
        const spool = createSpool();
        try {
          const { noteBody } = contextOf(response);
          for await (const chunk of limitedBody(request, MAX_STREAM_BYTES, noteBody)) await spool.add(chunk);
          const asked = await historyBackfills.requestOfFile({
            ...of,
            name,
            isNewerCopy,
            open: () => Promise.resolve(readSpool(spool)),
          });
          if (dry_run) return { status: 200, body: { outlook: await historyBackfills.outlook(asked) } };
          const { outlook, ...answer } = await historyBackfills.start(asked, { actor, isResumed: resume });
          if (!answer.ok)
            throw new HttpProblem(answer.reason === 'not_found' ? 'not_found' : 'conflict', answer.message);
          return { status: 202, body: { backfill: answer.backfill, message: answer.message, outlook } };
        } finally {
          await spool.close();
        }
      },
    }),
  ];
}

function needFile(request: Request): void {
  const encoding = request.get('content-encoding');
  if (encoding !== undefined && encoding !== 'identity')
    throw new HttpProblem('unsupported_media_type', `A body with Content-Encoding ${encoding} is not read.`, {
      remedy: 'Send the file as it is; one that is packed with gzip is unpacked by what it holds.',
    });
  if (!request.is([...FILE_TYPES]))
    throw new HttpProblem('unsupported_media_type', 'The body is of another kind than a file of data.', {
      remedy: `Send it with one of these kinds: ${FILE_TYPES.join(', ')}.`,
    });
}
