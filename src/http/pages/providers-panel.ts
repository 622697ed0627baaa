import type { Overview } from '../../monitoring/overview/overview.ts';
import type { ProviderStatus } from '../../monitoring/providers/provider-status.ts';
import { callsOfDay, creditsOfMonth } from '../../monitoring/quota/credits-of-month.ts';
import { commonProblems, sportsWords } from '../../monitoring/providers/provider-words.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { count, instant, pill, plural } from './format.ts';
import { reasonedAction } from './reasoned-action.ts';

export function providersPanel({ providers }: Overview): SafeHtml {
  const common = commonProblems(providers);
  return html`<h2>Provider calls <span class="total">today, UTC</span></h2>
    ${common.map(toMend)}
    <ul class="rows">
      ${providers.map((provider) => providerRow(provider, common))}
    </ul>`;
}

export function toMend(problem: string): SafeHtml {
  return html`<p class="words">${pill('fix this', 'bad')} ${problem}</p>`;
}

/** How far the day is spent, at the marks that warnings are given for. */
function quotaPill(used: number, limit: number | undefined): SafeHtml | null {
  if (limit === undefined || used < limit * 0.8) return null;
  if (used >= limit) return pill('used up', 'bad');
  return used >= limit * 0.95 ? pill('past 95 %', 'bad') : pill('past 80 %', 'wait');
}

/** How the breaker of all workers stands; a rest that only tasks tell of counts as open. */
function breakerPill({
  breaker,
  is_off: isOff,
  tasks_held_by_breaker: held,
}: Pick<ProviderStatus, 'breaker' | 'is_off' | 'tasks_held_by_breaker'>): SafeHtml | null {
  if (breaker?.state === 'open' || held > 0) return pill('breaker open', 'bad');
  if (breaker?.state === 'half_open') return pill('breaker half open', 'wait');
  if (isOff) return pill('off', 'quiet');
  return breaker ? pill('breaker closed', 'good') : null;
}

function providerRow(provider: ProviderStatus, common: readonly string[]): SafeHtml {
  const { host, sports, quota, calls_today: calls, failed_calls_today: failed, ...more } = provider;
  const isOpen = more.breaker !== null && more.breaker.state !== 'closed';
  const callAgain = reasonedAction({
    action: '/breakers/reset',
    text: 'Call again',
    label: `Call ${host} again`,
    question: `All workers call ${host} again at once, although it was in trouble. Otherwise they try it by themselves.`,
    back: '/',
    fields: { host },
    reasonGoesOn: 'record',
  });
  const resting = isOpen
    ? html`<p class="words">
          Left alone since
          ${instant(new Date(more.breaker?.sinceMs ?? 0))}${more.breaker?.reason ? `: ${more.breaker.reason}` : ''}.${
            more.breaker?.retryAtMs ? html` Next try ${instant(new Date(more.breaker.retryAtMs))}.` : null
          }
        </p>
        <div class="buttons">${callAgain}</div>`
    : null;
  const credits = quota ? creditsOfMonth(quota) : undefined;
  const used = credits?.used ?? quota?.day.used ?? calls;
  const limit = credits?.limit ?? (quota ? callsOfDay(quota) : undefined);
  const unit = credits ? ' credits this month' : '';
  const id = `quota-${sports[0] ?? host}`;
  return html`<li>
    <div class="row">
      <strong class="game" id="${id}">${sportsWords(provider)}</strong
      >${breakerPill(more)}${quotaPill(used, limit)}<span class="when"
        >${count(used)}${limit === undefined ? ' calls' : ` of ${count(limit)}${unit}`}</span
      >
    </div>
    ${
      limit === undefined
        ? null
        : html`<meter
            aria-labelledby="${id}"
            min="0"
            max="${limit}"
            low="${Math.floor(limit * 0.8)}"
            high="${Math.floor(limit * 0.95)}"
            optimum="0"
            value="${used}"
          >
            ${used} of ${limit}
          </meter>`
    }
    <p class="words">
      ${host}${
        failed > 0 ? `, ${plural(failed, 'call')} without a usable answer` : ''
      }${more.account?.plan ? `, plan ${more.account.plan}` : ''}
    </p>
    ${more.backlog ? html`<p class="words">${more.backlog.words}.</p>` : null}${more.problems
      .filter((problem) => !common.includes(problem))
      .map(toMend)}${resting}
  </li>`;
}
