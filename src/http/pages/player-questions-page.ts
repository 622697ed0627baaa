import { type SafeHtml, html } from '@remix-run/html-template';
import type { FactDifference, PlayerQuestion } from '../../reference/players/list-questions.ts';
import { forViewer } from './csrf-placeholder.ts';
import { instant, pill, plural } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

export type PlayerQuestionsView = {
  questions: readonly PlayerQuestion[];
  differences: readonly FactDifference[];
};

const BACK = '/players/questions';

const REASONS: Readonly<Record<string, string>> = {
  name_alone: 'Nothing beside the name can be compared.',
  contradiction: 'The name fits, and something else does not.',
  several: 'Several players may be meant.',
  unlinked: 'Somebody has said that the id is not the player who had it.',
};

/** Players of providers of whom it is not plain who they are, with the evidence and the means to answer. */
export function playerQuestionsPage(
  context: PageContext,
  { questions, differences }: PlayerQuestionsView,
): string {
  const body = html`<section class="card">
      <h1>Who is this player? <span class="total">${plural(questions.length, 'question')}</span></h1>
      <p class="words">
        A player of another source is one of ours by the name within the team and a second fact: the birth date,
        the shirt number, the first season, or the same line in the same game. A name alone decides nothing. Until a
        question is answered, or a fact answers it, whoever has lines is stood in for by somebody of no team.
      </p>
      ${
        questions.length === 0
          ? html`<p class="empty">Nothing is open about players.</p>`
          : html`<ul class="rows">
              ${questions.map(questionItem)}
            </ul>`
      }
    </section>
    ${differencesSection(differences)}`;
  return layout(context, {
    title: 'Players in question',
    path: BACK,
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

function questionItem(question: PlayerQuestion): SafeHtml {
  const { player, provider, external_id: externalId, team, reason, asked_at: askedAt } = question;
  const facts = [
    question.position,
    question.jersey_number === null ? null : `number ${question.jersey_number}`,
    question.birth_date === null ? null : `born ${question.birth_date}`,
  ].filter((fact) => fact !== null);
  return html`<li>
    <div class="row">
      <strong class="game">${player}</strong>${pill(reason.replaceAll('_', ' '), 'wait')}
      <span class="when">${team ?? ''}</span>
    </div>
    <p class="words">
      ${REASONS[reason] ?? ''} ${facts.length === 0 ? null : html`${facts.join(', ')}. `}Asked
      ${instant(askedAt)}. ${provider} <code>${externalId}</code>
    </p>
    <ul class="tree">
      ${question.candidates.map((candidate) => candidateItem(question, candidate))}
    </ul>
    <div class="buttons">${ownAction(question)}</div>
  </li>`;
}

function candidateItem(question: PlayerQuestion, candidate: PlayerQuestion['candidates'][number]): SafeHtml {
  const { player_id: id, name, why } = candidate;
  const theirs = `${question.player} (${question.provider} ${question.external_id})`;
  return html`<li>
    <div class="row">
      <span class="game">${name}</span>
      <div class="acts">
        ${reasonedAction({
          action: `${BACK}/${question.id}/link`,
          text: 'The same',
          label: `${question.player} of ${question.provider} is ${name}, player ${id}`,
          question: `${theirs} is ${name} from now on, with all lines that wait.`,
          back: BACK,
          fields: { entity: String(id) },
          reasonGoesOn: 'record',
        })}
      </div>
    </div>
    <p class="words">${why}.</p>
  </li>`;
}

function ownAction({
  id,
  player,
  provider,
  stand_in_id: standIn,
  candidates,
}: PlayerQuestion): SafeHtml | null {
  if (standIn === null) return candidates.length === 0 ? null : noneAction(id, `${player} of ${provider}`);
  const text = candidates.length === 0 ? 'A player of their own' : 'None of them';
  return reasonedAction({
    action: `${BACK}/${id}/link`,
    key: `own-${id}`,
    text,
    label: `${player} of ${provider} is a player of their own`,
    question: `${player} is a player of their own, and nobody who is named here: nothing asks about it again.`,
    back: BACK,
    fields: { entity: String(standIn) },
    reasonGoesOn: 'record',
  });
}

/** Whoever is asked about without a line has nobody who stands in, and may be none of the candidates all the same. */
function noneAction(id: number, whom: string): SafeHtml {
  return reasonedAction({
    action: `${BACK}/${id}/none`,
    key: `none-${id}`,
    text: 'None of them',
    label: `${whom} is none of them`,
    question: `${whom} is nobody who is named here: nothing asks about them again.`,
    back: BACK,
    fields: {},
    reasonGoesOn: 'record',
  });
}

function differencesSection(differences: readonly FactDifference[]): SafeHtml | null {
  if (differences.length === 0) return null;
  return html`<section class="card">
    <h2>Sources contradict each other <span class="total">${plural(differences.length, 'fact')}</span></h2>
    <ul class="rows">
      ${differences.map(
        ({ player, field, ours, theirs, source }) =>
          html`<li>
            <div class="row"><strong class="game">${player}</strong></div>
            <p class="words">
              ${field === 'birth_date' ? 'Birth date' : 'First season'} ${ours} here, ${theirs} at ${source}.
            </p>
          </li>`,
      )}
    </ul>
  </section>`;
}
