import { sentence } from './format.ts';
import { CSRF_PLACEHOLDER } from './csrf-placeholder.ts';
import { type SafeHtml, html } from '@remix-run/html-template';

export type ReasonedAction = {
  action: string;
  /** Tells this button from others on its page; made of the action and the fields where it is left out. */
  key?: string;
  /** On the button that opens the question, and on the one that answers it. */
  text: string;
  /** Names both for those who hear the page, where the text alone could mean several. */
  label?: string;
  /** What will happen, before somebody confirms it. */
  question: string;
  back: string;
  fields?: Readonly<Record<string, string>>;
  /** More inputs, above the reason. */
  inputs?: SafeHtml;
  isReasonNeeded?: boolean;
  /** Where the reason is kept: on a game's timeline (by default), or in the record of the installation. */
  reasonGoesOn?: 'timeline' | 'record';
  isPrimary?: boolean;
};

/**
 * A button that first says what it will do and asks for the reason, which is kept with who acted, or leads back.
 * Works without scripts: with them the first field is ready to be filled in, and Escape leads back too.
 */
export function reasonedAction(options: ReasonedAction): SafeHtml {
  const {
    action,
    key,
    text,
    label = text,
    question,
    back,
    fields = {},
    inputs,
    isReasonNeeded,
    reasonGoesOn = 'timeline',
    isPrimary,
  } = options;
  const id = `reason-${(key ?? `${action} ${Object.values(fields).join(' ')}`).replaceAll(/[^a-z0-9]+/gi, '-')}`;
  const hidden = { csrf: CSRF_PLACEHOLDER, back, ...fields };
  return html`<details class="change ask">
    <summary
      class="${isPrimary ? 'primary' : ''}"
      data-key="${id}-open"
      ${label === text ? null : html` aria-label="${label}"`}
    >
      ${text}
    </summary>
    <form method="post" action="${action}">
      <p class="words">${sentence(question)}</p>
      ${Object.entries(hidden).map(
        ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
      )}${inputs}<label for="${id}"
        >Reason, for the ${reasonGoesOn}${isReasonNeeded ? null : ' (optional)'}</label
      ><input
        id="${id}"
        name="reason"
        maxlength="500"
        autocomplete="off"
        ${isReasonNeeded ? html` required` : null}
      />
      <div class="buttons">
        <button class="primary" aria-label="Confirm: ${label}" data-key="${id}-confirm">${text}</button
        ><a class="button" href="${back}" aria-label="Go back without: ${label}" data-back>Go back</a>
      </div>
    </form>
  </details>`;
}
