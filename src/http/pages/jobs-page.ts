import { type JobState, type JobStatus, durationWords } from '../../jobs/schedules/job-status.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type Tone, instant, pill, plural, sentence } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

const PATH = '/jobs';

export const TONES: Readonly<Record<JobState, Tone>> = {
  running: 'busy',
  requested: 'busy',
  waiting: 'good',
  paused: 'wait',
  late: 'bad',
  failing: 'bad',
  off: 'quiet',
};

/** Everything that recurs: what is wrong first, then by name, what is switched off last. */
export function jobsPage(context: PageContext, jobs: readonly JobStatus[]): string {
  const ordered = jobs.toSorted((one, other) => rank(one) - rank(other));
  const list =
    jobs.length > 0
      ? html` <ul class="rows">
          ${ordered.map(jobItem)}
        </ul>`
      : html` <p class="empty">
          No recurrent job is known yet: a control process enters them when it starts.
        </p>`;
  const body = html` <section class="card">
    <h1>Recurrent jobs <span class="total">${plural(jobs.length, 'job')}</span></h1>
    <p class="words">
      Each runs in one process at a time. What was missed while no process was there is made up by one run.
    </p>
    ${list}
  </section>`;
  return layout(context, {
    title: 'Recurrent jobs',
    path: PATH,
    body: html.raw`${forViewer(String(body), context)}`,
    refreshSeconds: 15,
  });
}

function rank({ state }: JobStatus): number {
  if (state === 'late' || state === 'failing') return 0;
  return state === 'off' ? 2 : 1;
}

function jobItem(job: JobStatus): SafeHtml {
  const { name, state, description, problem, last_note: note, last_error: error } = job;
  const outcome = problem ?? note ?? error;
  return html` <li>
    <div class="row">
      <a class="game" href="${PATH}/${name}">${name}</a>
      ${pill(state, TONES[state])}
      ${state === 'off' ? null : html`<div class="acts">${actions(job, PATH)}</div>`}
    </div>
    <p class="words">${description} ${cadence(job)}</p>
    <p class="words">${lastAndNext(job)}</p>
    ${outcome === null ? null : html`<p class="words">${sentence(outcome)}</p>`}
  </li>`;
}

export function cadence({ cadence: words, runs_on: runsOn }: JobStatus): SafeHtml {
  const where = { control: 'control processes', workers: 'workers', both: 'control processes or workers' }[
    runsOn
  ];
  return html`It comes ${words}, on ${where ?? runsOn}.`;
}

export function lastAndNext(job: JobStatus): SafeHtml {
  const { last_started_at: lastAt, last_duration_ms: tookMs, next_due_at: nextAt } = job;
  const last = lastAt
    ? html`Last run
      ${instant(lastAt, { isRelative: true })}${
        tookMs === null ? null : html`, took ${durationWords(tookMs)}`
      }.`
    : html`It has not run yet.`;
  const nextWords = job.lateness_ms > 0 ? 'Due since' : 'Next run';
  const next = nextAt ? html` ${nextWords} ${instant(nextAt, { isRelative: true })}.` : null;
  const paused = job.paused_at
    ? html` Paused ${instant(job.paused_at, { isRelative: true })} by
      ${job.paused_by}${job.pause_reason === null ? null : html`: ${job.pause_reason}`}.`
    : null;
  const asked = job.requested_at ? html` A run was asked for by ${job.requested_by}.` : null;
  return html`${last}${next}${paused}${asked}`;
}

/** What can be done with a job; leads back to `back`. */
export function actions({ name, paused_at: pausedAt }: JobStatus, back: string): SafeHtml {
  const run = reasonedAction({
    action: `/jobs/${name}/run`,
    text: 'Run now',
    label: `Run ${name} now`,
    question: 'It runs as soon as a process that may run it takes it; its cadence stays.',
    back,
    reasonGoesOn: 'record',
  });
  const act = pausedAt ? 'resume' : 'pause';
  const text = pausedAt ? 'Resume' : 'Pause';
  const pause = reasonedAction({
    action: `/jobs/${name}/${act}`,
    text,
    label: `${text} ${name}`,
    question: pausedAt
      ? 'It comes by itself again; one run makes up for what it missed.'
      : 'It does not come by itself until it is resumed; a run in progress goes on.',
    back,
    reasonGoesOn: 'record',
  });
  return html`${run}${pause}`;
}
