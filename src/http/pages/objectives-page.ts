import { budgetWords, stateWords, valueWords } from '../../monitoring/objectives/objective-words.ts';
import type { Objective } from '../../monitoring/objectives/objective.ts';
import { type Tone, count, pill } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

const TONES: Readonly<Record<Objective['state'], Tone>> = {
  met: 'good',
  missed: 'bad',
  not_enough_data: 'quiet',
};

/** The headings of the table; on a phone, each stands before its cell. */
const HEADINGS = ['State', 'Measured', 'Events', 'Days', 'Error budget'] as const;

/** What was promised, what was kept, and what is left of each error budget. */
export function objectivesPage(context: PageContext, objectives: readonly Objective[]): string {
  const body = html`<section class="card">
    <h1>Objectives</h1>
    <table class="stack" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Objective</th>
          ${HEADINGS.map((heading) => html`<th scope="col" role="columnheader">${heading}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${objectives.map(objectiveRow)}
      </tbody>
    </table>
  </section>`;
  return layout(context, { title: 'Objectives', path: '/objectives', body });
}

function objectiveRow(objective: Objective): SafeHtml {
  const cells = [
    pill(stateWords(objective), TONES[objective.state]),
    valueWords(objective),
    count(objective.events),
    objective.window_days,
    budgetWords(objective),
  ];
  return html`<tr role="row">
    <th scope="row" role="rowheader">
      ${objective.promise}
      <p class="words">${objective.measured_by}</p>
    </th>
    ${cells.map((cell, index) => html`<td role="cell" data-label="${HEADINGS[index] ?? ''}">${cell}</td>`)}
  </tr>`;
}
