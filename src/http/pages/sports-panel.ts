import type { Sport } from '../../domain/sport.ts';
import type { Overview } from '../../monitoring/overview/overview.ts';
import { sportsOff } from '../../monitoring/providers/provider-words.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { instant, pill } from './format.ts';
import { reasonedAction } from './reasoned-action.ts';

export function sportsPanel({ pauses, providers }: Overview): SafeHtml {
  const off = sportsOff(providers);
  return html`<h2>Sports</h2>
    <ul class="rows">
      ${pauses.map(({ sport, paused_at: pausedAt, reason }) => {
        if (off.has(sport) && !pausedAt) {
          return html`<li>
            <div class="row"><strong class="game">${sport}</strong>${pill('off', 'quiet')}</div>
            <p class="words">Not in SPORTS_ENABLED.</p>
          </li>`;
        }
        return html`<li>
          <div class="row">
            <strong class="game">${sport}</strong
            >${pausedAt ? pill('paused', 'wait') : pill('seeding', 'good')}<span class="when"></span
            >${pauseAction(sport, pausedAt !== null)}
          </div>
          ${
            pausedAt
              ? html`<p class="words">Since ${instant(pausedAt)}${reason ? `, by ${reason}` : ''}.</p>`
              : null
          }
        </li>`;
      })}
    </ul>`;
}

function pauseAction(sport: Sport, isPaused: boolean): SafeHtml {
  const text = isPaused ? 'Resume' : 'Pause';
  return reasonedAction({
    action: `/scheduler/${text.toLowerCase()}`,
    text,
    label: `${text} ${sport}`,
    question: isPaused
      ? `Games of ${sport} that are due are started at once.`
      : `No game of ${sport} is started until it is resumed; runs that have begun go on.`,
    back: '/',
    fields: { sport },
    isReasonNeeded: !isPaused,
    reasonGoesOn: 'record',
  });
}
