import type { Sport } from '../../domain/sport.ts';
import type { Overview } from '../../monitoring/overview/overview.ts';
import type { ProviderStatus } from '../../monitoring/providers/provider-status.ts';
import { commonProblems, sportsOff, sportsWords } from '../../monitoring/providers/provider-words.ts';
import type { WorkerStatus } from '../../fleet/workers.ts';
import { workerSlots } from '../../monitoring/facts/worker-slots.ts';
import { count, instant, pill, plural, seconds, sentence } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { latenessChart } from './lateness-chart.ts';
import { reasonedAction } from './reasoned-action.ts';

/** Runs that a worker's line names. */
const RUNS_SHOWN = 6;

/** How late games start, now and over the last days. */
export function latenessPanel({ lateness_24h: lateness, flow }: Overview): SafeHtml {
  const figure = (label: string, value: number | null): SafeHtml =>
    html`<div>
      <dt>${label}</dt>
      <dd>${seconds(value)}</dd>
    </div>`;
  return html`<h2>
      Lateness
      <span class="total"
        >24 hours, times in <span data-zone-name>UTC</span>, <a href="/objectives">objectives</a></span
      >
    </h2>
    <dl class="figures">
      ${figure('Median', lateness.p50)}${figure('95 %', lateness.p95)}${figure('Worst', lateness.max)}
      <div>
        <dt>Starts</dt>
        <dd>${count(lateness.started)}</dd>
      </div>
    </dl>
    ${latenessChart(flow.day, 'last 24 hours')}
    <details>
      <summary data-key="lateness of the week">Last 7 days</summary>
      ${latenessChart(flow.week, 'last 7 days')}
    </details>`;
}

export function providersPanel({ providers }: Overview): SafeHtml {
  const common = commonProblems(providers);
  return html`<h2>Provider calls <span class="total">today, UTC</span></h2>
    ${common.map(toMend)}
    <ul class="rows">
      ${providers.map((provider) => providerRow(provider, common))}
    </ul>`;
}

function toMend(problem: string): SafeHtml {
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
  const used = quota?.day.used ?? calls;
  const limit = quota?.day.limit;
  const id = `quota-${sports[0] ?? host}`;
  return html`<li>
    <div class="row">
      <strong class="game" id="${id}">${sportsWords(provider)}</strong
      >${breakerPill(more)}${quotaPill(used, limit)}<span class="when"
        >${count(used)}${limit === undefined ? ' calls' : ` of ${count(limit)}`}</span
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

/** How many runs a worker has, of those that it takes. */
function busyWords(worker: WorkerStatus): string {
  const { busy, slots } = workerSlots(worker);
  return `${busy} of ${slots} busy`;
}

export function workersPanel({ workers, control_processes: controls, running }: Overview): SafeHtml {
  const alive = workers.filter((worker) => worker.is_alive).length;
  const body =
    workers.length === 0
      ? html`<p class="empty">No worker has been heard of. Start one with <code>npm run worker</code>.</p>`
      : html`<ul class="rows">
          ${workers.slice(0, 8).map(
            (worker) =>
              html`<li>
                <div class="row">
                  <strong class="game">${worker.worker_id}</strong>${pill(
                    worker.is_alive ? worker.state : worker.state === 'dead' ? 'dead' : 'silent',
                    worker.is_alive ? 'good' : 'bad',
                  )}<span class="when">${busyWords(worker)}</span>
                </div>
                <p class="words">
                  ${count(worker.completed_count)} done, ${count(worker.failed_count)}
                  failed${worker.is_alive ? null : html`, last heard of ${instant(worker.last_seen_at)}`}
                </p>
                ${runsOf(worker, running)}${(worker.is_alive ? (worker.problems ?? []) : []).map(toMend)}
              </li>`,
          )}
        </ul>`;
  const controlsAlive = controls.filter((control) => control.is_alive).length;
  const troubles = new Set(
    controls.flatMap(({ is_alive: isAlive, problems }) => (isAlive ? (problems ?? []) : [])),
  );
  const watched = html`<p class="words">Control processes alive: ${count(controlsAlive)}</p>
    ${[...troubles].map(toMend)}`;
  return html`<h2>Workers <span class="total">${alive} alive</span></h2>
    ${body}${watched}`;
}

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

/** Recurrent jobs in a line: those that are late or fail by name. */
function jobsLine({ known, late, failing }: Overview['jobs']): SafeHtml {
  const named = (names: readonly string[], tone: string): SafeHtml[] =>
    names.map((name) => html` ${pill(tone, 'bad')} <a href="/jobs/${name}">${name}</a>`);
  const trouble = [...named(late, 'late'), ...named(failing, 'failing')];
  return html`<p class="words">
    <a href="/jobs">${plural(known, 'recurrent job')}</a>${
      trouble.length === 0 ? html`, none late or failing.` : html`:${trouble}`
    }
  </p>`;
}

export function queuesPanel({ queues, store, jobs }: Overview): SafeHtml {
  const silentSince = queues.find((queue) => queue.silent_since)?.silent_since;
  const drift = store.last_drift;
  const differing = drift ? drift.missing + drift.orphaned + drift.mistimed : 0;
  const found = drift
    ? differing === 0
      ? 'no drift'
      : `${drift.missing} missing, ${drift.orphaned} orphaned, ${drift.mistimed} mistimed, mended`
    : 'not compared yet';
  return html`<h2>Queues <span class="total">BullMQ on ${store.kind}</span></h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Queue</th>
          <th scope="col">Delayed</th>
          <th scope="col">Waiting</th>
          <th scope="col">Active</th>
          <th scope="col">Failed</th>
        </tr>
      </thead>
      <tbody>
        ${queues.map(({ name, counts }) =>
          counts
            ? html`<tr>
                <th scope="row">
                  <a href="/admin/queues/queue/${name}">${name}</a
                  >${counts.isPaused ? pill('paused', 'wait') : null}
                </th>
                <td>${count(counts.delayed)}</td>
                <td>${count(counts.waiting)}</td>
                <td>${count(counts.active)}</td>
                <td>${count(counts.failed)}</td>
              </tr>`
            : html`<tr>
                <th scope="row">${name}</th>
                <td colspan="4">${pill(silentSince ? 'does not answer' : 'out of reach', 'bad')}</td>
              </tr>`,
        )}
      </tbody>
    </table>
    ${
      silentSince
        ? html`<p class="words">
            The queue store has not answered since ${instant(silentSince)}
            (${instant(silentSince, { isRelative: true })}). What is due waits in PostgreSQL and is published
            as soon as it does.
          </p>`
        : null
    }
    <p class="words">
      Postgres and queue:
      ${found}${store.last_reconciled_at ? html`, compared ${instant(store.last_reconciled_at)}` : null}.
    </p>
    ${jobsLine(jobs)}
    <div class="buttons">
      ${reasonedAction({
        action: '/reconcile',
        text: 'Compare now',
        question: 'Every open task is compared with the queue, and what differs is mended.',
        back: '/',
        reasonGoesOn: 'record',
      })}
    </div>`;
}

export function importsPanel({ imports, quarantine_open: quarantine }: Overview): SafeHtml {
  const waiting =
    quarantine === 0
      ? null
      : html`<p class="words">
          <a href="/quarantine">${plural(quarantine, 'row')} in quarantine</a>, each with its reason and
          remedy.
        </p>`;
  const list =
    imports.length === 0
      ? html`<p class="empty">
          Nothing has been ingested yet: <code>npm run -s scoracle -- ingest-schedule --help</code>
        </p>`
      : html`<ul class="rows">
          ${imports.map(
            (one) =>
              html`<li>
                <div class="row">
                  <a
                    class="game"
                    href="/games?${new URLSearchParams({ league: one.league, season: String(one.season) }).toString()}"
                    >${one.league} ${one.season}</a
                  ><span class="when">${instant(one.created_at)}</span>
                </div>
                <p class="words">
                  ${sentence(one.source)}: ${plural(one.rows ?? 0, 'row')}, ${count(one.games_added ?? 0)}
                  added, ${count(one.games_moved ?? 0)}
                  moved${one.quarantined ? `, ${count(one.quarantined)} quarantined` : ''}
                </p>
              </li>`,
          )}
        </ul>`;
  return html`<h2>Schedules <a class="total" href="/quarantine#imports">recent imports</a></h2>
    ${waiting}${list}`;
}

/** What a worker runs, by the games that the overview lists, each leading to its page. */
function runsOf(
  { worker_id: id, running_task_ids: ids }: WorkerStatus,
  running: Overview['running'],
): SafeHtml | null {
  const known = running.filter((task) => task.worker === id && ids.includes(task.id));
  if (known.length === 0) return null;
  const shown = known.slice(0, RUNS_SHOWN);
  const rest = ids.length - shown.length;
  return html`<p class="words">
    Runs
    ${shown.map(
      (task, index) => html`${index > 0 ? ', ' : null}<a href="/games/${task.game_id}">${task.label}</a>`,
    )}${rest > 0 ? ` and ${plural(rest, 'other')}` : null}
  </p>`;
}

/** What happened to the installation, and what people did to it. */
export function eventsPanel({ events }: Overview): SafeHtml {
  const list =
    events.length === 0
      ? html`<p class="empty">Nothing has happened yet.</p>`
      : html`<ul class="rows">
          ${events.map(
            (event) =>
              html`<li>
                <p class="words">
                  <span class="stamp">${instant(event.created_at)}</span> ${sentence(event.message)}
                </p>
              </li>`,
          )}
        </ul>`;
  return html`<h2>Events <span class="total">the latest first</span></h2>
    ${list}`;
}
