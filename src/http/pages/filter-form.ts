import { count, plural } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';

/** The filter of a list as the address has it; what is absent does not restrict. */
export type FilterFields = Readonly<Record<string, string>>;

/** A number that was counted up to a limit. */
export type CappedCount = { count: number; isMore: boolean };

/** One field of a filter with values to choose from; the first choice is any of them, unless `any` is null. */
export function choice<Value extends string>(
  name: string,
  label: string,
  values: readonly Value[],
  fields: FilterFields,
  words: (value: Value) => string = (value) => value.replaceAll('_', ' '),
  any: string | null = 'any',
): SafeHtml {
  const options = values.map((value) => {
    const mark = fields[name] === value ? html` selected` : null;
    return html`<option value="${value}"${mark}>${words(value)}</option>`;
  });
  return html`<div>
    <label for="${name}">${label}</label
    ><select id="${name}" name="${name}">
      ${any === null ? null : html`<option value="">${any}</option>`}${options}
    </select>
  </div>`;
}

/** One field of a filter that is typed in. */
export function field(
  name: string,
  label: string,
  fields: FilterFields,
  more: { type?: 'text' | 'date' | 'search'; maxLength?: number; isWide?: boolean } = {},
): SafeHtml {
  const { type = 'text', maxLength = 40, isWide } = more;
  const length = type === 'date' ? null : html`maxlength="${maxLength}" autocomplete="off"`;
  const id = type === 'search' ? 'find' : name;
  return html`<div ${isWide ? html`class="wide"` : null}>
    <label for="${id}">${label}</label>
    <input id="${id}" name="${name}" type="${type}" ${length} value="${fields[name] ?? ''}" />
  </div>`;
}

/** `12 tasks`, `more than 10,000 tasks`. */
export function cappedWords({ count: matching, isMore }: CappedCount, noun: string): string {
  return isMore ? `more than ${count(matching)} ${noun}s` : plural(matching, noun);
}
