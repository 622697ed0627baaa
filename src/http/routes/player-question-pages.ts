import type { Router } from 'express';
import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { playerQuestionsPage } from '../pages/player-questions-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { numberText } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { type FormAction, idOf } from './form-action.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';
import { named } from './task-routes.ts';

/** Questions shown on a page. */
const SHOWN = 200;

const AnswerForm = z.object({ entity: numberText(1, MAX_ID) });

/** The page of players of whom it is not plain who they are. */
export function mountPlayerQuestionPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  router.get(
    '/players/questions',
    answering(async (request, response) => {
      const { items, differences } = await app.identityRegister.questions({ limit: SHOWN });
      const page = playerQuestionsPage(pageContext(request, response), { questions: items, differences });
      sendPage(response, page);
    }),
  );
}

/** The buttons that answer, by the paths to which they post. */
export function playerQuestionForms({ app }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return [
    [
      '/players/questions/:id/link',
      async (input, request, actor) => {
        const { entity } = checked(AnswerForm, 'body', input);
        const id = idOf(request);
        const asked = await app.identityRegister.question(id);
        if (!asked) throw new HttpProblem('not_found', `There is no open question ${id} about a player.`);
        const order = { ...asked, type: 'player', entity } as const;
        const result = await app.identityRegister.link(order, named(actor, input.reason));
        return result.ok
          ? { text: result.message, isGood: true }
          : { text: `${result.message} ${result.remedy}`, isGood: false };
      },
    ],
    [
      '/players/questions/:id/none',
      async (input, request, actor) => {
        const id = idOf(request);
        const asked = await app.identityRegister.question(id);
        if (!asked) throw new HttpProblem('not_found', `There is no open question ${id} about a player.`);
        await app.identityRegister.noneOf(asked, named(actor, input.reason));
        const { provider, externalId } = asked;
        return { text: `${externalId} at ${provider} is none of those who were named.`, isGood: true };
      },
    ],
  ];
}
