import { type SafeHtml, html } from '@remix-run/html-template';
import type { InjuryListing, InjuryQuestion } from '../../availability/list-injuries.ts';
import { availabilityParts } from './availability-parts.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { pill, plural } from './format.ts';
import { injuryTable } from './injury-table.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

/** What the page of injuries shows. */
export type InjuriesView = {
  reports: readonly InjuryListing[];
  questions: readonly InjuryQuestion[];
  leagues: readonly string[];
  fields: FilterFields;
  /** Providers that have injuries, and why one is not asked. */
  sources: readonly { name: string; offBecause: string | undefined }[];
  /** Whether a span of time is shown instead of now. */
  hasHistory: boolean;
};

/** Who is reported as hurt, ill or away, what was told in a span of time, and whom nobody recognises. */
export function injuriesPage(context: PageContext, view: InjuriesView): string {
  const { reports, questions, leagues, fields, hasHistory } = view;
  const back = `/availability?${new URLSearchParams(fields).toString()}`;
  const body = html`<section class="card">
      <h1>Injuries <span class="total">${plural(reports.length, 'report')}</span></h1>
      ${availabilityParts('/availability')}
      <p class="words">
        Who is reported as hurt, ill or away, by the sources that tell. With days, everything that was told between
        them.
      </p>
      <form class="filter" action="/availability" role="search">
        ${choice('league', 'League', leagues, fields, (name) => name)}${field('team', 'Team', fields, {
          maxLength: 100,
        })}${field('from', 'From', fields, { type: 'date' })}${field('to', 'To', fields, { type: 'date' })}
        <div class="go"><button class="primary">Show</button></div>
      </form>
      ${
        reports.length === 0
          ? nobody(view)
          : injuryTable(reports, { label: 'Reports of injuries', hasHistory })
      }
    </section>
    ${questions.length === 0 ? null : questionsCard(questions, back)}`;
  return layout(context, {
    title: 'Injuries',
    path: '/availability',
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

function nobody({ fields, sources }: InjuriesView): SafeHtml {
  if (Object.keys(fields).length > 0) return html`<p class="empty">Nobody is reported by this.</p>`;
  return html`<p class="empty">
      Nobody is reported. Reports come from providers, or from published files:
      <code>load --dataset injuries --file …</code>
    </p>
    <ul class="tree">
      ${sources.map(
        ({ name, offBecause }) =>
          html`<li><strong>${name}</strong> ${offBecause === undefined ? 'is asked' : `is off: ${offBecause}`}</li>`,
      )}
    </ul>`;
}

function questionsCard(questions: readonly InjuryQuestion[], back: string): SafeHtml {
  return html`<section class="card" id="questions">
    <h2>Who is meant? <span class="total">${plural(questions.length, 'question')}</span></h2>
    <p class="words">
      Nobody is recognised by a name alone. Once somebody says who is meant, the whole history of the report goes
      along.
    </p>
    <ul class="rows">
      ${questions.map((question) => questionItem(question, back))}
    </ul>
  </section>`;
}

function questionItem(question: InjuryQuestion, back: string): SafeHtml {
  const { player, team, league, status, source, external_id: externalId, candidates } = question;
  return html`<li>
    <div class="row">
      <strong class="game">${player}</strong>${pill(status, 'wait')}<span class="when">${league}</span>
    </div>
    <p class="words">
      ${team}, by ${source}${idWords(externalId)}
    </p>
    ${
      candidates.length === 0
        ? html`<p class="words">Nobody with this name is known.</p>`
        : html`<ul class="tree">
            ${candidates.map((candidate) => candidateItem(question, candidate, back))}
          </ul>`
    }
  </li>`;
}

function idWords(externalId: string | null): SafeHtml | string {
  return externalId === null
    ? ', which gives no id: nothing can be linked'
    : html` <code>${externalId}</code>`;
}

function candidateItem(
  { player, source, sport, external_id: externalId }: InjuryQuestion,
  { player_id: id, name, team }: InjuryQuestion['candidates'][number],
  back: string,
): SafeHtml {
  const act =
    externalId === null
      ? null
      : reasonedAction({
          action: '/availability/link',
          text: 'Link',
          label: `Link ${player} to ${name}, player ${id}`,
          question: `${player} (${externalId} at ${source}) is ${name} from now on.`,
          back,
          fields: { sport, provider: source, external_id: externalId, player: String(id) },
        });
  return html`<li>
    <div class="row">
      <span class="game">${name}</span><span>${team ?? 'no team'}, player ${id}</span>
      <div class="acts">${act}</div>
    </div>
  </li>`;
}
