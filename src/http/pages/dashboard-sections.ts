import { type Tonight, assessTonight } from '../../monitoring/overview/tonight.ts';
import { ALERTS_SHOWN } from '../../monitoring/facts/open-alerts.ts';
import type { Overview } from '../../monitoring/overview/overview.ts';
import { HOLD_REASON_WORDS } from '../../domain/statuses.ts';
import { count, instant, pill, plural, sentence } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { correctionsPanel } from './corrections-panel.ts';
import { eventsPanel } from './events-panel.ts';
import { importsPanel } from './imports-panel.ts';
import { livePanel } from './live-panel.ts';
import { latenessPanel } from './lateness-panel.ts';
import { providersPanel } from './providers-panel.ts';
import { queuesPanel } from './queues-panel.ts';
import { sportsPanel } from './sports-panel.ts';
import { workersPanel } from './processes-panel.ts';
import { forecastPanel } from './forecast-panel.ts';
import { retryAction } from './game-actions.ts';
import { resultWords, taskList } from './task-list.ts';

/** Runs that the list names; the workers name theirs. */
const RUNNING_SHOWN = 12;

/** The parts of the dashboard that change by themselves, by the id of their element. */
export type Sections = Readonly<Record<string, SafeHtml>>;

/** Renders every section of the dashboard from one overview. */
export function dashboardSections(overview: Overview): Sections {
  const { counts, corrections } = overview;
  return {
    state: html`${stateLine(assessTonight(overview))}${alertsLine(overview)}`,
    tiles: tiles(overview),
    failed: panel('Failed', all(counts.failed, 'status=failed'), failedList(overview)),
    running: panel(
      'Running',
      all(counts.running + corrections.running, 'status=running'),
      runningList(overview),
    ),
    live: livePanel(overview.live),
    held: panel('On hold', all(counts.held, 'held=true'), heldList(overview)),
    upcoming: panel(
      'Upcoming',
      all(counts.pending - counts.held, 'status=pending&held=false'),
      upcomingList(overview),
    ),
    done: panel('Done', all(counts.completed_24h, 'status=completed', ' in 24 hours'), doneList(overview)),
    corrections: correctionsPanel(overview),
    lateness: latenessPanel(overview),
    providers: providersPanel(overview),
    forecast: forecastPanel(overview),
    workers: workersPanel(overview),
    sports: sportsPanel(overview),
    queues: queuesPanel(overview),
    imports: importsPanel(overview),
    events: eventsPanel(overview),
  };
}

const LEVEL_WORDS: Record<Tonight['level'], string> = { safe: 'Safe', watch: 'Watch', danger: 'At risk' };

function stateLine({ level, headline, reasons }: Tonight): SafeHtml {
  return html`<div class="state ${level}">
    <p class="headline">
      <span class="lamp" aria-hidden="true"></span
      ><span class="hidden">${LEVEL_WORDS[level]}: </span>${headline}
    </p>
    ${
      reasons.length === 0
        ? null
        : html`<ul>
            ${reasons.map((reason) => html`<li>${sentence(reason)}</li>`)}
          </ul>`
    }
  </div>`;
}

/** The open alerts in one line, with what to do about each folded into it; nothing while there are none. */
function alertsLine({ alerts }: Overview): SafeHtml | null {
  if (alerts.length === 0) return null;
  const list = alerts.map(
    ({ title, detail, remedy, path, severity }) =>
      html`<li>
        <div class="row">
          ${pill(severity, severity === 'critical' ? 'bad' : 'wait')}${
            path
              ? html`<a class="game" href="${path}">${title}</a>`
              : html`<strong class="game">${title}</strong>`
          }
        </div>
        <p class="words">${sentence(detail)}</p>
        <p class="words"><strong>How to fix it:</strong> ${sentence(remedy)}</p>
      </li>`,
  );
  const [first] = alerts;
  const others = alerts.length > 1 ? ` and ${plural(alerts.length - 1, 'other')}` : '';
  return html`<details class="alerts">
    <summary data-key="alerts">
      ${alerts.length < ALERTS_SHOWN ? null : 'At least '}${plural(alerts.length, 'open alert')}<span
        class="muted"
        >: ${first?.title}${others}</span
      >
    </summary>
    <ul class="rows">
      ${list}
    </ul>
    <p class="words">All of them, and who was told: <code>npm run -s scoracle -- alerts list --open</code></p>
  </details>`;
}

function tiles({ counts }: Overview): SafeHtml {
  const tile = (label: string, value: number, tone: string, filter: string): SafeHtml =>
    html`<div class="tile ${value > 0 ? tone : ''}">
      <dt>${label}</dt>
      <dd><a href="/tasks?${filter}">${count(value)}</a></dd>
    </div>`;
  return html`<dl class="tiles">
    ${tile('Due in 24 h', counts.due_24h, '', 'status=pending&days=1')}
    ${tile('Running', counts.running, 'busy', 'status=running')}
    ${tile('On hold', counts.held, 'wait', 'held=true')}
    ${tile('Overdue', counts.overdue, 'bad', 'overdue=true')}
    ${tile('Failed', counts.failed, 'bad', 'status=failed')}
    ${tile('Done in 24 h', counts.completed_24h, 'good', 'status=completed')}
  </dl>`;
}

/** A section with its heading, and how many there are in all. */
function panel(title: string, total: SafeHtml, body: SafeHtml): SafeHtml {
  return html`<h2>${title} ${total}</h2>
    ${body}`;
}

/** How many there are, leading to the list of them all. */
function all(total: number, filter: string, of = ''): SafeHtml {
  return html`<a class="total" href="/tasks?${filter}"
    ><span class="hidden">All: </span>${count(total)}${of}</a
  >`;
}

function failedList({ failed }: Overview): SafeHtml {
  return taskList(failed, {
    empty: 'Nothing has failed.',
    when: (task) => task.completed_at ?? task.updated_at,
    words: (task) => task.error_message,
    button: (task) => retryAction(task, { subject: task.label, back: '/' }),
  });
}

function runningList({ running }: Overview): SafeHtml {
  return taskList(running.slice(0, RUNNING_SHOWN), {
    empty: 'Nothing is running right now.',
    when: (task) => task.execution_time,
    words: (task) => task.in_words,
  });
}

function heldList({ held, held_by_reason: reasons }: Overview): SafeHtml {
  const summary =
    reasons.length < 2
      ? null
      : html`<p class="words">
          ${reasons
            .map((group) => `${plural(group.count, 'game')}: ${HOLD_REASON_WORDS[group.reason]}`)
            .join('; ')}.
        </p>`;
  return html`${summary}${taskList(held, {
    empty: 'Nothing is on hold.',
    when: (task) => task.due_at,
    words: (task) => task.in_words,
  })}`;
}

function upcomingList({ upcoming, read_at: now }: Overview): SafeHtml {
  const first = upcoming.find((task) => task.due_at > now);
  const next = first
    ? html`<p class="words">Next due ${instant(first.due_at, { isRelative: true })}.</p>`
    : null;
  return html`${next}${taskList(upcoming, {
    empty: 'No games are waiting. Ingest a schedule to fill this.',
    when: (task) => task.due_at,
    // The time says it all for a game whose window has not opened; anything else needs words.
    words: (task) => (task.in_words.startsWith('seeding window opens') ? null : task.in_words),
  })}`;
}

function doneList({ done }: Overview): SafeHtml {
  return taskList(done, {
    empty: 'Nothing has been seeded lately.',
    when: (task) => task.completed_at,
    words: resultWords,
  });
}

/** Markup of the dashboard's sections, as the live view sends them. */
export function sectionMarkup(sections: Sections): Record<string, string> {
  return Object.fromEntries(Object.entries(sections).map(([id, section]) => [id, String(section)]));
}
