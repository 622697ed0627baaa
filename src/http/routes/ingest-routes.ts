import type { Request } from 'express';
import type { IngestRequest, IngestResult } from '../../schedule/ingest-request.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { MAX_STREAM_BYTES, limitedBody, textBody, tooLarge } from '../limited-body.ts';
import { HttpProblem } from '../problem.ts';
import { answersOf } from '../given-answers.ts';
import { contextOf } from '../request-context.ts';
import { IngestResultSchema } from '../answers/ingest.ts';
import { GamesBody, ScheduleQuery } from '../requests/schedules.ts';

const SCHEDULE_TYPES = ['text/csv', 'application/json'] as const;

const RESPONSES = {
  202: { description: 'Accepted; tasks are queued.', schema: IngestResultSchema },
  207: {
    description: 'Accepted in part: rows are in quarantine, or missing games were not cancelled.',
    schema: IngestResultSchema,
  },
  413: { description: 'The body is too large.' },
  415: { description: 'The body is of another kind.' },
  422: { description: 'The schedule as a whole cannot be used, or not strictly.' },
};

/** Takes schedules in: as a list of games, or as a file. */
export function ingestRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/games',
      area: 'ingest',
      summary: 'Enqueue games',
      body: GamesBody,
      responses: RESPONSES,
      async handle({ body, actor }) {
        const { sport, season, league, timezone, games } = body;
        // As a native document, so that the same parser reads it as reads files.
        const document = JSON.stringify({ sport, season, league, timezone, games });
        const result = await app.ingestService.ingest({
          ...common(body, actor),
          source: textBody(document),
          sourceName: 'POST /admin/games',
          format: 'json',
        });
        return ingestAnswer(result, body.strict);
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/schedules',
      area: 'ingest',
      summary: 'Ingest a schedule file',
      query: ScheduleQuery,
      streams: SCHEDULE_TYPES,
      responses: RESPONSES,
      async handle({ query, request, response, actor }) {
        const format = formatOf(request);
        if (Number(request.get('content-length') ?? 0) > MAX_STREAM_BYTES) throw tooLarge(MAX_STREAM_BYTES);
        const result = await app.ingestService.ingest({
          ...common(query, actor),
          source: limitedBody(request, MAX_STREAM_BYTES, contextOf(response).noteBody),
          sourceName: query.name ?? 'POST /admin/schedules',
          format: query.format ?? format,
          preset: query.preset,
          columns: query.columns,
        });
        return ingestAnswer(result, query.strict);
      },
    }),
  ];
}

type CommonFields = Parameters<typeof answersOf>[0] & {
  sport: IngestRequest['sport'];
  season: number;
  league?: string | undefined;
  sync: boolean;
  confirm_cancellations: boolean;
  dry_run: boolean;
  strict: boolean;
  past: IngestRequest['past'];
};

function common(fields: CommonFields, actor: string) {
  return {
    sport: fields.sport,
    seasonYear: fields.season,
    leagueName: fields.league,
    ...answersOf(fields),
    isSync: fields.sync,
    areCancellationsConfirmed: fields.confirm_cancellations,
    isDryRun: fields.dry_run,
    isStrict: fields.strict,
    past: fields.past,
    actor,
  };
}

function formatOf(request: Request): 'csv' | 'json' {
  const encoding = request.get('content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw new HttpProblem('unsupported_media_type', `A body with Content-Encoding ${encoding} is not read.`, {
      remedy: 'Send the file as it is, uncompressed.',
    });
  }
  switch (request.is([...SCHEDULE_TYPES])) {
    case 'text/csv':
      return 'csv';
    case 'application/json':
      return 'json';
    default:
      throw new HttpProblem('unsupported_media_type', 'A schedule file is CSV or JSON.', {
        remedy: 'Send it with `Content-Type: text/csv` or `application/json`.',
      });
  }
}

function ingestAnswer(result: IngestResult, isStrict: boolean): ApiAnswer<IngestResult> {
  const { quarantined } = result;
  if (isStrict && quarantined.length > 0 && !result.dry_run) {
    throw new HttpProblem(
      'unusable_schedule',
      `Nothing was written: ${quarantined.length} rows cannot be used.`,
      {
        remedy: 'Correct the rows, or leave out strict to import the others.',
        errors: quarantined
          .slice(0, 100)
          .map(({ line, reason, detail, remedy }) => ({ field: `line ${line}: ${reason}`, detail, remedy })),
      },
    );
  }
  const isInPart = quarantined.length > 0 || result.cancellations_held > 0;
  return { status: isInPart ? 207 : 202, body: result };
}
