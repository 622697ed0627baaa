import { type Tonight, assessTonight } from '../../operations/tonight.ts';
import type { Overview } from '../../operations/overview.ts';
import { HOLD_REASON_WORDS } from '../../domain/statuses.ts';
import { count, instant, plural, sentence } from './format.ts';
import { type Html, html } from './html.ts';
import { correctionsPanel } from './corrections-panel.ts';
import {
  importsPanel,
  latenessPanel,
  providersPanel,
  queuesPanel,
  sportsPanel,
  workersPanel,
} from './dashboard-panels.ts';
import { forecastPanel } from './forecast-panel.ts';
import { postButton, resultWords, taskList } from './task-list.ts';

/** The parts of the dashboard that change by themselves, by the id of their element. */
export type Sections = Readonly<Record<string, Html>>;

/** Renders every section of the dashboard from one overview. */
export function dashboardSections(overview: Overview): Sections {
  const { counts, corrections } = overview;
  return {
    state: html`${stateLine(assessTonight(overview))}${alertsLine(overview)}`,
    tiles: tiles(overview),
    failed: panel('Failed', counts.failed, failedList(overview)),
    running: panel('Running', counts.running + corrections.running, runningList(overview)),
    held: panel('On hold', counts.held, heldList(overview)),
    upcoming: panel('Upcoming', counts.pending - counts.held, upcomingList(overview)),
    done: panel('Done', counts.completed_24h, doneList(overview), 'in 24 hours'),
    corrections: correctionsPanel(overview),
    lateness: latenessPanel(overview),
    providers: providersPanel(overview),
    forecast: forecastPanel(overview),
    workers: workersPanel(overview),
    sports: sportsPanel(overview),
    queues: queuesPanel(overview),
    imports: importsPanel(overview),
  };
}

const LEVEL_WORDS: Record<Tonight['level'], string> = { safe: 'Safe', watch: 'Watch', danger: 'At risk' };

function stateLine({ level, headline, reasons }: Tonight): Html {
  return html`<div class="state ${level}"><p class="headline"><span class="lamp" aria-hidden="true"></span><span class="hidden">${LEVEL_WORDS[level]}: </span>${headline}</p>${reasons.length === 0 ? null : html`<ul>${reasons.map((reason) => html`<li>${sentence(reason)}</li>`)}</ul>`}</div>`;
}

/** The open alerts in one line; nothing while there are none. */
function alertsLine({ alerts }: Overview): Html | null {
  if (alerts.length === 0) return null;
  const told = alerts
    .slice(0, 3)
    .map(
      ({ title, path }, index) =>
        html`${index > 0 ? '; ' : null}${path ? html`<a href="${path}">${title}</a>` : title}`,
    );
  const more = alerts.length > 3 ? ', and more: ' : ': ';
  return html`<p class="words">Open alerts: ${told}${more}<code>npm run -s scoracle -- alerts list --open</code></p>`;
}

function tiles({ counts }: Overview): Html {
  const tile = (label: string, value: number, tone: string, filter = ''): Html =>
    html`<div class="tile ${value > 0 ? tone : ''}"><dt>${label}</dt><dd>${filter === '' ? count(value) : html`<a href="/tasks?${filter}">${count(value)}</a>`}</dd></div>`;
  return html`<dl class="tiles">${tile('Due in 24 h', counts.due_24h, '')}${tile('Running', counts.running, 'busy', 'status=running')}${tile('On hold', counts.held, 'wait', 'held=true')}${tile('Overdue', counts.overdue, 'bad')}${tile('Failed', counts.failed, 'bad', 'status=failed')}${tile('Done in 24 h', counts.completed_24h, 'good')}</dl>`;
}

/** A section with its heading and how many there are in all. */
function panel(title: string, total: number, body: Html, of = ''): Html {
  return html`<h2>${title} <span class="total">${count(total)}${of ? ` ${of}` : ''}</span></h2>${body}`;
}

function failedList({ failed }: Overview): Html {
  return taskList(failed, {
    empty: 'Nothing has failed.',
    when: (task) => task.completed_at ?? task.updated_at,
    words: (task) => task.error_message,
    button: (task) =>
      postButton({
        action: `/tasks/${task.id}/retry`,
        text: 'Retry',
        label: `Retry ${task.label}`,
        back: '/',
      }),
  });
}

function runningList({ running }: Overview): Html {
  return taskList(running, {
    empty: 'Nothing is running right now.',
    when: (task) => task.execution_time,
    words: (task) => task.in_words,
  });
}

function heldList({ held, held_by_reason: reasons }: Overview): Html {
  const summary =
    reasons.length < 2
      ? null
      : html`<p class="words">${reasons
          .map((group) => `${plural(group.count, 'game')}: ${HOLD_REASON_WORDS[group.reason]}`)
          .join('; ')}.</p>`;
  return html`${summary}${taskList(held, {
    empty: 'Nothing is on hold.',
    when: (task) => task.due_at,
    words: (task) => task.in_words,
  })}`;
}

function upcomingList({ upcoming, counts }: Overview): Html {
  const next = counts.next_due_at
    ? html`<p class="words">Next due ${instant(counts.next_due_at, { isRelative: true })}.</p>`
    : null;
  return html`${next}${taskList(upcoming, {
    empty: 'No games are waiting. Ingest a schedule to fill this.',
    when: (task) => task.due_at,
    // The time says it all for a game whose window has not opened; anything else needs words.
    words: (task) => (task.in_words.startsWith('seeding window opens') ? null : task.in_words),
  })}`;
}

function doneList({ done }: Overview): Html {
  return taskList(done, {
    empty: 'Nothing has been seeded lately.',
    when: (task) => task.completed_at,
    words: resultWords,
  });
}
