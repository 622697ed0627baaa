import { type SafeHtml, html } from '@remix-run/html-template';
import type { LiveState } from '../../read/games/live-state.ts';
import { instant, pill } from './format.ts';

/** How a game under way stands: `Q3 5:23`, or since when nobody says anything of it. */
export function livePill({ state, words, source, seen_at: seenAt }: LiveState): SafeHtml {
  if (state === 'live')
    return html`${pill(words, 'busy')}
      <span class="muted small">${source}, ${instant(seenAt, { isRelative: true })}</span>`;
  if (state === 'over') return html`${pill('final', 'good')} <span class="muted small">${source}</span>`;
  return html`${pill('no word', 'wait')}
    <span class="muted small">from ${source} since ${instant(seenAt)}, then ${words}</span>`;
}
