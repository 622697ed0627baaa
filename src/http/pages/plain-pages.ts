import type { ProblemDocument } from '../problem.ts';
import { html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** Asks for the token. */
export function loginPage(context: PageContext, options: { next: string; problem?: string }): string {
  const { next, problem } = options;
  const body = html`<section class="card narrow">
    <h1>Log in</h1>
    ${problem === undefined ? null : html`<p class="notice bad" role="alert">${problem}</p>`}
    <form method="post" action="/login" class="login">
      <input type="hidden" name="next" value="${next}" /><label for="token">Token</label
      ><input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        required
        autofocus
      /><button class="primary">Log in</button>
    </form>
    <p class="words">
      The token is the one in <code>ADMIN_TOKEN</code>; with that in <code>READER_TOKEN</code> everything can
      be seen and nothing changed.
    </p>
  </section>`;
  return layout(context, { title: 'Log in', path: '/login', body });
}

/** Tells a browser what went wrong, without anything from inside. */
export function problemPage(context: PageContext, problem: ProblemDocument): string {
  const isPassing = problem.status === 503;
  const body = html`<section class="card narrow">
    <h1>${problem.title}</h1>
    <p class="lead">${problem.detail}</p>
    ${problem.remedy === undefined ? null : html`<p>${problem.remedy}</p>`}
    <p class="words">
      ${isPassing ? 'This page tries again by itself.' : html`<a href="/">Back to tonight</a>`}
    </p>
    <p class="muted small">${problem.instance}</p>
  </section>`;
  return layout(context, {
    title: problem.title,
    path: '',
    body,
    ...(isPassing ? { refreshSeconds: 5 } : {}),
  });
}
