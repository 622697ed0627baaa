import { type SafeHtml, html } from '@remix-run/html-template';
import { CLOSE_MOMENT, type UnitStatus } from '../../domain/history.ts';
import type { BackfillView, UnitView } from '../../history/backfill-view.ts';
import {
  BACKFILLS_PATH,
  BACKFILL_TONES,
  backfillActions,
  backfillFacts,
  rangeWords,
} from './backfills-page.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type Tone, pill, sentence } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

const TONES: Readonly<Record<UnitStatus, Tone>> = {
  pending: 'quiet',
  running: 'busy',
  completed: 'good',
  failed: 'bad',
  cancelled: 'quiet',
};

/** One back-fill: a row for each part of a league, a column for each month. */
export function backfillPage(
  context: PageContext,
  { backfill, units }: { backfill: BackfillView; units: readonly UnitView[] },
): string {
  const { id, status } = backfill;
  const path = `${BACKFILLS_PATH}/${id}`;
  const months = [...new Set(units.map(({ unit }) => unit))].toSorted();
  const rows = [...Map.groupBy(units, rowOf)];
  const body = html` <section class="card">
      <h1>Back-fill ${id} of ${rangeWords(backfill)} ${pill(status, BACKFILL_TONES[status])}</h1>
      ${backfillFacts(backfill)}
      <div class="buttons">${backfillActions(backfill, path)}</div>
    </section>
    ${[...Map.groupBy(months, (month) => month.slice(0, 4))].map(([year, some]) => yearOf(year, some, rows))}
    ${troubles(units)}`;
  return layout(context, {
    title: `Back-fill ${id}`,
    path: BACKFILLS_PATH,
    body: html.raw`${forViewer(String(body), context)}`,
    refreshSeconds: 5,
  });
}

function rowOf({ league, part, source, odds_at: at }: UnitView): string {
  const moment = at === null ? '' : at === CLOSE_MOMENT ? ' at the close' : ` ${at} before`;
  return `${league}: ${part}${moment} from ${source}`;
}

function yearOf(
  year: string,
  months: readonly string[],
  rows: readonly (readonly [string, readonly UnitView[]])[],
): SafeHtml {
  return html` <section class="card">
    <h2>${year}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Months of ${year}">
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            ${months.map((month) => html`<th scope="col">${month}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([what, units]) =>
              html`<tr>
                <th scope="row">${what}</th>
                ${months.map((month) => cell(units.find(({ unit }) => unit === month)))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** How a month stands; of one under way, the day or moment that comes next. */
function cell(unit: UnitView | undefined): SafeHtml {
  if (!unit) return html`<td></td>`;
  const { status, cursor, rows_read: read } = unit;
  const words = status === 'running' && cursor !== null ? `from ${cursor.slice(5, 10)}` : status;
  return html`<td>${pill(words, TONES[status])}${read > 0 ? html` ${read}` : null}</td>`;
}

/** What units that failed or wait say. */
function troubles(units: readonly UnitView[]): SafeHtml | null {
  const told = units.filter(({ error, note, status }) => (error ?? note) !== null && status !== 'completed');
  if (told.length === 0) return null;
  return html` <section class="card">
    <h2>What they say</h2>
    <ul class="rows">
      ${told.map(
        (unit) =>
          html`<li>
            <p class="words">${rowOf(unit)}, ${unit.unit}: ${sentence(unit.error ?? unit.note ?? '')}</p>
          </li>`,
      )}
    </ul>
  </section>`;
}
