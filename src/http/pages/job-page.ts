import { type SafeHtml, html } from '@remix-run/html-template';
import type { JobRun } from '../../jobs/schedules/job-runs.ts';
import { type JobOutcome, type JobStatus, durationWords } from '../../jobs/schedules/job-status.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type Tone, instant, pill, sentence } from './format.ts';
import { TONES, actions, cadence, lastAndNext } from './jobs-page.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

const OUTCOME_TONES: Readonly<Record<JobOutcome, Tone>> = {
  done: 'good',
  skipped: 'quiet',
  failed: 'bad',
  timed_out: 'bad',
  lost: 'bad',
};

/** One recurrent job: how it stands, what can be done with it, and its runs, the newest first. */
export function jobPage(
  context: PageContext,
  { job, runs }: { job: JobStatus; runs: readonly JobRun[] },
): string {
  const { name, state, description, problem } = job;
  const path = `/jobs/${name}`;
  const body = html`<section class="card">
      <h1>${name} ${pill(state, TONES[state])}</h1>
      <p class="words">${description} ${cadence(job)}</p>
      <p class="words">${lastAndNext(job)}</p>
      ${problem === null ? null : html`<p class="lead">${sentence(problem)}</p>`}
      ${state === 'off' || !context.mayChange ? null : html`<div class="row">${actions(job, path)}</div>`}
    </section>
    <section class="card">
      <h2>Runs</h2>
      <p class="words">
        Kept for 30 days. Of a job that comes more often than once a minute, these are the runs that came to
        something else than the run before.
      </p>
      ${runList(runs)}
    </section>`;
  return layout(context, {
    title: name,
    path: '/jobs',
    body: html.raw`${forViewer(String(body), context)}`,
    refreshSeconds: 15,
  });
}

function runList(runs: readonly JobRun[]): SafeHtml {
  if (runs.length === 0) return html`<p class="empty">No run is on record yet.</p>`;
  return html`<ol class="rows">
    ${runs.map(runItem)}
  </ol>`;
}

function runItem(run: JobRun): SafeHtml {
  const { outcome, started_at: startedAt, duration_ms: tookMs, lateness_ms: lateMs } = run;
  const words = run.error ?? run.note;
  return html`<li>
    <div class="row">
      ${pill(outcome.replaceAll('_', ' '), OUTCOME_TONES[outcome])}
      ${run.is_requested ? pill('by hand', 'quiet') : null}
      ${tookMs === null ? null : html`<span>took ${durationWords(tookMs)}</span>`}
      ${lateMs === null || lateMs < 1_000 ? null : html`<span>${durationWords(lateMs)} late</span>`}
      <span class="when">${instant(startedAt)}</span>
    </div>
    ${words === null || words === '' ? null : html`<p class="words">${sentence(words)}</p>`}
    ${run.holder === null ? null : html`<p class="muted small">${run.holder}</p>`}
  </li>`;
}
