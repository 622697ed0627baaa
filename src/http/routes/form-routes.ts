import type { Response, Router } from 'express';
import { formBody } from '../body.ts';
import type { FormFactory } from '../http-parts.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { Notices } from '../pages/notices.ts';
import { HttpProblem } from '../problem.ts';
import { answering, contextOf } from '../request-context.ts';
import { localPath } from '../security/local-path.ts';
import { actorName } from '../security/principal.ts';
import { checked } from '../validation.ts';
import { Form } from './form-action.ts';

/** The buttons of the pages: each does one thing and leads back with a word on what came of it. */
export function mountForms(
  router: Router,
  deps: RouteDeps & { notices: Notices; forms: readonly FormFactory[] },
): void {
  const { notices, forms } = deps;
  const parser = formBody();
  for (const [path, act] of forms.flatMap((formsOf) => formsOf(deps))) {
    router.post(
      path,
      parser,
      answering(async (request, response) => {
        const input = checked(Form, 'body', request.body ?? {});
        requireCsrfToken(input.csrf, response);
        const actor = actorName(contextOf(response).principal);
        const id = notices.leave(await act(input, request, actor));
        const target = new URL(localPath(input.back), 'http://local');
        target.searchParams.set('notice', id);
        response.redirect(303, target.pathname + target.search);
      }),
    );
  }
}

function requireCsrfToken(token: string, response: Response): void {
  const principal = contextOf(response).principal;
  if (!principal || principal.kind === 'api' || isSameText(principal.csrfToken, token)) return;
  throw new HttpProblem('forbidden', 'This form is out of date.', {
    remedy: 'Load the page again and repeat it.',
  });
}

/** The token is an HMAC that nobody can guess byte by byte over a network in its lifetime. */
function isSameText(expected: string, given: string): boolean {
  return expected.length > 0 && expected === given;
}
