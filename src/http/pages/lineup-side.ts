import { type SafeHtml, html } from '@remix-run/html-template';
import type { SlateGame, SlateSide } from '../../availability/lineups/list-slate.ts';
import { type Tone, pill } from './format.ts';

const TONES: Readonly<Record<NonNullable<SlateSide['lineup']>['kind'], Tone>> = {
  actual: 'good',
  confirmed: 'busy',
  expected: 'quiet',
};

/** The starters of a side, with how sure they are. */
export function lineupSide({ team, lineup }: SlateSide): SafeHtml {
  if (lineup === null)
    return html`<div><strong>${team}</strong> <span class="muted">no line-up yet</span></div>`;
  const { kind, source, formation, starters } = lineup;
  return html`<div>
    <strong>${team}</strong> ${pill(kind, TONES[kind])}
    <span class="words">${formation === null ? '' : `${formation}, `}by ${source}</span>
    <p>${starters.map(({ name, position, isKnown }, index) => {
      const place = position === null ? '' : ` ${position}`;
      const mark = isKnown ? place : `${place} (not recognised)`;
      return html`${index === 0 ? '' : ', '}${name}<span class="muted">${mark}</span>`;
    })}</p>
  </div>`;
}

/** `Zach Zarba (Referee), Ed Malloy`. */
export function officialWords(officials: SlateGame['officials']): string {
  return officials
    .map(({ name, role }) => (role === null ? name : `${name} (${roleWords(role)})`))
    .join(', ');
}

/** Providers write `OFFICIAL1` for the first of several. */
function roleWords(role: string): string {
  return role.replace(/^OFFICIAL(\d)$/, 'official $1');
}
