import { z } from 'zod';
import type { RetryResult } from '../../schedule/quarantine-service.ts';
import { answersOf } from '../given-answers.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { plural } from '../pages/format.ts';
import { AnswerFields } from '../requests/schedules.ts';
import { AliasBody } from '../requests/teams.ts';
import { ReasonBody, Season, Sport } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { named } from './task-routes.ts';
import { type FormAction, idOf } from './form-action.ts';

const RetryForm = z
  .object({ sport: Sport.optional(), kind: z.string().max(40).optional() })
  .transform(({ sport, kind }) => ({ sport, reason: kind }));

const AnswerForm = z.object({
  sport: Sport,
  season: Season,
  kind: z.string().max(40),
  source: z.string().max(300),
  field: z.string().max(40),
  value: z.string().max(100),
});

const AnswersForm = z.strictObject(AnswerFields);

const ReasonForm = z.object({ reason: ReasonBody.shape.reason.unwrap() });
const AliasForm = z.object(AliasBody.shape).required({ league: true });

/** The buttons of the quarantine and of the imports, by the path to which they post. */
export function scheduleForms({ app }: RouteDeps): readonly (readonly [string, FormAction])[] {
  const { ingestService, quarantineService, teamService } = app;
  return [
    [
      '/quarantine/retry',
      async (input, _request, actor) => {
        const selection = checked(RetryForm, 'body', input);
        return toNotice(await quarantineService.retry(selection, named(actor, input.reason)));
      },
    ],
    [
      '/quarantine/answer',
      async (input, _request, actor) => {
        const { kind, field, value, ...where } = checked(AnswerForm, 'body', input);
        const answers = answersOf(checked(AnswersForm, 'body', { [field]: value }));
        const selection = { ...where, reason: kind };
        return toNotice(await quarantineService.retry(selection, named(actor, input.reason), { answers }));
      },
    ],
    [
      '/quarantine/:id/retry',
      async ({ reason }, request, actor) => {
        const id = idOf(request);
        return toNotice(await quarantineService.retry({ ids: [id] }, named(actor, reason)));
      },
    ],
    [
      '/quarantine/:id/discard',
      async (input, request, actor) => {
        const { reason } = checked(ReasonForm, 'body', input);
        const result = await quarantineService.discard(idOf(request), { name: actor, reason });
        return { text: result.message, isGood: result.ok };
      },
    ],
    [
      '/quarantine/teach',
      async (input, _request, actor) => {
        const { sport, league, team, alias, reason } = checked(AliasForm, 'body', input);
        const who = named(actor, reason);
        const taught = await teamService.addAlias({ sport, league, team, alias }, who);
        if (!taught.ok) return { text: taught.message, isGood: false };
        // Rows with another unknown team as well are read again too: they then ask for that one.
        const teamName = { league: taught.league, name: taught.alias };
        const retried = await quarantineService.retry({ sport, teamName }, who);
        const since = taught.is_new ? 'from now on' : 'already';
        const meaning = `"${taught.alias}" means ${taught.team} in ${taught.league} ${since}.`;
        return { text: `${meaning} ${retryWords(retried)}`, isGood: true };
      },
    ],
    [
      '/imports/:id/undo',
      async (input, request, actor) => {
        const { reason } = checked(ReasonForm, 'body', input);
        const result = await ingestService.undo(idOf(request), { name: actor, reason });
        return { text: result.message, isGood: result.ok };
      },
    ],
  ];
}

function toNotice(result: RetryResult) {
  return { text: retryWords(result), isGood: result.resolved > 0 || result.still_open.length === 0 };
}

/** `3 rows went in, 1 still waits.`; of a single row also why. */
export function retryWords({ rows, resolved, still_open: stillOpen }: RetryResult): string {
  if (rows === 0) return 'No row waits any more.';
  const waiting = stillOpen.length;
  const words = `${plural(resolved, 'row')} went in, ${waiting} still ${waiting === 1 ? 'waits' : 'wait'}`;
  const [only] = stillOpen;
  return rows === 1 && only ? `${words}: ${only.detail}.` : `${words}.`;
}
