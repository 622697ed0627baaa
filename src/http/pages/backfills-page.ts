import { type SafeHtml, html } from '@remix-run/html-template';
import type { Page } from '../../db/cursor.ts';
import type { BackfillStatus } from '../../domain/history.ts';
import type { BackfillView } from '../../history/backfill-view.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type Tone, count, instant, pill, plural, sentence } from './format.ts';
import { layout } from './layout.ts';
import { more } from './list-pages.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

export const BACKFILLS_PATH = '/backfills';

export const BACKFILL_TONES: Readonly<Record<BackfillStatus, Tone>> = {
  running: 'busy',
  paused: 'wait',
  completed: 'good',
  failed: 'bad',
  cancelled: 'quiet',
};

/** Back-fills of the past, the newest first, each with its buttons. */
export function backfillsPage(
  context: PageContext,
  { items, next_cursor: next }: Page<BackfillView>,
): string {
  const list =
    items.length > 0
      ? html` <ul class="rows">
          ${items.map(backfillItem)}
        </ul>`
      : html` <p class="empty">There has been no back-fill yet: the command backfill begins one.</p>`;
  const body = html` <section class="card">
    <h1>Back-fills <span class="total">${plural(items.length, 'back-fill')}</span></h1>
    <p class="words">
      What is read of the past, a part of a league in a month at a time, as the last priority of every quota.
    </p>
    ${list}${more(next, BACKFILLS_PATH, {})}
  </section>`;
  return layout(context, {
    title: 'Back-fills',
    path: BACKFILLS_PATH,
    body: html.raw`${forViewer(String(body), context)}`,
    refreshSeconds: 5,
  });
}

function backfillItem(backfill: BackfillView): SafeHtml {
  const { id, status } = backfill;
  return html` <li>
    <div class="row">
      <a class="game" href="${BACKFILLS_PATH}/${id}">${rangeWords(backfill)}</a>
      ${pill(status, BACKFILL_TONES[status])}
      <div class="acts">${backfillActions(backfill, BACKFILLS_PATH)}</div>
    </div>
    ${backfillFacts(backfill)}
  </li>`;
}

/** `NBA 2024-10-22 to 2025-06-22`; `NBA, season 2025`. */
export function rangeWords({ league, season, from_day: from, to_day: to }: BackfillView): string {
  return season === null ? `${league} ${from} to ${to}` : `${league}, season ${season}`;
}

/** How far it is and what it cost, in words. */
export function backfillFacts(backfill: BackfillView): SafeHtml {
  const { units, units_done: done, units_failed: failed, note, actor, created_at: at } = backfill;
  const credits =
    backfill.credits + backfill.estimated_credits > 0
      ? html`, ${count(backfill.credits)} of about ${count(backfill.estimated_credits)} credits`
      : null;
  return html` <p class="words">
      ${done} of ${plural(units, 'unit')} read
      (${Math.floor(backfill.done * 100)} %)${failed > 0 ? html`, ${failed} failed` : null};
      ${count(backfill.calls)} of about ${count(backfill.estimated_calls)} calls${credits};
      ${count(backfill.rows_added)} rows added, ${count(backfill.rows_changed)} changed,
      ${count(backfill.rows_same)} the same.
    </p>
    <p class="words">
      ${backfill.parts.join(', ')}. Begun ${instant(at, { isRelative: true })} by
      ${actor}.${note === null ? null : html` ${sentence(note)}`}
    </p>`;
}

/** What can be done with a back-fill as it stands; leads back to `back`. */
export function backfillActions({ id, league, status }: BackfillView, back: string): SafeHtml {
  const what = `back-fill ${id} of ${league}`;
  const mayBegin = status !== 'completed' && status !== 'running';
  return actions({ status, path: `${BACKFILLS_PATH}/${id}`, what, mayBegin }, back);
}

function actions(
  { status, path, what, mayBegin }: { status: BackfillStatus; path: string; what: string; mayBegin: boolean },
  back: string,
): SafeHtml {
  const button = (act: 'pause' | 'resume' | 'cancel', text: string, question: string): SafeHtml =>
    reasonedAction({
      action: `${path}/${act}`,
      text,
      label: `${text} ${what}`,
      question,
      back,
      reasonGoesOn: 'record',
    });
  const pause = button('pause', 'Pause', 'It makes no further step; what is read stays.');
  const resume = button('resume', 'Resume', 'It goes on with what is not read.');
  const cancel = button('cancel', 'Cancel', 'It ends; what is read stays.');
  return html`${status === 'running' ? pause : null}${mayBegin ? resume : null}${
    status === 'running' || status === 'paused' ? cancel : null
  }`;
}
