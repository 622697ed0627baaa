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

/** What was promised, what was kept, and what is left of each error budget. */
export function objectivesPage(context: PageContext, objectives: readonly Objective[]): string {
  const body = html`<section class="card">
    <h1>Objectives</h1>
    <div class="scroll" tabindex="0" role="region" aria-label="Objectives">
      <table>
        <thead>
          <tr>
            <th scope="col">Objective</th>
            <th scope="col">State</th>
            <th scope="col">Measured</th>
            <th scope="col">Events</th>
            <th scope="col">Days</th>
            <th scope="col">Error budget</th>
          </tr>
        </thead>
        <tbody>
          ${objectives.map(objectiveRow)}
        </tbody>
      </table>
    </div>
  </section>`;
  return layout(context, { title: 'Objectives', path: '/objectives', body });
}

function objectiveRow(objective: Objective): SafeHtml {
  return html`<tr>
    <th scope="row">
      ${objective.promise}
      <p class="words">${objective.measured_by}</p>
    </th>
    <td>${pill(stateWords(objective), TONES[objective.state])}</td>
    <td>${valueWords(objective)}</td>
    <td>${count(objective.events)}</td>
    <td>${objective.window_days}</td>
    <td>${budgetWords(objective)}</td>
  </tr>`;
}
